//! Colours: palettes, supplemental palettes, subsampled chrominance, profiles.

use super::*;
use crate::image::{Picture, Presentation, Voi, VoiFunction, VoiSource, Window, render};

/// One row of stored bytes.
fn bytes(photometric: &str, samples: u16, columns: u16, pixels: &[u8]) -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 1, columns, samples, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", photometric);
    set.bytes((0x7FE0, 0x0010), "OB", pixels);
    set
}

fn picture(set: &DataSetWriter) -> Picture {
    let loaded = first_frame(set);
    Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes)
}

fn colours(set: &DataSetWriter) -> Vec<[u8; 3]> {
    picture(set).rgb().as_chunks::<3>().0.to_vec()
}

/// Red, green and blue tables of one descriptor.
fn palette(set: &mut DataSetWriter, descriptor: [u16; 3], data: u16, tables: [&[u8]; 3]) {
    for (channel, table) in (0..).zip(tables) {
        set.unsigned((0x0028, 0x1101 + channel), &descriptor);
        set.bytes((0x0028, data + channel), "OW", table);
    }
}

fn words_of(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn palettes_are_read_in_every_form_of_entries() {
    let expected = [[10, 40, 70], [20, 50, 80], [30, 60, 90]];
    let mut set = bytes("PALETTE COLOR", 1, 4, &[0, 1, 2, 200]);
    let check = |set: &DataSetWriter, form: &str| {
        let colours = colours(set);
        assert_eq!((&colours[..3], colours[3]), (&expected[..], expected[2]), "{form}");
    };
    palette(&mut set, [3, 0, 8], 0x1201, [&[10, 20, 30, 0], &[40, 50, 60, 0], &[70, 80, 90, 0]]);
    check(&set, "bytes");
    palette(&mut set, [3, 0, 16], 0x1201, [&[10, 20, 30, 0], &[40, 50, 60, 0], &[70, 80, 90, 0]]);
    check(&set, "bytes that are said to be words");
    let wide = [[10, 20, 30], [40, 50, 60], [70, 80, 90]].map(|table: [u16; 3]| words_of(&table));
    let wide = [&wide[0][..], &wide[1], &wide[2]];
    palette(&mut set, [3, 0, 8], 0x1201, wide);
    check(&set, "bytes in words");
    palette(&mut set, [3, 0, 16], 0x1201, wide);
    check(&set, "words that hold bytes");
    let full =
        [[10, 20, 30], [40, 50, 60], [70, 80, 90]].map(|table: [u16; 3]| words_of(&table.map(|level| level * 257)));
    palette(&mut set, [3, 0, 16], 0x1201, [&full[0], &full[1], &full[2]]);
    check(&set, "words");
    let discrete = [[0, 3, 10, 20, 30], [0, 3, 40, 50, 60], [0, 3, 70, 80, 90]]
        .map(|table: [u16; 5]| words_of(&[0, 3, table[2] * 257, table[3] * 257, table[4] * 257]));
    for tag in [0x1201, 0x1202, 0x1203] {
        set.remove((0x0028, tag));
    }
    palette(&mut set, [3, 0, 16], 0x1221, [&discrete[0], &discrete[1], &discrete[2]]);
    check(&set, "segments");
    // One entry, then a line of two more.
    palette(&mut set, [3, 0, 8], 0x1221, [&[0, 1, 10, 1, 2, 30], &[0, 1, 40, 1, 2, 60], &[0, 1, 70, 1, 2, 90]]);
    check(&set, "segments of bytes");
}

#[test]
fn the_first_entry_is_for_the_first_value_mapped() {
    let mut set = bytes("PALETTE COLOR", 1, 4, &[0, 10, 11, 12]);
    palette(&mut set, [2, 10, 8], 0x1201, [&[1, 2], &[3, 4], &[5, 6]]);
    assert_eq!(colours(&set), [[1, 3, 5], [1, 3, 5], [2, 4, 6], [2, 4, 6]]);
    // Signed pixels have a signed first value: -2 here, so that -1 is the second entry.
    shape(&mut set, 1, 4, 1, [8, 8, 7], 1);
    set.bytes((0x7FE0, 0x0010), "OB", [0x80, 0xFE, 0xFF, 0x05]);
    palette(&mut set, [2, 0xFFFE, 8], 0x1201, [&[1, 2], &[3, 4], &[5, 6]]);
    assert_eq!(colours(&set), [[1, 3, 5], [1, 3, 5], [2, 4, 6], [2, 4, 6]]);
}

#[test]
fn a_palette_may_be_named_instead_of_written() {
    let mut set = bytes("PALETTE COLOR", 1, 3, &[1, 128, 255]);
    assert!(read(&set, EXPLICIT_LITTLE).load(0).is_err());
    set.text((0x0028, 0x1199), "UI", "1.2.840.10008.1.5.1");
    // Hot Iron (PS3.6 B.1.1).
    assert_eq!(colours(&set), [[2, 0, 0], [255, 0, 0], [255, 255, 255]]);
}

/// Stored 0, 50, 100, 101, 5000 with the colours of 100 and more in a palette.
fn supplemental() -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 1, 5, 1, [16, 16, 15], 0);
    set.decimals((0x0028, 0x1052), &[0.0]);
    set.text((0x0008, 0x9205), "CS", "COLOR");
    palette(&mut set, [2, 100, 8], 0x1201, [&[255, 0], &[0, 255], &[7, 9]]);
    words(&mut set, &[0, 50, 100, 101, 5000]);
    set
}

