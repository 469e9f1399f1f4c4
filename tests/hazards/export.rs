//! Pictures and arrays as the program writes them: Rows x Columns, unturned, values unclipped.

use std::process::Command;

use crate::support::DicomBuilder;

/// Runs the program on a file and gives what it prints.
fn printed(file: &DicomBuilder, command: &str, options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made-up.dcm");
    file.write(&path);
    let run = Command::new(env!("CARGO_BIN_EXE_hounsfield"))
        .arg(command)
        .arg(&path)
        .args(options)
        .args(["-o", "-"])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

/// Columns, rows and the grey levels of a PNG.
fn png(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let picture = image::load_from_memory(bytes).unwrap().into_luma8();
    (picture.width(), picture.height(), picture.into_raw())
}

/// A picture of 3 rows and 5 columns whose corners all differ, in pixels four times as high as wide, lying on its head.
fn lopsided() -> DicomBuilder {
    let greys: Vec<u8> = (0..15).map(|at| 10 + 16 * at).collect();
    DicomBuilder::grey(3, 5)
        .pixels_u8(&greys)
        .with((0x0028, 0x1050), "DS", "128")
        .with((0x0028, 0x1051), "DS", "256")
        .with((0x0028, 0x0030), "DS", "4\\1")
        .with((0x0020, 0x0032), "DS", "0\\0\\0")
        .with((0x0020, 0x0037), "DS", "-1\\0\\0\\0\\-1\\0")
}

#[test]
fn a_rendered_picture_has_the_pixels_of_the_image_and_no_others() {
    let (columns, rows, greys) = png(&printed(&lopsided(), "render", &[]));
    assert_eq!((columns, rows), (5, 3));
    assert_eq!(greys, (0..15).map(|at| 10 + 16 * at).collect::<Vec<u8>>());
    let (_, _, inverted) = png(&printed(&lopsided(), "render", &["--invert"]));
    assert_eq!(inverted, (0..15).map(|at| 245 - 16 * at).collect::<Vec<u8>>());
}

#[test]
fn frames_are_counted_from_one() {
    let greys: Vec<u8> = [1, 2, 3].iter().flat_map(|frame| [frame * 50; 4]).collect();
    let clip = DicomBuilder::grey(2, 2).frames(3).pixels_u8(&greys).with((0x0028, 0x1050), "DS", "128").with(
        (0x0028, 0x1051),
        "DS",
        "256",
    );
    for frame in [1, 2, 3] {
        let (_, _, found) = png(&printed(&clip, "render", &["--frame", &frame.to_string()]));
        assert_eq!(found, [frame * 50; 4]);
    }
    let (_, _, first) = png(&printed(&clip, "render", &[]));
    assert_eq!(first, [50; 4]);
}

#[test]
fn a_window_given_by_hand_is_in_units() {
    // 24 stored is -1000 HU, 1064 is 40 HU.
    let file = DicomBuilder::ct(1, 4).pixels_i16(&[24, 864, 1064, 2000]);
    assert_eq!(png(&printed(&file, "render", &[])).2, [0, 0, 128, 255]);
    // -600/1500: 255 * ((x + 599.5 + ...) as C.11.2.1.2.1 has it.
    let level = |x: f64| (255.0 * ((x + 600.5) / 1499.0 + 0.5) + 0.5).floor() as u8;
    let lung = png(&printed(&file, "render", &["--window=-600,1500"])).2;
    assert_eq!(lung, [level(-1000.0), level(-160.0), level(40.0), 255]);
}

/// The header of a `.npy` file and its numbers as f32.
fn npy(bytes: &[u8]) -> (String, Vec<f32>) {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..start]).into_owned();
    (header, bytes[start..].as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number)).collect())
}

#[test]
fn arrays_hold_values_far_outside_of_the_window() {
    let file = DicomBuilder::ct(2, 3).pixels_i16(&[-32_768, -2000, 0, 24, 1064, 32_767]);
    let (header, values) = npy(&printed(&file, "pixels", &[]));
    assert!(header.contains("'<f4'") && header.contains("(2, 3)"), "{header}");
    assert_eq!(values, [-33_792.0, -3024.0, -1024.0, -1000.0, 40.0, 31_743.0]);
    let fractions = file.with((0x0028, 0x1053), "DS", "-0.5");
    assert_eq!(npy(&printed(&fractions, "pixels", &[])).1, [15_360.0, -24.0, -1024.0, -1036.0, -1556.0, -17_407.5]);
}
