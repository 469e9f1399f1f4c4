//! The window formulas of PS3.3 C.11.2.1.2 and C.11.2.1.3, written out here once more.

use crate::{Random, level, open, picture, shown, support::DicomBuilder};
use hounsfield::image::{Histogram, Presentation, render};

const ROWS: u16 = 4;
const COLUMNS: u16 = 16;

/// The three functions as the standard writes them, from value to 0..=1.
fn brightness(function: &str, center: f64, width: f64, x: f64) -> f64 {
    match function {
        "SIGMOID" => 1.0 / (1.0 + (-4.0 * (x - center) / width).exp()),
        "LINEAR" if width >= 1.0 => {
            if x <= center - 0.5 - (width - 1.0) / 2.0 {
                0.0
            } else if x > center - 0.5 + (width - 1.0) / 2.0 {
                1.0
            } else {
                (x - (center - 0.5)) / (width - 1.0) + 0.5
            }
        }
        // LINEAR_EXACT, and LINEAR below a width of 1, where the standard defines nothing.
        _ => {
            if x <= center - width / 2.0 {
                0.0
            } else if x > center + width / 2.0 {
                1.0
            } else {
                (x - center) / width + 0.5
            }
        }
    }
}

fn windowed(function: &str, center: &str, width: &str) -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4", "MR", ROWS, COLUMNS)
        .with((0x0028, 0x1050), "DS", center)
        .with((0x0028, 0x1051), "DS", width)
        .with((0x0028, 0x1056), "CS", function)
}

/// A decimal of at most 16 characters, and the number that it is.
fn decimal(random: &mut Random, low: i64, high: i64) -> (String, f64) {
    let text = match random.between(0, 2) {
        0 => random.between(low, high).to_string(),
        1 => format!("{}.{}", random.between(low, high), random.of(&["5", "25", "125", "75"])),
        _ => format!("{}.{:04}", random.between(low, high), random.between(0, 9999)),
    };
    let number = text.parse().unwrap();
    (text, number)
}

