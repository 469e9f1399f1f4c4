//! From stored values to the bytes of a volume's slices.

use std::sync::Arc;

use crate::{
    dicom::LoadedFrame,
    image::{Frame, ModalityLut, PhotometricInterpretation, Picture, PixelModel, Samples, Unit},
};

use super::Format;

/// The type of a volume's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Unsigned, 8 bits.
    U8,
    /// Signed, 16 bits.
    I16,
    /// Unsigned, 16 bits.
    U16,
    /// Signed, 32 bits.
    I32,
    /// Unsigned, 32 bits.
    U32,
    /// IEEE 754, 32 bits.
    F32,
    /// IEEE 754, 64 bits.
    F64,
    /// Red, green and blue, 8 bits each.
    Rgb,
}

/// How values are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// Their type.
    pub element: Element,
    /// What they are.
    pub meaning: Meaning,
    /// What stands where nothing was measured: at the edges of slices that were shifted.
    pub outside: f64,
    /// Values are labels, between which nothing lies.
    pub labels: bool,
    /// The unit of what they stand for.
    pub unit: Unit,
}

/// What written values are.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Stored values; slope and intercept, which all slices share, are left to the reader.
    Stored {
        /// _Rescale Slope_ (0028,1053).
        slope: f64,
        /// _Rescale Intercept_ (0028,1052).
        intercept: f64,
    },
    /// Values after the modality transformation, each slice by its own.
    Modality,
    /// Colours.
    Colour,
}

/// A slice whose values are not read as those of the slices before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// Another rescale, or values beyond the type: as values after the modality transformation they fit.
    Scale,
    /// Colour among grey slices, or the other way round.
    Colour,
}

/// Where air lies in HU.
const AIR_HU: f64 = -1000.0;

impl Encoding {
    /// What fits the first slice; with `as_values` for slices that share no rescale.
    pub fn of(frame: &Frame, model: &PixelModel, format: Format, as_values: bool) -> Self {
        let labels = model.segments.is_some();
        let of = |element, meaning, outside| Self { element, meaning, outside, labels, unit: model.unit.clone() };
        if is_colour(frame, model) {
            return of(Element::Rgb, Meaning::Colour, 0.0);
        }
        let outside = outside(model);
        let fits = fits_single(&model.modality);
        let single = if fits { Element::F32 } else { Element::F64 };
        let values = of(single, Meaning::Modality, model.modality.apply(outside));
        let (ModalityLut::Rescale { slope, intercept }, false) = (&model.modality, as_values) else { return values };
        let stored = element(&frame.samples, model.bits_stored);
        if format.has_slope() && fits || model.modality.is_identity() {
            return of(stored, Meaning::Stored { slope: *slope, intercept: *intercept }, outside);
        }
        // The format has no slope: whole values stay whole where they fit.
        let ends =
            stored.range(model.bits_stored, model.signed).map(|end| end.map(|stored| model.modality.apply(stored)));
        let fits = |low: f64, high: f64| {
            ends.is_some_and(|[a, b]| a.min(b) >= low && a.max(b) <= high) && model.modality.keeps_whole_values()
        };
        let whole = [
            (Element::I16, f64::from(i16::MIN), f64::from(i16::MAX)),
            (Element::I32, f64::from(i32::MIN), f64::from(i32::MAX)),
        ];
        let fitting = whole.into_iter().find(|(_, low, high)| fits(*low, *high));
        fitting.map_or(values.clone(), |(element, _, _)| Self { element, ..values })
    }

    /// The bytes of a slice, little endian, samples of a pixel beside each other, with `rows_reversed` the last row first.
    ///
    /// # Errors
    /// Where the slice does not fit.
    pub fn bytes(&self, mut loaded: LoadedFrame, rows_reversed: bool) -> Result<Piece, Misfit> {
        let row = loaded.frame.columns as usize;
        if self.meaning == Meaning::Colour {
            let rgb = rgb(loaded).ok_or(Misfit::Colour)?;
            return Ok(Piece::Bytes(in_rows(&rgb, row * 3, rows_reversed, |value| [*value])));
        }
        self.check(&loaded)?;
        if matches!(self.meaning, Meaning::Modality) {
            return self.numbers(&self.values_of(&loaded), row, rows_reversed);
        }
        // By far the most slices are of the type that is written: their rows change places, and that is all.
        loaded.frame = match Arc::try_unwrap(loaded.frame) {
            Ok(frame) => match (self.element, frame.samples) {
                (Element::I16, Samples::I16(values)) => return Ok(Piece::Signed(reversed(values, row, rows_reversed))),
                (Element::U16, Samples::U16(values)) => return Ok(Piece::Words(reversed(values, row, rows_reversed))),
                (Element::I16, Samples::U16(values)) if is_positive(&values) => {
                    return Ok(Piece::Words(reversed(values, row, rows_reversed)));
                }
                (Element::U8, Samples::U8(values)) => return Ok(Piece::Bytes(reversed(values, row, rows_reversed))),
                (_, samples) => Arc::new(Frame { samples, ..frame }),
            },
            Err(frame) => frame,
        };
        self.numbers(&self.values_of(&loaded), row, rows_reversed)
    }

