//! Values as TIFF: a page for each frame, the samples of 16 bits wherever those hold every value.
//!
//! | values | samples |
//! |---|---|
//! | stored | as stored: 8, 16 or 32 bits, signed where they are, or floats |
//! | in the unit, whole and 0 to 65535 | unsigned 16 bits |
//! | in the unit, whole and -32768 to 32767 | signed 16 bits, or, where unsigned is asked for, value + 32768 |
//! | in the unit, all others | 32-bit floats; missing rows are NaN |
//! | brightness | unsigned 16 bits, floor(65535 y + 0.5); missing rows are 0. A page for each channel |
//! | colours, masks | 8 bits |
//!
//! _ImageDescription_ says on every page how a value comes out of a sample, such as `value = sample - 32768; unit HU`.

use std::io::{Seek, Write};

use crate::{
    export::{
        ExportError, Progress,
        pictures::Resolution,
        tiff::{Page, Pages, Samples as Level},
    },
    image::Samples,
};

use super::{Made, Series, Values, series::nothing};

/// Samples that hold every value of all frames.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// As they are made.
    Same,
    /// Whole values from 0 to 65535.
    Unsigned,
    /// Whole values of 16 bits.
    Signed,
    /// The same raised by [`RAISED`].
    Raised,
    /// 32-bit floats.
    Float,
}

/// What is added to signed values where no sample may be signed: the same for every file, so that files of a series agree.
const RAISED: f32 = 32768.0;

/// Writes pages one after another. Frames in a unit are made twice: their range decides what samples hold them.
pub fn write(
    series: &Series<'_>,
    out: impl Write + Seek,
    unsigned: bool,
    progress: &Progress,
) -> Result<(), ExportError> {
    let (kind, bytes) = survey(series, unsigned, progress)?;
    let mut pages = Pages::new(out, bytes)?;
    let mut has_any = false;
    series.each(|_, _, made| {
        write_frame(&mut pages, made, kind)?;
        has_any = true;
        progress.advance(1)
    })?;
    if has_any { Ok(()) } else { Err(nothing()) }
}

/// The kind of samples that hold all frames, and the bytes that they take.
fn survey(series: &Series<'_>, unsigned: bool, progress: &Progress) -> Result<(Kind, u64), ExportError> {
    let frames = series.numbers.len() as u64;
    progress.expect(frames);
    let first = (series.make)(0).map_err(ExportError::DoesNotFit)?;
    let pixels: u64 = first.values.shape().iter().product();
    // No sample takes more.
    let bytes = pixels.saturating_mul(8).saturating_mul(frames);
    let Values::Modality(frame, _) = &first.values else {
        return Ok((if unsigned && is_signed(&first.values) { Kind::Raised } else { Kind::Same }, bytes));
    };
    if frame.samples_per_pixel > 1 {
        let why = "The values of colours do not fit TIFF; choose the colours, or npy.";
        return Err(ExportError::DoesNotFit(why.into()));
    }
    let mut range = Range::default();
    if frames == 1 {
        range.take(&first.values);
    } else {
        progress.expect(frames.saturating_mul(2));
        series.each(|_, _, made| {
            range.take(&made.values);
            progress.advance(1)
        })?;
    }
    Ok((range.kind(unsigned), bytes))
}

fn is_signed(values: &Values) -> bool {
    matches!(values, Values::Stored(frame) if matches!(frame.samples, Samples::I8(_) | Samples::I16(_)))
}

/// What occurs among values.
#[derive(Debug)]
struct Range {
    low: f32,
    high: f32,
    whole: bool,
}

impl Default for Range {
    fn default() -> Self {
        Self { low: f32::INFINITY, high: f32::NEG_INFINITY, whole: true }
    }
}

impl Range {
    fn take(&mut self, values: &Values) {
        let Values::Modality(_, values) = values else { return };
        for &value in values {
            self.low = self.low.min(value);
            self.high = self.high.max(value);
            // Neither NaN nor infinity is whole.
            self.whole &= value.fract() == 0.0;
        }
    }

