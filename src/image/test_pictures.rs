//! Small pictures for the tests of this floor.

use std::sync::Arc;

use crate::geometry::PixelFromScreen;

use super::{
    Frame, Interpolation, ModalityKind, ModalityLut, PhotometricInterpretation, Picture, PixelModel, Presentation,
    Samples, Unit, ValuePlane, Voi, VoiFunction, VoiSource, Window, render,
};

/// Numbers that look random and are the same in every run (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in low..high.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (self.next() >> 11) as f64 / (1u64 << 53) as f64 * (high - low)
    }
}

/// A plain MONOCHROME2 model of the samples' type.
pub(super) fn model(samples: &Samples) -> PixelModel {
    let (bits_stored, signed) = match samples {
        Samples::U8(_) => (8, false),
        Samples::I8(_) => (8, true),
        Samples::U16(_) => (16, false),
        Samples::I16(_) => (16, true),
        Samples::U32(_) => (32, false),
        Samples::I32(_) => (32, true),
        Samples::F32(_) => (32, true),
        Samples::F64(_) => (64, true),
    };
    PixelModel {
        photometric: PhotometricInterpretation::Monochrome2,
        bits_stored,
        signed,
        modality: ModalityLut::identity(),
        unit: Unit::None,
        padding: None,
        inverse_polarity: false,
        windows: Vec::new(),
        voi_luts: Vec::new(),
        palette: None,
        profile: None,
        segments: None,
        kind: ModalityKind::Percentile,
        pixel_aspect: 1.0,
        presentation_lut: None,
        scales: Vec::new(),
        suv_reason: None,
    }
}

pub(super) fn frame(columns: u32, samples: Samples) -> Frame {
    let rows = samples.len() as u32 / columns;
    Frame { rows, columns, samples_per_pixel: 1, samples, rows_present: rows }
}

/// A monochrome picture with its model changed.
pub(crate) fn picture(columns: u32, samples: Samples, change: impl FnOnce(&mut PixelModel)) -> Picture {
    let mut model = model(&samples);
    change(&mut model);
    Picture::new(Arc::new(frame(columns, samples)), Arc::new(model))
}

/// A colour picture of three samples a pixel.
pub(crate) fn colour_picture(columns: u32, samples: Samples, change: impl FnOnce(&mut PixelModel)) -> Picture {
    let mut model = model(&samples);
    model.photometric = PhotometricInterpretation::Rgb;
    change(&mut model);
    let rows = samples.len() as u32 / columns / 3;
    let frame = Frame { rows, columns, samples_per_pixel: 3, samples, rows_present: rows };
    Picture::new(Arc::new(frame), Arc::new(model))
}

/// A presentation with this window.
pub(super) fn windowed(center: f64, width: f64, function: VoiFunction) -> Presentation {
    let window = Window::new(center, width);
    Presentation::with_voi(Voi::Window { window, function, source: VoiSource::User })
}

/// The screen at 1:1, the export and the probe show the same of every pixel.
pub(super) fn assert_one_truth(picture: &Picture, presentation: &Presentation) {
    let frame = picture.frame();
    let size = [frame.columns as usize, frame.rows as usize];
    let map = PixelFromScreen { m: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] };
    let mut rgba = Vec::new();
    ValuePlane::new(picture, &map, size, Interpolation::Nearest).paint(picture, presentation, &mut rgba);
    let native = render::native(picture, presentation);
    for (at, painted) in rgba.as_chunks::<4>().0.iter().enumerate() {
        let (column, row) = (at % size[0], at / size[0]);
        let probed = picture.displayed(presentation, column as u32, row as u32);
        let written: [u8; 3] = match native.channels {
            1 => [native.data[at]; 3],
            _ => std::array::from_fn(|channel| native.data[at * 3 + channel]),
        };
        assert_eq!((painted[..3].to_vec(), written), (probed.to_vec(), probed), "at {column},{row}");
    }
}