fn window(center: f64, width: f64) -> Presentation {
    let window = Window::new(center, width);
    Presentation::with_voi(Voi::Window { window, function: VoiFunction::LinearExact, source: VoiSource::User })
}

#[test]
fn a_supplemental_palette_leaves_the_greys_to_the_window() {
    let rendered = render::native(&picture(&supplemental()), &window(50.0, 100.0));
    let expected = [[0; 3], [128; 3], [255, 0, 7], [0, 255, 9], [0, 255, 9]];
    assert_eq!((rendered.channels, rendered.data.as_chunks::<3>().0), (3, &expected[..]));
    // Without the word the palette is of something else.
    let mut grey = supplemental();
    grey.text((0x0008, 0x9205), "CS", "MONOCHROME");
    assert_eq!(render::native(&picture(&grey), &window(50.0, 100.0)).data, [0, 128, 255, 255, 255]);
}

#[test]
fn frames_of_a_mixed_image_say_for_themselves() {
    let mut set = supplemental();
    set.text((0x0008, 0x9205), "CS", "MIXED");
    set.integers((0x0028, 0x0008), &[2]);
    words(&mut set, &[0, 50, 100, 101, 5000, 0, 50, 100, 101, 5000]);
    let frame = |word: &str| {
        let (mut kind, mut group) = (DataSetWriter::new(), DataSetWriter::new());
        kind.text((0x0008, 0x9205), "CS", word);
        group.sequence((0x0018, 0x9226), vec![kind]);
        group
    };
    set.sequence((0x5200, 0x9230), vec![frame("MONOCHROME"), frame("COLOR")]);
    let object = read(&set, EXPLICIT_LITTLE);
    let has_colours = [0, 1].map(|index| {
        let loaded = object.load(index).unwrap();
        Picture::new(loaded.frame, loaded.model).has_supplemental_colours()
    });
    assert_eq!(has_colours, [false, true]);
}

#[test]
fn four_pixels_may_share_their_chrominance() {
    let mut set = bytes("YBR_PARTIAL_420", 3, 4, &[]);
    shape(&mut set, 4, 4, 3, [8, 8, 7], 0);
    // Rows 1 and 3: Y Y Cb Cr twice; rows 2 and 4: Y four times.
    let pixels: Vec<u8> = (1..=24).collect();
    set.bytes((0x7FE0, 0x0010), "OB", pixels.clone());
    let loaded = first_frame(&set);
    let rows = |at: u8| {
        let (left, right) = ([at + 2, at + 3], [at + 6, at + 7]);
        let pixel = |y: u8, [cb, cr]: [u8; 2]| [y, cb, cr];
        let upper = [pixel(at, left), pixel(at + 1, left), pixel(at + 4, right), pixel(at + 5, right)];
        let lower = [pixel(at + 8, left), pixel(at + 9, left), pixel(at + 10, right), pixel(at + 11, right)];
        [upper, lower].concat().concat()
    };
    assert_eq!(loaded.frame.samples, Samples::U8([rows(1), rows(13)].concat()));
    // The third row is whole with 20 bytes, the fourth with 24.
    for (missing, rows) in [(0, 4), (1, 3), (4, 3), (5, 2), (12, 2), (13, 1), (16, 1), (17, 0)] {
        let mut file = set.file(EXPLICIT_LITTLE);
        file.truncate(file.len() - missing);
        let found = read_bytes(file).unwrap().load(0).map_or(0, |loaded| loaded.frame.rows_present);
        assert_eq!(found, rows, "{missing}");
    }
}

#[test]
fn studio_range_is_stretched() {
    // Y 16 is black, 235 white, chrominance 128 is none (PS3.3 C.7.6.3.1.2).
    let set = bytes("YBR_PARTIAL_422", 3, 2, &[16, 235, 128, 128]);
    assert_eq!(colours(&set), [[0; 3], [255; 3]]);
    // Red of full strength: Y 81.48, Cb 90.2, Cr 240.
    let red = bytes("YBR_PARTIAL_422", 3, 2, &[81, 81, 90, 240]);
    assert!(colours(&red).iter().all(|[r, g, b]| *r >= 253 && *g <= 2 && *b <= 2));
}

#[test]
fn deep_colour_is_scaled_by_the_bits_stored() {
    let mut set = ct();
    shape(&mut set, 1, 2, 3, [16, 12, 11], 0);
    set.text((0x0028, 0x0004), "CS", "RGB");
    words(&mut set, &[0, 2048, 4095, 4095, 16, 8]);
    // 255 * 2048 / 4095 is 127.53.
    assert_eq!(colours(&set), [[0, 128, 255], [255, 1, 0]]);
}

