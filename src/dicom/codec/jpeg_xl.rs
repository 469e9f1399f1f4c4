//! JPEG XL (ISO/IEC 18181; PS3.5 8.2.15).
//!
//! Samples come out as they were put in: where the codestream holds integers these are taken, never numbers that went
//! through a colour space. Only what was coded in another colour model (XYB, or the YCbCr of a JPEG image) is converted,
//! to the colours that the codestream itself names.

mod container;
mod header;

use jxl_oxide::{AllocTracker, InitializeResult, JxlImage, JxlThreadPool, Render};
use jxl_render::ImageBuffer;

use header::Header;

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// Memory that the decoder may take for its planes in any case, and for each sample of the frame.
const FREE_BYTES: u64 = 32 << 20;
const BYTES_A_SAMPLE: u64 = 18;
/// Frames of a codestream that make up one picture: what is shown, and what that refers to.
const MOST_FRAMES: usize = 16;

/// One JPEG XL transfer syntax.
pub(super) struct JpegXl {
    /// Its name.
    pub name: &'static str,
}

impl FrameDecoder for JpegXl {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let codestream = container::unwrap(codestream)?;
        let header = Header::read(&codestream)?;
        let mut findings = wanted.compare(header.rows, header.columns, header.components, header.precision)?;
        if header.extra_channels > 0 {
            let text = "The compressed frame holds more channels than the image (transparency, depth, ...); they are \
                        left out.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0002)), text));
        }
        let image = load(&codestream, whole, &header)?;
        let converted = header.xyb || image.frame_header(0).is_some_and(|frame| frame.do_ycbcr);
        let render = image.render_frame(0).map_err(|_| not_decodable())?;
        let samples = samples(&render, &header, wanted)?;
        let photometric = photometric(converted, header.components, wanted, &mut findings);
        Ok(DecodedFrame { samples, rows_present: wanted.rows, photometric, findings })
    }
}

/// Reads the frames, without decoding what is in them.
fn load(codestream: &[u8], whole: bool, header: &Header) -> Result<JxlImage, ReadError> {
    let samples = u64::from(header.rows) * u64::from(header.columns) * header.components as u64;
    let limit = usize::try_from(FREE_BYTES + samples * BYTES_A_SAMPLE).unwrap_or(usize::MAX);
    let mut image = JxlImage::builder()
        .pool(JxlThreadPool::none())
        .alloc_tracker(AllocTracker::with_limit(limit))
        // A header may promise that 16 bits are enough for values of which the differences need more.
        .force_wide_buffers(header.precision > 12)
        .build_uninit();
    image.feed_bytes(codestream).map_err(|_| not_decodable())?;
    let InitializeResult::Initialized(image) = image.try_init().map_err(|_| not_decodable())? else {
        return Err(damaged(codestream.len(), "the JPEG XL header is cut short"));
    };
    if !image.is_loading_done() {
        let what = if whole { "the JPEG XL data end too early" } else { "it ends inside this JPEG XL frame" };
        return Err(damaged(codestream.len(), what));
    }
    if image.num_loaded_keyframes() != 1 || image.num_loaded_frames() > MOST_FRAMES {
        let what = "A JPEG XL codestream of several pictures".into();
        return Err(ReadError::Unsupported { what, uid: String::new() });
    }
    Ok(image)
}

fn not_decodable() -> ReadError {
    damaged(0, "the JPEG XL data cannot be decoded")
}

/// The colour channels side by side. Values outside of the range of the precision are clipped, as every decoder does
/// that gives integers; a signed image is two's complement within them.
fn samples(render: &Render, header: &Header, wanted: &FrameShape) -> Result<Samples, ReadError> {
    let channels = render.color_channels();
    let size = (header.columns as usize, header.rows as usize);
    if channels.len() != header.components || channels.iter().any(|plane| (plane.width(), plane.height()) != size) {
        return Err(damaged(0, "the JPEG XL data decode to another shape than their header says"));
    }
    let most = u32::MAX >> (32 - u32::from(header.precision));
    let shape = wanted.of_precision(header.precision);
    Ok(match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(interleave(channels, most, |value| value as u8)),
        9..=16 => shape.samples_from_u16(interleave(channels, most, |value| value as u16)),
        _ => shape.samples_from_u32(interleave(channels, most, |value| value)),
    })
}

/// Cells of all channels, samples of a pixel side by side, from integers or from fractions of `most`.
fn interleave<T: Copy + Default>(channels: &[ImageBuffer], most: u32, cell: impl Fn(u32) -> T) -> Vec<T> {
    let step = channels.len();
    let length = channels.iter().map(|plane| plane.width() * plane.height()).sum();
    let mut cells = vec![T::default(); length];
    let whole = |value: i64| cell(value.clamp(0, i64::from(most)) as u32);
    for (at, plane) in channels.iter().enumerate() {
        let cells = cells.iter_mut().skip(at).step_by(step);
        match plane {
            ImageBuffer::I16(grid) => cells.zip(grid.buf()).for_each(|(cell, value)| *cell = whole(i64::from(*value))),
            ImageBuffer::I32(grid) => cells.zip(grid.buf()).for_each(|(cell, value)| *cell = whole(i64::from(*value))),
            ImageBuffer::F32(grid) => cells.zip(grid.buf()).for_each(|(cell, value)| {
                *cell = whole((f64::from(*value) * f64::from(most)).round() as i64);
            }),
        }
    }
    cells
}

/// What the samples mean now. `converted` says that the decoder made colours of another model.
fn photometric(
    converted: bool,
    components: usize,
    wanted: &FrameShape,
    findings: &mut Vec<Finding>,
) -> PhotometricInterpretation {
    use PhotometricInterpretation as Pi;
    match wanted.photometric {
        other if components != 3 => other,
        _ if converted => Pi::Rgb,
        // What is not coded in another model comes out as it went in.
        Pi::YbrFull | Pi::YbrFull422 => Pi::YbrFull,
        Pi::YbrRct | Pi::YbrIct => {
            let text = "Photometric Interpretation (0028,0004) names a transform that JPEG XL does not know; RGB was \
                        taken.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0004)), text));
            Pi::Rgb
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
