//! Codestream to component planes, by foreign decoders.
//!
//! `hayro-jpeg2000` decodes the reversible wavelet of Part 1: it is safe Rust, exact, and the faster one. It computes in
//! 32-bit floats, whose 24 bits hold what 16-bit samples need. Deeper samples, High-Throughput codestreams and what it
//! refuses (it knows fewer than all layers that the standard allows) go to the port of OpenJPEG, and so do irreversible
//! ones: there decoders may differ, and OpenJPEG's numbers are those that other viewers show.

use hayro_jpeg2000::{DecodeSettings, DecoderContext};
use jpeg2k::{DecodeParameters, ImageComponent};

use super::{super::damaged, header::Header};
use crate::dicom::ReadError;

/// The deepest samples whose wavelet coefficients floats hold exactly.
const MOST_EXACT: u8 = 16;

/// The decoded components, each as long as the `rows` of the codestream have pixels; signed where the header says so.
/// `reversible`: all its tiles are.
pub(super) fn planes(
    codestream: &[u8],
    header: &Header,
    reversible: bool,
    rows: u32,
) -> Result<Vec<Vec<i32>>, ReadError> {
    let exact = reversible && header.precision <= MOST_EXACT && !header.high_throughput;
    let planes = if exact { by_hayro(codestream, header, rows) } else { None };
    let planes = planes.or_else(|| by_openjpeg(codestream, header, rows));
    let pixels = header.grid.columns() as usize * rows as usize;
    let planes = planes.ok_or_else(|| damaged(0, "the JPEG 2000 data cannot be decoded"))?;
    if planes.len() != header.components || planes.iter().any(|plane| plane.len() != pixels) {
        return Err(damaged(0, "the JPEG 2000 data decode to another shape than their header says"));
    }
    Ok(planes)
}

fn by_hayro(codestream: &[u8], header: &Header, rows: u32) -> Option<Vec<Vec<i32>>> {
    let settings = DecodeSettings { resolve_palette_indices: false, strict: true, target_resolution: None };
    let image = hayro_jpeg2000::Image::new(codestream, &settings).ok()?;
    if (image.width(), image.height()) != (header.grid.columns(), rows) {
        return Some(Vec::new());
    }
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).ok()?;
    // Signed samples come out raised by half their range, and those that layers are missing of may overshoot it.
    let half = if header.signed { 1 << (header.precision - 1) } else { 0 };
    let most = (1 << header.precision) - 1;
    let integer = |value: &f32| ((value + 0.5) as i32).clamp(0, most) - half;
    Some(decoded.components().iter().map(|plane| plane.samples().iter().map(integer).collect()).collect())
}

fn by_openjpeg(codestream: &[u8], header: &Header, rows: u32) -> Option<Vec<Vec<i32>>> {
    let image = jpeg2k::Image::from_bytes_with(codestream, DecodeParameters::new()).ok()?;
    let fits = |component: &ImageComponent| {
        (component.width(), component.height()) == (header.grid.columns(), rows)
            && component.precision() == u32::from(header.precision)
    };
    let components = image.components();
    if !components.iter().all(fits) {
        return Some(Vec::new());
    }
    Some(components.iter().map(|component| component.data().to_vec()).collect())
}

#[cfg(test)]
mod tests;