    /// The values of a slice, exactly as they are to be written, row by row.
    ///
    /// # Errors
    /// Where the slice does not fit.
    pub fn values(&self, loaded: LoadedFrame) -> Result<Vec<f64>, Misfit> {
        if self.meaning == Meaning::Colour {
            return Ok(rgb(loaded).ok_or(Misfit::Colour)?.iter().map(|&value| f64::from(value)).collect());
        }
        self.check(&loaded)?;
        Ok(self.values_of(&loaded))
    }

    /// Bytes of values that were made, in rows of so many pixels; integers are rounded.
    ///
    /// # Errors
    /// Where a value is beyond the type.
    pub fn numbers(&self, values: &[f64], row: usize, rows_reversed: bool) -> Result<Piece, Misfit> {
        /// The bytes of integers, where all fit.
        macro_rules! integers {
            ($kind:ty, $row:expr) => {{
                let (low, high) = (f64::from(<$kind>::MIN), f64::from(<$kind>::MAX));
                if !values.iter().all(|value| (low..=high).contains(&value.round())) {
                    return Err(Misfit::Scale);
                }
                in_rows(values, $row, rows_reversed, |value| (value.round() as $kind).to_le_bytes())
            }};
        }
        Ok(Piece::Bytes(match self.element {
            Element::U8 => integers!(u8, row),
            Element::I16 => integers!(i16, row),
            Element::U16 => integers!(u16, row),
            Element::I32 => integers!(i32, row),
            Element::U32 => integers!(u32, row),
            Element::F32 => in_rows(values, row, rows_reversed, |value| (*value as f32).to_le_bytes()),
            Element::F64 => in_rows(values, row, rows_reversed, |value| value.to_le_bytes()),
            Element::Rgb => integers!(u8, row * 3),
        }))
    }

    /// Samples of a pixel.
    pub fn channels(&self) -> usize {
        if self.element == Element::Rgb { 3 } else { 1 }
    }

    fn check(&self, loaded: &LoadedFrame) -> Result<(), Misfit> {
        if is_colour(&loaded.frame, &loaded.model) {
            return Err(Misfit::Colour);
        }
        match (&self.meaning, &loaded.model.modality) {
            (Meaning::Stored { slope, intercept }, ModalityLut::Rescale { slope: own, intercept: own_intercept }) => {
                if slope == own && intercept == own_intercept {
                    Ok(())
                } else {
                    Err(Misfit::Scale)
                }
            }
            (Meaning::Stored { .. }, ModalityLut::Table(_)) => Err(Misfit::Scale),
            _ => Ok(()),
        }
    }

