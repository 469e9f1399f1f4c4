//! JPEG 2000 and High-Throughput JPEG 2000 (ITU-T T.800, T.814).

mod header;

use jpeg2k::{DecodeParameters, Image};

use header::Header;

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// One JPEG 2000 transfer syntax.
pub(super) struct Jpeg2000 {
    /// Its name.
    pub name: &'static str,
}

impl FrameDecoder for Jpeg2000 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], _whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let codestream = unwrap_jp2(codestream);
        let header = Header::read(codestream)?;
        let mut findings = wanted.compare(header.rows, header.columns, header.components, header.precision)?;
        header.check_cost(codestream.len())?;
        header.check_tiles(codestream)?;
        if header.signed != wanted.signed {
            let text = "The compressed frame and Pixel Representation (0028,0103) disagree about the sign of values.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0103)), text));
        }
        let photometric = photometric(&header, wanted, &mut findings);
        let image = Image::from_bytes_with(codestream, DecodeParameters::new())
            .map_err(|_| damaged(0, "the JPEG 2000 data cannot be decoded"))?;
        let planes = planes(&image, &header)?;
        let samples = samples(&planes, &header, wanted);
        Ok(DecodedFrame { samples, rows_present: wanted.rows, photometric, findings })
    }
}

/// What the components mean after the decoder's own inverse transform: its flag decides, not the data set's word.
fn photometric(header: &Header, wanted: &FrameShape, findings: &mut Vec<Finding>) -> PhotometricInterpretation {
    use PhotometricInterpretation as Pi;
    if header.components != 3 {
        return wanted.photometric;
    }
    let (means, agrees) = match (header.transformed, wanted.photometric) {
        (true, Pi::YbrRct | Pi::YbrIct) => (Pi::Rgb, true),
        // An encoder may transform RGB for itself without the data set saying so; the samples are RGB again.
        (true, Pi::Rgb) => (Pi::Rgb, true),
        (true, _) => (Pi::Rgb, false),
        (false, Pi::YbrRct | Pi::YbrIct) => (Pi::Rgb, false),
        (false, Pi::YbrFull422) => (Pi::YbrFull, true),
        (false, other) => (other, true),
    };
    if !agrees {
        let text = "Photometric Interpretation (0028,0004) contradicts the colour transform of the compressed frame.";
        findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0004)), text));
    }
    means
}

/// The decoded components, each as long as the frame has pixels.
fn planes<'a>(image: &'a Image, header: &Header) -> Result<Vec<&'a [i32]>, ReadError> {
    let components = image.components();
    let fits = |component: &jpeg2k::ImageComponent| {
        (component.width(), component.height()) == (header.columns, header.rows)
            && component.precision() == u32::from(header.precision)
    };
    if components.len() != header.components || !components.iter().all(fits) {
        return Err(damaged(0, "the JPEG 2000 data decode to another shape than their header says"));
    }
    Ok(components.iter().map(jpeg2k::ImageComponent::data).collect())
}

/// Interleaves the components. Where the data set says signed and the codestream unsigned, the values are two's complement
/// at the codestream's precision; where only the codestream says signed, its word stands, or dark would turn bright.
fn samples(planes: &[&[i32]], header: &Header, wanted: &FrameShape) -> Samples {
    let unused = 32_u32.saturating_sub(u32::from(header.precision));
    let extend = wanted.signed && !header.signed && unused > 0;
    let cell = |value: i32| (if extend { (value << unused) >> unused } else { value }) as u32;
    let shape = FrameShape { signed: wanted.signed || header.signed, ..wanted.of_precision(header.precision) };
    match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(interleave(planes, |value| cell(value) as u8)),
        9..=16 => shape.samples_from_u16(interleave(planes, |value| cell(value) as u16)),
        _ => shape.samples_from_u32(interleave(planes, cell)),
    }
}

fn interleave<T: Copy>(planes: &[&[i32]], cell: impl Fn(i32) -> T) -> Vec<T> {
    match planes {
        [red, green, blue] => {
            let pixels = red.iter().zip(*green).zip(*blue);
            pixels.flat_map(|((red, green), blue)| [cell(*red), cell(*green), cell(*blue)]).collect()
        }
        [grey] => grey.iter().map(|value| cell(*value)).collect(),
        _ => Vec::new(),
    }
}

/// Some writers put the whole JP2 file into the frame; only its codestream counts (PS3.5 A.4.4).
fn unwrap_jp2(bytes: &[u8]) -> &[u8] {
    const SIGNATURE: &[u8] = &[0, 0, 0, 12, b'j', b'P', b' ', b' '];
    if !bytes.starts_with(SIGNATURE) {
        return bytes;
    }
    let mut rest = bytes;
    while let Some((header, _)) = rest.split_first_chunk::<8>() {
        let [l3, l2, l1, l0, kind @ ..] = *header;
        let length = u32::from_be_bytes([l3, l2, l1, l0]) as usize;
        if &kind == b"jp2c" {
            // A length of 1 stands before a 64-bit one.
            return rest.get(if length == 1 { 16 } else { 8 }..).unwrap_or_default();
        }
        match rest.get(length..) {
            Some(after) if length >= 8 => rest = after,
            _ => break,
        }
    }
    bytes
}

#[cfg(test)]
mod tests;