#[test]
fn retired_interpretations_are_refused_by_name() {
    for (name, samples) in [("ARGB", 4), ("CMYK", 4), ("HSV", 3)] {
        let error = read(&bytes(name, samples, 1, &[1; 4]), EXPLICIT_LITTLE).image.as_ref().unwrap_err().to_string();
        assert!(error.contains(&format!("retired photometric interpretation {name}")), "{error}");
    }
}

/// A sound profile: the colours of Display P3.
fn display_p3() -> Vec<u8> {
    moxcms::ColorProfile::new_display_p3().encode().unwrap()
}

fn shown(set: &DataSetWriter, icc: bool) -> Vec<u8> {
    let presentation = Presentation { icc, ..window(128.0, 256.0) };
    render::native(&picture(set), &presentation).data
}

#[test]
fn colours_go_through_the_profile_and_greys_do_not() {
    // What sRGB calls (255, 0, 0) is (234, 51, 35) in Display P3; greys are the same in both.
    let mut set = bytes("RGB", 3, 2, &[234, 51, 35, 90, 90, 90]);
    set.bytes((0x0028, 0x2000), "OB", display_p3());
    assert!(picture(&set).has_icc());
    assert_eq!(shown(&set, false), [234, 51, 35, 90, 90, 90]);
    let near = |found: &[u8], expected: &[u8]| {
        assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 2), "{found:?} {expected:?}");
    };
    near(&shown(&set, true), &[255, 0, 0, 90, 90, 90]);
    near(&picture(&set).displayed(&window(128.0, 256.0), 0, 0), &[255, 0, 0]);

    let mut indexed = bytes("PALETTE COLOR", 1, 2, &[0, 1]);
    palette(&mut indexed, [2, 0, 8], 0x1201, [&[234, 90], &[51, 90], &[35, 90]]);
    let mut path = DataSetWriter::new();
    path.bytes((0x0028, 0x2000), "OB", display_p3());
    indexed.sequence((0x0048, 0x0105), vec![path]);
    near(&shown(&indexed, true), &[255, 0, 0, 90, 90, 90]);

    let mut grey = bytes("MONOCHROME2", 1, 2, &[234, 51]);
    grey.bytes((0x0028, 0x2000), "OB", display_p3()).decimals((0x0028, 0x1052), &[0.0]);
    assert!(!picture(&grey).has_icc());
    assert_eq!(shown(&grey, true), shown(&grey, false));
}

#[test]
fn each_optical_path_has_its_profile() {
    let mut set = bytes("RGB", 3, 1, &[234, 51, 35, 234, 51, 35]);
    set.integers((0x0028, 0x0008), &[2]);
    let path = |identifier: &str, profile: Vec<u8>| {
        let mut path = DataSetWriter::new();
        path.text((0x0048, 0x0106), "SH", identifier).bytes((0x0028, 0x2000), "OB", profile);
        path
    };
    let srgb = moxcms::ColorProfile::new_srgb().encode().unwrap();
    set.sequence((0x0048, 0x0105), vec![path("A", display_p3()), path("B", srgb)]);
    let frame = |identifier: &str| {
        let (mut identification, mut group) = (DataSetWriter::new(), DataSetWriter::new());
        identification.text((0x0048, 0x0106), "SH", identifier);
        group.sequence((0x0048, 0x0207), vec![identification]);
        group
    };
    set.sequence((0x5200, 0x9230), vec![frame("B"), frame("A")]);
    let object = read(&set, EXPLICIT_LITTLE);
    let reds = [0, 1].map(|index| {
        let loaded = object.load(index).unwrap();
        Picture::new(loaded.frame, loaded.model).displayed(&window(128.0, 256.0), 0, 0)[0]
    });
    assert!(reds[0].abs_diff(234) <= 1 && reds[1] >= 253, "{reds:?}");
}

#[test]
fn unusable_profiles_are_ignored_with_a_finding() {
    let sound = display_p3();
    let mut of_another_space = sound.clone();
    of_another_space[16..20].copy_from_slice(b"CMYK");
    let damaged = |profile: Vec<u8>| {
        let mut set = bytes("RGB", 3, 2, &[234, 51, 35, 90, 90, 90]);
        set.bytes((0x0028, 0x2000), "OB", profile);
        let object = read(&set, EXPLICIT_LITTLE);
        (codes(&object), shown(&set, true))
    };
    let as_stored = vec![234, 51, 35, 90, 90, 90];
    for profile in [vec![0; 500], sound[..200].to_vec(), sound[..40].to_vec(), of_another_space, vec![0; 9 << 20]] {
        let length = profile.len();
        assert_eq!(damaged(profile), (vec![FindingCode::Profile], as_stored.clone()), "{length}");
    }
    // Whatever bytes are wrong, the picture is there.
    for at in (0..sound.len()).step_by(7) {
        let mut profile = sound.clone();
        profile[at] ^= 0xFF;
        assert_eq!(damaged(profile).1.len(), 6);
    }
}
