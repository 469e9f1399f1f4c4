//! Pictures, clips and values as files, by the program itself; read back by other readers than ours.

use std::{fs, io::Cursor, path::Path};

use image::{AnimationDecoder, codecs::gif::GifDecoder, codecs::png::PngDecoder};
use tiff::{
    decoder::{Decoder, DecodingResult},
    tags::Tag,
};

use super::{Folder, SIDE, array, hounsfield, text};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The frames of a GIF or APNG as RGBA with their times in ms.
fn frames(bytes: &[u8]) -> Vec<(Vec<u8>, f64)> {
    let frames = if bytes.starts_with(b"GIF") {
        GifDecoder::new(Cursor::new(bytes)).unwrap().into_frames().collect_frames().unwrap()
    } else {
        PngDecoder::new(Cursor::new(bytes)).unwrap().apng().unwrap().into_frames().collect_frames().unwrap()
    };
    let time = |frame: &image::Frame| {
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        f64::from(numerator) / f64::from(denominator)
    };
    frames.into_iter().map(|frame| (frame.clone().into_buffer().into_raw(), time(&frame))).collect()
}

fn rgba(png: &[u8]) -> Vec<u8> {
    image::load_from_memory(png).unwrap().into_rgba8().into_raw()
}

#[test]
fn clips_hold_the_frames_that_render_gives_one_by_one() {
    let folder = Folder::new();
    let window = "--window=-800,600";
    let single: Vec<_> =
        (1..=3).map(|frame| rgba(&folder.served(&format!("render clip.dcm -o - --frame {frame} {window}")))).collect();
    for name in ["clip.gif", "clip.apng", "animated.png"] {
        folder.served(&format!("render clip.dcm --all -o {name} {window}"));
        let read = frames(&fs::read(folder.path(name)).unwrap());
        assert_eq!(
            read.iter().map(|(pixels, _)| pixels).collect::<Vec<_>>(),
            single.iter().collect::<Vec<_>>(),
            "{name}"
        );
    }
    folder.served(&format!("render clip.dcm --range 2-3 -o part.apng {window}"));
    assert_eq!(frames(&fs::read(folder.path("part.apng")).unwrap()).len(), 2);
    folder.served(&format!("render clip.dcm --range 2- -o part --as jpg --quality 80 {window}"));
    assert_eq!(names(&folder.path("part")), ["frame-0002.jpg", "frame-0003.jpg"]);
    folder.served(&format!("render clip.dcm --all -o pages.tif {window}"));
    let mut decoder = Decoder::new(Cursor::new(fs::read(folder.path("pages.tif")).unwrap())).unwrap();
    let mut pages = 1;
    while decoder.more_images() {
        decoder.next_image().unwrap();
        pages += 1;
    }
    assert_eq!(pages, 3);
}

#[test]
fn numbered_files_never_replace_others_unasked() {
    let folder = Folder::new();
    folder.served("render clip.dcm --all -o frames");
    fs::write(folder.path("frames/frame-0002.png"), "mine").unwrap();
    let said = folder.refused("render clip.dcm --all -o frames", 1, 1);
    assert!(said.contains("frame-0001.png already"), "{said}");
    assert_eq!(fs::read(folder.path("frames/frame-0002.png")).unwrap(), b"mine");
    folder.served("render clip.dcm --all -o frames --overwrite");
    assert_eq!(names(&folder.path("frames")), ["frame-0001.png", "frame-0002.png", "frame-0003.png"]);
}

#[test]
fn sixteen_bits_follow_the_formula() {
    let folder = Folder::new();
    let png = folder.served("render ct.dcm -o - --bits 16 --window=-900,256");
    let deep = image::load_from_memory(&png).unwrap();
    let deep = deep.as_luma16().unwrap().as_raw();
    for (index, level) in deep.iter().enumerate() {
        let bright = ((hounsfield(0, index) + 900.5) / 255.0 + 0.5).clamp(0.0, 1.0);
        assert_eq!(f64::from(*level), (65535.0 * bright + 0.5).floor(), "{index}");
    }
}