    fn kind(&self, unsigned: bool) -> Kind {
        if self.whole && self.low >= 0.0 && self.high <= 65535.0 {
            Kind::Unsigned
        } else if self.whole && self.low >= -RAISED && self.high < RAISED {
            if unsigned { Kind::Raised } else { Kind::Signed }
        } else {
            Kind::Float
        }
    }
}

fn write_frame<W: Write + Seek>(pages: &mut Pages<W>, made: &Made, kind: Kind) -> Result<(), ExportError> {
    let mut page = |samples: Level<'_>, channels: u8, meaning: &str| {
        let frame = made.values.frame();
        let description = description(meaning, &made.unit);
        pages.write(&Page {
            columns: frame.columns,
            rows: frame.rows,
            channels,
            samples,
            description: &description,
            resolution: made.spacing.as_ref().and_then(Resolution::of),
        })
    };
    const SAME: &str = "value = sample";
    const LIFTED: &str = "value = sample - 32768";
    match &made.values {
        Values::Stored(frame) => {
            let channels = frame.samples_per_pixel;
            match &frame.samples {
                Samples::U8(values) => page(Level::U8(values), channels, SAME),
                Samples::U16(values) => page(Level::U16(values), channels, SAME),
                Samples::I8(values) if kind == Kind::Raised => page(Level::U16(&raised(values)), channels, LIFTED),
                Samples::I16(values) if kind == Kind::Raised => page(Level::U16(&raised(values)), channels, LIFTED),
                Samples::I8(values) => {
                    let wide: Vec<i16> = values.iter().copied().map(i16::from).collect();
                    page(Level::I16(&wide), channels, SAME)
                }
                Samples::I16(values) => page(Level::I16(values), channels, SAME),
                Samples::U32(values) => page(Level::U32(values), channels, SAME),
                Samples::I32(values) => page(Level::I32(values), channels, SAME),
                Samples::F32(values) => page(Level::F32(values), channels, SAME),
                Samples::F64(values) => page(Level::F64(values), channels, SAME),
            }
        }
        Values::Modality(_, values) => match kind {
            Kind::Unsigned => page(Level::U16(&values.iter().map(|&v| v as u16).collect::<Vec<_>>()), 1, SAME),
            Kind::Signed => page(Level::I16(&values.iter().map(|&v| v as i16).collect::<Vec<_>>()), 1, SAME),
            Kind::Raised => {
                page(Level::U16(&values.iter().map(|&v| (v + RAISED) as u16).collect::<Vec<_>>()), 1, LIFTED)
            }
            Kind::Float | Kind::Same => page(Level::F32(values), 1, SAME),
        },
        Values::Rgb(_, bytes) => page(Level::U8(bytes), 3, "colours"),
        Values::Mask(_, bytes) => page(Level::U8(bytes), 1, SAME),
        Values::Brightness { frame, planes, .. } => {
            let pixels = usize::try_from(u64::from(frame.rows) * u64::from(frame.columns)).unwrap_or(usize::MAX);
            for plane in planes.chunks(pixels.max(1)) {
                let levels: Vec<u16> = plane.iter().map(|&bright| level(bright)).collect();
                page(Level::U16(&levels), 1, "brightness = sample / 65535")?;
            }
            Ok(())
        }
    }
}

fn raised<T: Copy + Into<i32>>(values: &[T]) -> Vec<u16> {
    values.iter().map(|&value| u16::try_from(value.into() + 32768).unwrap_or(0)).collect()
}

/// All brightness on 65536 levels: white is the last of them, and not one past it.
fn level(bright: f32) -> u16 {
    // What is no number is black; the cast saturates.
    (f64::from(bright) * 65535.0 + 0.5).floor() as u16
}

/// TIFF holds ASCII alone.
fn description(meaning: &str, unit: &str) -> String {
    let unit: String = unit.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect();
    if unit.is_empty() { meaning.to_owned() } else { format!("{meaning}; unit {unit}") }
}