    fn values_of(&self, loaded: &LoadedFrame) -> Vec<f64> {
        let samples = &loaded.frame.samples;
        let modality = &loaded.model.modality;
        let is_stored = matches!(self.meaning, Meaning::Stored { .. });
        let value = |stored: f64| if is_stored { stored } else { modality.apply(stored) };
        match samples {
            Samples::U8(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::I8(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::U16(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::I16(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::U32(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::I32(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::F32(values) => values.iter().map(|&stored| value(stored.into())).collect(),
            Samples::F64(values) => values.iter().map(|&stored| value(stored)).collect(),
        }
    }
}

impl Element {
    /// Bytes of a voxel.
    pub fn bytes(self) -> u64 {
        match self {
            Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::Rgb => 3,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "8-bit whole numbers",
            Self::I16 => "16-bit whole numbers with a sign",
            Self::U16 => "16-bit whole numbers",
            Self::I32 => "32-bit whole numbers with a sign",
            Self::U32 => "32-bit whole numbers",
            Self::F32 => "32-bit floating-point numbers",
            Self::F64 => "64-bit floating-point numbers",
            Self::Rgb => "24-bit colours",
        }
    }

    /// The least and greatest stored value of so many bits; `None` for numbers with fractions.
    fn range(self, bits: u8, signed: bool) -> Option<[f64; 2]> {
        let bits = i32::from(bits.clamp(1, 32));
        match self {
            Self::F32 | Self::F64 | Self::Rgb => None,
            _ if signed => Some([-2_f64.powi(bits - 1), 2_f64.powi(bits - 1) - 1.0]),
            _ => Some([0.0, 2_f64.powi(bits) - 1.0]),
        }
    }
}

/// The narrowest type that holds all stored values of so many bits and that all readers know: 16 bits have a sign wherever
/// the highest bit is never used.
fn element(samples: &Samples, bits_stored: u8) -> Element {
    match samples {
        Samples::U8(_) => Element::U8,
        Samples::I8(_) | Samples::I16(_) => Element::I16,
        Samples::U16(_) if bits_stored < 16 => Element::I16,
        Samples::U16(_) => Element::U16,
        Samples::U32(_) if bits_stored < 32 => Element::I32,
        Samples::U32(_) => Element::U32,
        Samples::I32(_) => Element::I32,
        Samples::F32(_) => Element::F32,
        Samples::F64(_) => Element::F64,
    }
}

/// Whether single precision, in which NIfTI-1 holds slope and intercept, can tell them from 0 and from infinity: a slope of
/// 0 there means that there is none.
fn fits_single(modality: &ModalityLut) -> bool {
    match modality {
        ModalityLut::Rescale { slope, intercept } => (*slope as f32).is_normal() && (*intercept as f32).is_finite(),
        ModalityLut::Table(_) => true,
    }
}

/// The stored value of what lies outside of a slice: padding, else air, else 0.
fn outside(model: &PixelModel) -> f64 {
    match (&model.padding, &model.unit, &model.modality) {
        (Some(padding), ..) => padding.low,
        (None, Unit::Hounsfield, ModalityLut::Rescale { slope, intercept }) => {
            let air = ((AIR_HU - intercept) / slope).round();
            if model.signed { air } else { air.max(0.0) }
        }
        _ => 0.0,
    }
}

fn is_colour(frame: &Frame, model: &PixelModel) -> bool {
    let is_palette = model.photometric == PhotometricInterpretation::PaletteColor;
    // A label map's palette only says how its labels may be shown.
    frame.samples_per_pixel > 1 || (is_palette && model.segments.is_none())
}

/// What is said of colours that lose bits; empty where none do.
pub fn colour_note(loaded: &LoadedFrame) -> &'static str {
    let model = &loaded.model;
    let is_palette = model.photometric == PhotometricInterpretation::PaletteColor;
    if is_colour(&loaded.frame, model) && !is_palette && model.bits_stored > 8 {
        "colours of more than 8 bits were rounded to 8"
    } else {
        ""
    }
}

fn rgb(loaded: LoadedFrame) -> Option<Vec<u8>> {
    let picture = Picture::new(loaded.frame, loaded.model);
    picture.is_colour().then(|| picture.rgb().to_vec())
}

/// A slice, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// As it goes into the file.
    Bytes(Vec<u8>),
    /// 16-bit values that go into the file in the order of the processor: see [`Piece::into_order`].
    Words(Vec<u16>),
    /// The same with a sign.
    Signed(Vec<i16>),
}

impl Piece {
    /// Little endian, whatever the processor is.
    pub fn into_order(self) -> Self {
        if cfg!(target_endian = "little") {
            return self;
        }
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes),
            Self::Words(values) => Self::Words(values.into_iter().map(u16::to_le).collect()),
            Self::Signed(values) => Self::Signed(values.into_iter().map(i16::to_le).collect()),
        }
    }

    /// The bytes, once they are in order.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Words(values) => bytemuck::cast_slice(values),
            Self::Signed(values) => bytemuck::cast_slice(values),
        }
    }
}

/// Whether none of them would be taken for a negative value.
fn is_positive(values: &[u16]) -> bool {
    values.iter().fold(0, |all, value| all | value) <= i16::MAX.unsigned_abs()
}

/// The rows of `row` values, with `is_wanted` the last one first.
fn reversed<T>(mut values: Vec<T>, row: usize, is_wanted: bool) -> Vec<T> {
    if is_wanted && row > 0 {
        let rows = values.len() / row;
        let (upper, rest) = values.split_at_mut(rows / 2 * row);
        let lower = rest.split_at_mut(rows % 2 * row).1;
        upper.chunks_mut(row).zip(lower.chunks_mut(row).rev()).for_each(|(one, other)| one.swap_with_slice(other));
    }
    values
}

/// Values as bytes, in rows of `row` values, the last one first with `reversed`.
fn in_rows<T, const N: usize>(values: &[T], row: usize, reversed: bool, bytes: impl Fn(&T) -> [u8; N]) -> Vec<u8> {
    let mut made = vec![0; values.len() * N];
    let rows = values.chunks(row.max(1));
    let put = |(to, from): (&mut [u8], &[T])| {
        to.as_chunks_mut::<N>().0.iter_mut().zip(from).for_each(|(to, from)| *to = bytes(from));
    };
    let to = made.chunks_mut((row * N).max(1));
    if reversed {
        to.zip(rows.rev()).for_each(put)
    } else {
        to.zip(rows).for_each(put)
    }
    made
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
