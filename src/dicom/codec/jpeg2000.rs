//! JPEG 2000 and High-Throughput JPEG 2000 (ITU-T T.800, T.814).

mod coding;
mod cost;
mod grid;
mod header;
mod planes;
mod tiles;

use std::borrow::Cow;

use header::Header;
use planes::planes;
use tiles::Tiles;

use super::{DecodedFrame, FrameDecoder, FrameShape, no_row};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// Bytes that a writer may put behind a frame to align the next one, whatever lay in its memory.
const ALIGNMENT: usize = 7;

/// One JPEG 2000 transfer syntax.
pub(super) struct Jpeg2000 {
    /// Its name.
    pub name: &'static str,
}

impl FrameDecoder for Jpeg2000 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let codestream = unwrap_jp2(codestream);
        let header = Header::read(codestream)?;
        let (columns, rows) = (header.grid.columns(), header.grid.rows());
        let mut findings = wanted.compare(rows, columns, header.components, header.precision)?;
        cost::check_size(&header, codestream.len(), whole)?;
        let tiles = Tiles::walk(codestream, &header, whole)?;
        let reversible = cost::check_tiles(codestream, &header, &tiles)?;
        if header.signed != wanted.signed {
            let text = "The compressed frame and Pixel Representation (0028,0103) disagree about the sign of values.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0103)), text));
        }
        let photometric = photometric(&header, wanted, &mut findings);
        let (codestream, rows_present) = present(codestream, &header, &tiles, whole, &mut findings)?;
        let planes = planes(&codestream, &header, reversible, rows_present)?;
        let samples = samples(&planes, &header, wanted);
        Ok(DecodedFrame { samples, rows_present, photometric, findings })
    }
}

/// What is to be decoded, and how many rows of the frame it is. Of a cut codestream these are the rows of tiles from the
/// top that are complete: a tile that lacks a part would come out with less detail and look whole.
fn present<'a>(
    codestream: &'a [u8],
    header: &Header,
    tiles: &Tiles,
    whole: bool,
    findings: &mut Vec<Finding>,
) -> Result<(Cow<'a, [u8]>, u32), ReadError> {
    let mut note = |code, text: &str| findings.push(Finding::new(code, Some((0x7FE0, 0x0010)), text));
    if !whole && !tiles.complete() {
        let complete = tiles.complete_rows(header);
        if complete == 0 || header.packed {
            return Err(no_row(codestream.len(), "JPEG 2000"));
        }
        let rows = header.grid.end_of_rows(complete).saturating_sub(header.grid.y.start);
        return Ok((tiles.top(codestream, header, complete).into(), rows));
    }
    if !tiles.complete() {
        let text = "The JPEG 2000 codestream lacks parts of tiles, so the picture lacks detail.";
        note(FindingCode::Truncated, text);
    }
    let behind = codestream.get(tiles.end + 2..).unwrap_or_default();
    if tiles.ended && behind.len() > ALIGNMENT && behind.iter().any(|byte| *byte != 0) {
        let text = "More bytes follow the end of the compressed frame than padding; they are left out.";
        note(FindingCode::Codestream, text);
    }
    let rows = header.grid.rows();
    if tiles.ended {
        return Ok((codestream.get(..tiles.end + 2).unwrap_or(codestream).into(), rows));
    }
    if whole {
        note(FindingCode::Truncated, "The JPEG 2000 codestream ends without its end marker; no tile is missing.");
    }
    Ok((tiles.closed(codestream).into(), rows))
}

/// What the components mean after the decoder's own inverse transform: its flag decides, not the data set's word.
fn photometric(header: &Header, wanted: &FrameShape, findings: &mut Vec<Finding>) -> PhotometricInterpretation {
    use PhotometricInterpretation as Pi;
    if header.components != 3 {
        return wanted.photometric;
    }
    let (means, agrees) = match (header.transformed(), wanted.photometric) {
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

/// Interleaves the components, zeros for what is missing of the frame. Where the data set says signed and the codestream
/// unsigned, the values are two's complement at the codestream's precision; where only the codestream says signed, its
/// word stands, or dark would turn bright.
fn samples(planes: &[Vec<i32>], header: &Header, wanted: &FrameShape) -> Samples {
    let unused = 32_u32.saturating_sub(u32::from(header.precision));
    let extend = wanted.signed && !header.signed && unused > 0;
    let cell = |value: i32| (if extend { (value << unused) >> unused } else { value }) as u32;
    let shape = FrameShape { signed: wanted.signed || header.signed, ..wanted.of_precision(header.precision) };
    let length = wanted.rows as usize * wanted.columns as usize * planes.len();
    match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(interleave(planes, length, |value| cell(value) as u8)),
        9..=16 => shape.samples_from_u16(interleave(planes, length, |value| cell(value) as u16)),
        _ => shape.samples_from_u32(interleave(planes, length, cell)),
    }
}

fn interleave<T: Copy + Default>(planes: &[Vec<i32>], length: usize, cell: impl Fn(i32) -> T) -> Vec<T> {
    let mut cells = match planes {
        [red, green, blue] => {
            let pixels = red.iter().zip(green).zip(blue);
            pixels.flat_map(|((red, green), blue)| [cell(*red), cell(*green), cell(*blue)]).collect()
        }
        [grey] => grey.iter().map(|value| cell(*value)).collect(),
        _ => Vec::new(),
    };
    cells.resize(length, T::default());
    cells
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
