use std::sync::Arc;

use super::*;
use crate::image::{
    Frame, ModalityLut, Padding, VoiFunction,
    test_pictures::{Random, colour_picture, model, picture, windowed},
};

/// The same values, twelve to a picture, in every type that can hold them.
fn every_type() -> Vec<Samples> {
    let values = [0u8, 1, 5, 17, 40, 63, 64, 90, 100, 120, 126, 127];
    vec![
        Samples::U8(values.to_vec()),
        Samples::I8(values.map(|value| value as i8).to_vec()),
        Samples::U16(values.map(u16::from).to_vec()),
        Samples::I16(values.map(i16::from).to_vec()),
        Samples::U32(values.map(u32::from).to_vec()),
        Samples::I32(values.map(i32::from).to_vec()),
        Samples::F32(values.map(f32::from).to_vec()),
        Samples::F64(values.map(f64::from).to_vec()),
    ]
}

#[test]
fn every_type_gives_the_same_picture() {
    let presentation = windowed(60.0, 100.0, VoiFunction::Linear);
    let pictures: Vec<Pixels8> =
        every_type().into_iter().map(|samples| native(&picture(4, samples, |_| {}), &presentation)).collect();
    assert_eq!((pictures[0].columns, pictures[0].rows, pictures[0].channels), (4, 3, 1));
    let expected = [0.0, 1.0, 5.0, 17.0, 40.0, 63.0, 64.0, 90.0, 100.0, 120.0, 126.0, 127.0]
        .map(|value: f64| (((value - 59.5) / 99.0 + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5).floor() as u8);
    for pixels in pictures {
        assert_eq!(pixels.data, expected);
    }
}

#[test]
fn the_probe_shows_what_is_rendered() {
    let mut random = Random(4);
    for samples in every_type() {
        for colour_map in ["grey", "viridis"] {
            let picture = picture(4, samples.clone(), |model| {
                model.padding = Some(Padding::new(17.0, 40.0));
                model.modality = ModalityLut::Rescale { slope: -0.37, intercept: 11.3 };
                model.inverse_polarity = random.next().is_multiple_of(2);
            });
            let mut presentation =
                windowed(random.between(-20.0, 10.0), random.between(1.0, 50.0), VoiFunction::Sigmoid);
            presentation.colour_map = colour_map.into();
            let pixels = native(&picture, &presentation);
            let channels = usize::from(pixels.channels);
            assert_eq!(channels, if colour_map == "grey" { 1 } else { 3 });
            for (index, pixel) in pixels.data.chunks_exact(channels).enumerate() {
                let shown = picture.displayed(&presentation, index as u32 % 4, index as u32 / 4);
                assert_eq!(pixel, &shown[..channels]);
            }
        }
    }
}

#[test]
fn missing_rows_are_hatched() {
    for samples in [Samples::U8(vec![200; 256]), Samples::F32(vec![200.0; 256]), Samples::U8(vec![200; 100])] {
        let model = Arc::new(model(&samples));
        let frame = Frame { rows: 16, columns: 16, samples_per_pixel: 1, samples, rows_present: 5 };
        let picture = Picture::new(Arc::new(frame), model);
        let presentation = windowed(128.0, 256.0, VoiFunction::Linear);
        let pixels = native(&picture, &presentation);
        assert_eq!(pixels.data.len(), 256);
        assert!(pixels.data[..80].iter().all(|&grey| grey == 200));
        assert!(pixels.data[80..].iter().all(|grey| hatch::GREYS.contains(grey)));
        assert!(hatch::GREYS.iter().all(|grey| pixels.data[80..].contains(grey)));
        assert_eq!(picture.displayed(&presentation, 3, 9), [pixels.data[9 * 16 + 3]; 3]);
        assert_eq!((picture.stored(3, 9), picture.value(3, 4)), (None, Some(200.0)));
    }
}

#[test]
fn colours_ignore_the_window_and_obey_invert() {
    let picture = colour_picture(2, Samples::U8(vec![0, 1, 2, 253, 254, 255]), |_| {});
    let mut presentation = windowed(0.0, 1.0, VoiFunction::Linear);
    presentation.colour_map = "hot".into();
    assert_eq!(native(&picture, &presentation).data, [0, 1, 2, 253, 254, 255]);
    presentation.invert = true;
    assert_eq!(native(&picture, &presentation).data, [255, 254, 253, 2, 1, 0]);
    assert_eq!(picture.displayed(&presentation, 1, 0), [2, 1, 0]);
}