#[test]
fn ten_thousand_windows_are_right_to_the_grey_level() {
    let mut random = Random(11);
    let mut wrong = Vec::new();
    for round in 0..10_000 {
        let function = random.of(&["LINEAR", "LINEAR", "LINEAR_EXACT", "SIGMOID"]);
        let (slope_text, slope) = loop {
            let found = decimal(&mut random, -4, 4);
            if found.1 != 0.0 {
                break found;
            }
        };
        let (intercept_text, intercept) = decimal(&mut random, -2000, 2000);
        let (width_text, width) = match random.between(0, 5) {
            0 => ("1".to_owned(), 1.0),
            1 => {
                let text = random.of(&["0.5", "0.125", "1.5", "2", "65536"]);
                (text.to_owned(), text.parse().unwrap())
            }
            _ => {
                let (text, width) = decimal(&mut random, 1, 5000);
                (text, width)
            }
        };
        let signed = random.between(0, 1) == 1;
        let low = if signed { -32768 } else { 0 };
        let middle = random.between(low, low + 65535);
        let (center_text, center) = decimal(
            &mut random,
            (slope * middle as f64 + intercept) as i64,
            (slope * middle as f64 + intercept) as i64 + 3,
        );
        // Half of the pixels lie where the window is not flat; now and then the others are anywhere.
        let far = if round % 50 == 0 { 65_535 } else { 600 };
        let stored: Vec<i64> = (0..ROWS * COLUMNS)
            .map(|pixel| {
                let near = (width / slope.abs()).ceil() as i64 + 2;
                let reach = if pixel % 2 == 0 { near } else { far };
                (middle + random.between(-reach, reach)).clamp(low, low + 65_535)
            })
            .collect();
        let file = windowed(function, &center_text, &width_text)
            .with((0x0028, 0x1052), "DS", intercept_text.as_str())
            .with((0x0028, 0x1053), "DS", slope_text.as_str());
        let file = match signed {
            true => file.pixels_i16(&stored.iter().map(|&value| value as i16).collect::<Vec<_>>()),
            false => file.pixels_u16(&stored.iter().map(|&value| value as u16).collect::<Vec<_>>()),
        };
        for (pixel, (&stored, grey)) in stored.iter().zip(shown(&file)).enumerate() {
            let expected = level(brightness(function, center, width, slope * stored as f64 + intercept));
            if grey != expected {
                wrong.push(format!(
                    "{round}.{pixel}: {function} {center_text}/{width_text}, {slope_text} * {stored} + {intercept_text}: \
                     {grey}, expected {expected}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
}

#[test]
fn numbers_of_the_standard() {
    // Note 3 of C.11.2.1.2.1: with c = 2048, w = 4096 the range 0..=4095 becomes all of the output.
    let row = |function, center, width, stored: [i16; 8]| {
        let mut pixels = stored.to_vec();
        pixels.resize(usize::from(ROWS * COLUMNS), 0);
        shown(&windowed(function, center, width).pixels_i16(&pixels))[..8].to_vec()
    };
    let all = [0, 1, 2047, 2048, 4094, 4095, -1, 5000];
    assert_eq!(row("LINEAR", "2048", "4096", all), [0, 0, 127, 128, 255, 255, 0, 255]);
    // c = 0, w = 100: -50 and below is black, 49 and above white; c = 0, w = 1: a threshold between -1 and 0.
    assert_eq!(row("LINEAR", "0", "100", [-51, -50, -49, -1, 0, 48, 49, 50]), [0, 0, 3, 126, 129, 252, 255, 255]);
    assert_eq!(row("LINEAR", "0", "1", [-3, -2, -1, 0, 1, 2, 3, 4]), [0, 0, 0, 255, 255, 255, 255, 255]);
    // LINEAR_EXACT: 255 * ((x - c) / w + 0.5), rounded half up.
    assert_eq!(row("LINEAR_EXACT", "0", "100", [-51, -50, -49, -1, 0, 48, 49, 50]), [0, 0, 3, 125, 128, 250, 252, 255]);
    assert_eq!(row("LINEAR_EXACT", "0", "1", [-3, -2, -1, 0, 1, 2, 3, 4]), [0, 0, 0, 128, 255, 255, 255, 255]);
    // SIGMOID: 1 / (1 + e^(-4 x / w)): x = w / 4 gives 0.73106, x = w / 2 gives 0.88080, x = w gives 0.98201.
    assert_eq!(
        row("SIGMOID", "0", "100", [-100, -50, -25, 0, 25, 50, 100, 1000]),
        [5, 30, 69, 128, 186, 225, 250, 255]
    );
}

#[test]
fn unusable_windows_give_way_and_the_next_one_is_taken() {
    let greys = |center: &str, width: &str| {
        let ramp: Vec<u16> = (0..ROWS * COLUMNS).collect();
        shown(&windowed("LINEAR", center, width).pixels_u16(&ramp))
    };
    assert_eq!(greys("10\\32.5", "-5\\64"), greys("32.5", "64"));
    assert_eq!(greys("10\\32.5", "0\\64"), greys("32.5", "64"));
    assert_eq!(greys("nonsense\\32.5", "5\\64"), greys("32.5", "64"));
    // None left: 1st to 99th percentile of 0..=63 is 0.63..62.37; 31 and 32 lie around its middle.
    let default = greys("10", "0");
    assert!(default[0] == 0 && default[63] == 255 && default[31] < 128 && default[32] >= 128, "{default:?}");
}

#[test]
fn values_of_thirty_two_bits_and_fractions_go_through_the_same_window() {
    let mut random = Random(5);
    for _ in 0..300 {
        let function = random.of(&["LINEAR", "LINEAR_EXACT", "SIGMOID"]);
        // What single precision holds exactly, so that the expected level is exact as well.
        let (center, width) = (random.between(-900_000, 900_000), random.between(1, 400_000));
        let stored: Vec<i32> = (0..64).map(|_| (center + random.between(-width, width)) as i32).collect();
        let bytes: Vec<u8> = stored.iter().flat_map(|value| value.to_le_bytes()).collect();
        let floats: Vec<u8> = stored.iter().flat_map(|&value| (value as f32).to_le_bytes()).collect();
        let file = windowed(function, &center.to_string(), &width.to_string());
        let whole = file.clone().unsigned((0x0028, 0x0100), &[32]).unsigned((0x0028, 0x0101), &[32]);
        let whole = whole.unsigned((0x0028, 0x0102), &[31]).unsigned((0x0028, 0x0103), &[1]);
        let fractions = file.unsigned((0x0028, 0x0100), &[32]).with((0x7FE0, 0x0008), "OF", floats);
        let expected: Vec<u8> = stored
            .iter()
            .map(|&value| level(brightness(function, center as f64, width as f64, value.into())))
            .collect();
        assert_eq!(shown(&whole.with((0x7FE0, 0x0010), "OW", bytes)), expected, "{function} {center}/{width}");
        assert_eq!(shown(&fractions), expected, "{function} {center}/{width} as floats");
    }
}

#[test]
fn the_probe_and_the_picture_agree() {
    let ramp: Vec<u16> = (0..ROWS * COLUMNS).map(|value| value * 997).collect();
    let file = windowed("SIGMOID", "20000", "30000").pixels_u16(&ramp);
    let picture = picture(&open(&file), 0);
    let presentation = Presentation::for_picture(picture.model(), &Histogram::of(&picture));
    let rendered = render::native(&picture, &presentation);
    for (index, &grey) in rendered.data.iter().enumerate() {
        let (column, row) = (index as u32 % u32::from(COLUMNS), index as u32 / u32::from(COLUMNS));
        assert_eq!(picture.displayed(&presentation, column, row), [grey; 3]);
    }
}