#[test]
fn annotations_are_asked_for_and_say_no_name_by_themselves() {
    let folder = Folder::new();
    let picture = |options: &str| folder.served(&format!("render ct.dcm -o - --scale 40 {options}"));
    let (plain, noted, known) = (picture(""), picture("--annotate"), picture("--annotate --with-identity"));
    assert!(plain != noted && noted != known);
    let size = image::load_from_memory(&noted).unwrap();
    // Rows are twice as far apart as columns.
    assert_eq!((size.width(), size.height()), (40 * SIDE as u32, 80 * SIDE as u32));
    // Another name changes nothing unless it is asked for.
    let mut other = fs::read(folder.path("ct.dcm")).unwrap();
    let at = other.windows(3).position(|bytes| bytes == b"DOE").expect("a planted name");
    other[at..at + 3].copy_from_slice(b"ROE");
    folder.write("other.dcm", &other);
    let of_other = |options: &str| folder.served(&format!("render other.dcm -o - --scale 40 {options}"));
    assert_eq!(of_other("--annotate"), noted);
    assert_ne!(of_other("--annotate --with-identity"), known);
    let output = folder.run("--hide-identity render ct.dcm -o x.png --annotate --with-identity");
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path("x.png").exists());
}

#[test]
fn values_go_into_npz_and_tiff() {
    let folder = Folder::new();
    folder.served("pixels clip.dcm --range 2-3 -o values.npz");
    let mut zip = zip::ZipArchive::new(fs::File::open(folder.path("values.npz")).unwrap()).unwrap();
    let mut entry = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    let pixels = entry("pixels.npy");
    let (header, data) = array(&pixels);
    assert!(header.contains("'<f4'") && header.contains("(2, 16, 16)"), "{header}");
    assert_eq!(data[..4], (hounsfield(1, 0) as f32).to_le_bytes());
    assert!(array(&entry("unit.npy")).0.contains("'<U2'"));
    assert_eq!(array(&entry("frames.npy")).1, [2, 0, 0, 0, 3, 0, 0, 0]);
    for (options, said) in [("", "value = sample; unit HU"), ("--unsigned", "value = sample - 32768; unit HU")] {
        folder.served(&format!("pixels clip.dcm --all -o values.tif {options}"));
        let mut decoder = Decoder::new(Cursor::new(fs::read(folder.path("values.tif")).unwrap())).unwrap();
        assert_eq!(decoder.get_tag_ascii_string(Tag::ImageDescription).unwrap(), said);
        let first: Vec<i32> = match decoder.read_image().unwrap() {
            DecodingResult::I16(values) => values.into_iter().map(i32::from).collect(),
            DecodingResult::U16(values) => values.into_iter().map(|value| i32::from(value) - 32768).collect(),
            _ => Vec::new(),
        };
        let expected: Vec<i32> = (0..SIDE * SIDE).map(|index| hounsfield(0, index) as i32).collect();
        assert_eq!(first, expected);
    }
    // Equalised, and white is white: 65536 levels do not wrap round.
    folder.served("pixels ct.dcm --equalized -o equal.tif --min-px none");
    let mut decoder = Decoder::new(Cursor::new(fs::read(folder.path("equal.tif")).unwrap())).unwrap();
    let DecodingResult::U16(levels) = decoder.read_image().unwrap() else { panic!("no 16 bits") };
    assert_eq!((levels.first(), levels.last()), (Some(&0), Some(&65535)));
    assert!(levels.is_sorted());
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let folder = Folder::new();
    for (arguments, status) in [
        ("render clip.dcm --all -o clip.jpg", 2),
        ("render ct.dcm -o a.jpg --bits 16", 2),
        ("render ct.dcm -o a.png --quality 50", 2),
        ("render ct.dcm -o a.png --overwrite", 2),
        ("render ct.dcm -o a.png --bits 16 --annotate", 2),
        ("render ct.dcm -o a.png --scale 0", 2),
        ("render clip.dcm -o a.gif --range 3-1", 2),
        ("pixels ct.dcm -o a.npy --unsigned", 2),
        ("render clip.dcm -o a.gif --range 2-9", 1),
        ("render colour.dcm -o a.png --bits 16", 1),
        ("pixels ct.dcm -o a.npy --on-scale SUVbw", 1),
        ("render clip.dcm --all -o no/such/clip.gif", 1),
        ("pixels clip.dcm --all -o no/such/values.npz", 1),
    ] {
        let before = names(folder.0.path());
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {}", text(&output.stderr));
        assert_eq!(names(folder.0.path()), before, "{arguments}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_sentence() {
    let folder = Folder::new();
    for arguments in [
        "render ct.dcm -o full.png",
        "render clip.dcm --all -o full.gif",
        "render clip.dcm --all -o full.apng",
        "render clip.dcm --all -o full.tif",
        "pixels clip.dcm --all -o full.npz",
        "pixels clip.dcm --all -o full.npy",
    ] {
        let name = arguments.split(' ').next_back().unwrap();
        std::os::unix::fs::symlink("/dev/full", folder.path(name)).unwrap();
        let output = folder.run(arguments);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{arguments}: {said}");
        assert!(said.contains("cannot be written") && said.contains("space left"), "{said}");
        fs::remove_file(folder.path(name)).unwrap();
    }
}
