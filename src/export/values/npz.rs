//! `.npz`: a zip of arrays, as `numpy.load` takes it.
//!
//! | array | shape | what |
//! |---|---|---|
//! | `pixels` | `[frames,] rows, columns [, samples]` | the values |
//! | `frames` | frames | their numbers, from 1 |
//! | `unit` | () | unit of `pixels`; empty for plain numbers |
//! | `spacing` | 2, or 0 | distance of rows and of columns, mm; empty where it is not known |
//! | `position` | frames x 3 | _Image Position (Patient)_ (0020,0032), mm, LPS; NaN where it is not known |
//! | `orientation` | frames x 6 | _Image Orientation (Patient)_ (0020,0037); NaN where it is not known |
//! | `duration` | frames, or 0 | how long each stays in a clip, ms; empty for what is no clip |

use std::io::{Seek, Write};

use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{
    export::{ExportError, Progress},
    image::Samples,
};

use super::{
    Made, Series,
    npy::{Array, Element, text},
    series::{nothing, put},
};

/// What is gathered while the pixels are written.
#[derive(Default)]
struct About {
    unit: Option<String>,
    spacing: Option<Vec<f64>>,
    positions: Vec<f64>,
    orientations: Vec<f64>,
}

/// Bytes above which an entry says its length in 64 bits.
const LARGE: u64 = u32::MAX as u64 - (1 << 20);

/// Writes the arrays one after another, the pixels first.
pub fn write(series: &Series<'_>, out: impl Write + Seek, progress: &Progress) -> Result<(), ExportError> {
    progress.expect(series.numbers.len() as u64);
    let mut zip = ZipWriter::new(out);
    let mut about = About::default();
    let mut array: Option<Array<&mut ZipWriter<_>>> = None;
    let mut entry = Some(&mut zip);
    series.each(|_, form, made| {
        if let Some(zip) = entry.take() {
            let shape = series.shape(form);
            let bytes = shape.iter().fold(form.element.bytes(), |bytes, length| bytes.saturating_mul(*length));
            begin(zip, "pixels.npy", bytes)?;
            array = Some(Array::new(zip, form.element, &shape)?);
        }
        if let Some(array) = &mut array {
            put(array, &made.values)?;
        }
        about.take(made);
        progress.advance(1)
    })?;
    let Some(array) = array else { return Err(nothing()) };
    array.finish()?;
    let frames = series.numbers.len() as u64;
    numbers(&mut zip, "frames.npy", series.numbers)?;
    begin(&mut zip, "unit.npy", 0)?;
    zip.write_all(&text(&about.unit.unwrap_or_default())?)?;
    let spacing = about.spacing.unwrap_or_default();
    floats(&mut zip, "spacing.npy", &[spacing.len() as u64], &spacing)?;
    floats(&mut zip, "position.npy", &[frames, 3], &about.positions)?;
    floats(&mut zip, "orientation.npy", &[frames, 6], &about.orientations)?;
    floats(&mut zip, "duration.npy", &[series.durations_ms.len() as u64], series.durations_ms)?;
    zip.finish().map_err(error)?.flush()?;
    Ok(())
}

impl About {
    fn take(&mut self, made: &Made) {
        self.unit.get_or_insert_with(|| made.unit.clone());
        let spacing = made.spacing.map(|spacing| vec![spacing.row_mm, spacing.column_mm]).unwrap_or_default();
        match &mut self.spacing {
            // Frames of different spacing have none together.
            Some(known) if *known != spacing => known.clear(),
            Some(_) => {}
            None => self.spacing = Some(spacing),
        }
        let plane = made.plane;
        self.positions.extend(plane.map_or([f64::NAN; 3], |plane| plane.position_mm));
        self.orientations.extend(plane.map_or([f64::NAN; 3], |plane| plane.row_direction));
        self.orientations.extend(plane.map_or([f64::NAN; 3], |plane| plane.column_direction));
    }
}

/// Stored, as `numpy.savez` does it: any part can be read without the others.
fn begin<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str, bytes: u64) -> Result<(), ExportError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(bytes > LARGE);
    zip.start_file(name, options).map_err(error)
}

fn floats<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    shape: &[u64],
    values: &[f64],
) -> Result<(), ExportError> {
    begin(zip, name, 0)?;
    let mut array = Array::new(zip, Element::F64, shape)?;
    array.f64s(values)?;
    array.finish().map(|_| ())
}

fn numbers<W: Write + Seek>(zip: &mut ZipWriter<W>, name: &str, numbers: &[usize]) -> Result<(), ExportError> {
    begin(zip, name, 0)?;
    let numbers: Vec<i32> = numbers.iter().map(|number| i32::try_from(*number).unwrap_or(i32::MAX)).collect();
    let mut array = Array::new(zip, Element::I32, &[numbers.len() as u64])?;
    array.samples(&Samples::I32(numbers))?;
    array.finish().map(|_| ())
}

fn error(error: ZipError) -> ExportError {
    match error {
        ZipError::Io(error) => error.into(),
        other => std::io::Error::other(other).into(),
    }
}
