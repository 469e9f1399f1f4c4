//! Equalising, channels, the body and code, by the program itself.

use super::{Folder, SIDE, array, hounsfield, text};

/// The 32-bit floats of an `.npy`, and its shape as the header has it.
fn floats(bytes: &[u8]) -> (String, Vec<f32>) {
    let (header, data) = array(bytes);
    (header, data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

/// fastai's `windowed`, from its description.
fn windowed(x: f64, width: f64, level: f64) -> f32 {
    let half = (width / 2.0).floor();
    ((x.clamp(level - half, level + half) - (level - half)) / (2.0 * half)) as f32
}

#[test]
fn equalised_brightness_follows_the_ranks() {
    let folder = Folder::new();
    // 256 values, a step apart; four bins: ranks 0, 32, 96, 160, 224, 255 are five steps of brightness.
    let (header, bright) = floats(&folder.served("pixels ct.dcm -o - --equalized 4"));
    assert!(header.contains("'<f4'") && header.contains("(16, 16)"), "{header}");
    for (pixel, expected) in [(0, 0.0), (16, 0.1), (32, 0.2), (64, 0.3), (96, 0.4), (192, 0.7), (224, 0.8), (255, 1.0)]
    {
        assert!((bright[pixel] - expected).abs() < 1e-6, "{pixel}: {}", bright[pixel]);
    }
    // All below -640 (rank 32) is one value then.
    let (_, bounded) = floats(&folder.served("pixels ct.dcm -o - --equalized 4 --min-px -640"));
    assert_eq!((bounded[0], bounded[32]), (0.0, 0.0));
    assert!((bounded[96] - 0.25).abs() < 1e-6);
    let png = folder.served("render ct.dcm -o - --equalize 4 --colormap bone");
    let shown = image::load_from_memory(&png).unwrap().into_rgb8();
    // 0.4 is level 102 of bone: matplotlib's own entry.
    assert_eq!(shown.get_pixel(0, 6).0, [89, 92, 121]);
}

#[test]
fn channels_are_planes_and_colours() {
    let folder = Folder::new();
    let (header, planes) = floats(&folder.served("pixels ct.dcm -o - --channels brain:-100,401 --channel-bins 0"));
    assert!(header.contains("(2, 16, 16)"), "{header}");
    for pixel in 0..SIDE * SIDE {
        let x = hounsfield(0, pixel);
        let expected = (windowed(x, 80.0, 40.0), windowed(x, 401.0, -100.0));
        assert!((planes[pixel] - expected.0).abs() < 1e-6 && (planes[SIDE * SIDE + pixel] - expected.1).abs() < 1e-6);
    }
    let (header, _) = floats(&folder.served("pixels clip.dcm --all -o - --channels lungs:brain:liver:stroke"));
    assert!(header.contains("(3, 5, 16, 16)"), "{header}");
    let shown =
        image::load_from_memory(&folder.served("render ct.dcm -o - --channels brain --channel-bins 0")).unwrap();
    let level = |pixel: usize| (255.0 * windowed(hounsfield(0, pixel), 80.0, 40.0) + 0.5).floor() as u8;
    let shown = shown.into_rgb8();
    for pixel in [0, 86, 88, 90, 255] {
        assert_eq!(shown.get_pixel(pixel as u32 % 16, pixel as u32 / 16).0, [level(pixel), 0, 0]);
    }
    folder.served("render ct.dcm -o fastai.png --window 40,375 --function fastai");
}

#[test]
fn the_share_inside_a_window_is_strict() {
    let folder = Folder::new();
    let share =
        |window: &str| folder.json(&format!("histogram ct.dcm --json --in-window={window}"))["pct_in_window"].clone();
    // From -640 to -616: the ends do not count, so -628 alone.
    assert_eq!(share("-628,25").as_f64(), Some(1.0 / 256.0));
    assert_eq!(share("-628,27").as_f64(), Some(3.0 / 256.0));
    assert!(
        text(&folder.served("histogram ct.dcm --in-window=-628,25")).starts_with("inside       0.390625 % (-628,25)")
    );
}

#[test]
fn the_body_is_marked_and_cut_out() {
    let folder = Folder::new();
    let options = "--body-window=-100,1000 --body-sigma 0.1 --body-threshold 0.3";
    let mask = folder.served(&format!("pixels ct.dcm -o - --body-mask {options}"));
    let (header, mask) = array(&mask);
    assert!(header.contains("'|u1'") && header.contains("(16, 16)"), "{header}");
    // A blur of 1.6 pixels reaches over one pixel alone: brightness above 0.3 but below white.
    for (pixel, &inside) in mask.iter().enumerate() {
        let bright = windowed(hounsfield(0, pixel), 1000.0, -100.0);
        assert_eq!(inside == 1, bright > 0.3 && bright < 1.0, "{pixel}");
    }
    let (header, _) = floats(&folder.served(&format!("pixels ct.dcm -o - --crop-body 8 {options}")));
    assert!(header.contains("(8, 8)"), "{header}");
    folder.served(&format!("render ct.dcm -o body.png --crop-body 24 {options}"));
    assert_eq!(image::image_dimensions(folder.path("body.png")).unwrap(), (24, 24));
}

#[test]
fn code_names_the_file_and_no_folder() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("secret")).unwrap();
    std::fs::copy(folder.path("ct.dcm"), folder.path("secret/ct.dcm")).unwrap();
    for library in ["pydicom", "fastai"] {
        let script = text(&folder.served(&format!("render secret/ct.dcm --code {library} -o - --equalize")));
        assert!(script.contains("\"ct.dcm\"") && !script.contains("secret"), "{script}");
    }
}

#[test]
fn choices_that_contradict_each_other_are_refused() {
    let folder = Folder::new();
    for arguments in [
        "render ct.dcm -o out.png --min-px 0",
        "render ct.dcm -o out.png --equalize --channels brain",
        "render ct.dcm -o out.png --equalize 0",
        "render ct.dcm -o out.png --channels brain:nonsense",
        "render ct.dcm -o out.png --channels brain --function sigmoid",
        "render ct.dcm -o out.png --channel-bins 5",
        "render ct.dcm -o out.png --body-sigma 0.2",
        "render ct.dcm -o out.png --crop-body 0",
        "pixels ct.dcm -o out.npy --equalized --rgb",
        "pixels ct.dcm -o out.npy --without-padding",
        "pixels ct.dcm -o out.npy --crop-body 9 --stored",
        "histogram ct.dcm --in-window 40",
    ] {
        assert_eq!(folder.run(arguments).status.code(), Some(2), "{arguments}");
    }
    for arguments in [
        "render colour.dcm -o out.png --equalize",
        "render colour.dcm -o out.png --crop-body 9",
        "pixels colour.dcm -o out.npy --channels brain",
        "render ct.dcm -o out.png --equalize --max-px -2000",
    ] {
        let output = folder.run(arguments);
        assert_eq!((output.status.code(), text(&output.stderr).lines().count()), (Some(1), 1), "{arguments}");
    }
}
