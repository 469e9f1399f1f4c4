//! The 8-bit DCT processes: baseline, extended sequential, progressive.

use super::{
    ending::look_behind,
    entropy::{End, Intervals},
    foreign,
    markers::{EOI, Header, RST0},
    planes, progressive,
    walk::{Scan, walk},
};
use crate::{
    dicom::{
        Finding, ReadError,
        codec::{FrameShape, damaged, no_row},
    },
    image::Samples,
};

/// 64 one bits, stuffed. No code of a JPEG consists of ones alone (T.81 Annex C), so nothing can be decoded from them.
const SEAL: [u8; 16] = [0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0];
/// Most blocks of an MCU (B.2.3).
const MOST_BLOCKS: usize = 10;

/// Components as they are coded, interleaved, and how many rows of them the codestream really holds.
type Coded = (Vec<u8>, usize);

/// Decodes to the components as they are coded, chroma brought to full size, without any colour transform. Also returns
/// how many rows from the top depend on nothing that is missing.
pub(super) fn decode(
    codestream: &[u8],
    header: &Header,
    whole: bool,
    wanted: &FrameShape,
    findings: &mut Vec<Finding>,
) -> Result<(Samples, u32), ReadError> {
    check_sampling(header)?;
    check_length(codestream, header, whole, wanted.pixels()?)?;
    let rows = header.rows as usize;
    let one_scan = header.first_scan.components == header.components.len();
    let (mut cells, rows_present) = if header.process == 2 {
        progressive::check(codestream, header, whole, findings)?;
        (foreign::decode(codestream, header, rows)?, rows)
    } else if let Some(sealed) = if whole && one_scan { sealed(codestream, header, findings)? } else { None } {
        (foreign::decode(&sealed, header, rows)?, rows)
    } else {
        walked(codestream, header, whole, findings)?
    };
    if rows_present < rows {
        let row = header.columns as usize * header.components.len();
        cells.truncate(row * rows_present);
        cells.resize(row * rows, 0);
    }
    let shape = wanted.of_precision(header.precision);
    let samples = match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(cells),
        9..=16 => shape.samples_from_u16(cells.into_iter().map(u16::from).collect()),
        _ => shape.samples_from_u32(cells.into_iter().map(u32::from).collect()),
    };
    Ok((samples, rows_present as u32))
}

/// A block of 64 samples takes one bit at least, so a short stream cannot ask for a large frame. Of a sequential frame
/// that is cut only the rows that are there are decoded.
pub(super) fn check_length(codestream: &[u8], header: &Header, whole: bool, pixels: usize) -> Result<(), ReadError> {
    if (whole || header.process == 2) && (codestream.len() as u64) * 8 < pixels as u64 / 64 {
        return Err(damaged(0, "the JPEG is shorter than one bit a block"));
    }
    Ok(())
}

/// Refuses sampling factors outside of T.81 and those with which the decoder gives a wrong picture: the first component
/// must be the finest, and the others fit into it.
pub(super) fn check_sampling(header: &Header) -> Result<(), ReadError> {
    if header.components.len() == 1 {
        return Ok(());
    }
    let (most_horizontal, most_vertical) = header.largest_sampling();
    let factors = || header.components.iter().map(|c| (usize::from(c.sampling.0), usize::from(c.sampling.1)));
    if factors().map(|(horizontal, vertical)| horizontal * vertical).sum::<usize>() > MOST_BLOCKS {
        return Err(damaged(header.rows_at, "the JPEG sampling factors are too large"));
    }
    let fit = |(horizontal, vertical)| most_horizontal % horizontal == 0 && most_vertical % vertical == 0;
    if factors().next() != Some((most_horizontal, most_vertical)) || !factors().all(fit) {
        let what = "A JPEG image with these sampling factors".into();
        return Err(ReadError::Unsupported { what, uid: String::new() });
    }
    Ok(())
}

/// A whole frame with one scan, made ready. Where data run out before a marker the decoder makes up zero bits and tells
/// nobody; so that it cannot, each interval is followed by bits that are no code. `None` when no marker ends the scan:
/// then a last value that lacks bits could not be told from one that does not.
fn sealed(codestream: &[u8], header: &Header, findings: &mut Vec<Finding>) -> Result<Option<Vec<u8>>, ReadError> {
    let scan = &header.first_scan;
    let mut intervals = Intervals::new(codestream, scan.data_at);
    let mut copy = Vec::with_capacity(codestream.len() + 2 * SEAL.len());
    copy.extend_from_slice(codestream.get(..scan.data_at).unwrap_or_default());
    let needed = if scan.restart_interval == 0 { 1 } else { header.mcus().div_ceil(scan.restart_interval) };
    for number in 1..=needed {
        let interval = intervals.next()?;
        copy.extend_from_slice(interval.stuffed);
        copy.extend_from_slice(&SEAL);
        match interval.end {
            End::Restart if scan.restart_interval == 0 => {
                return Err(damaged(intervals.at, "the JPEG restarts without having said so"));
            }
            End::Restart => copy.extend([0xFF, RST0 | ((number - 1) % 8) as u8]),
            _ if number < needed => return Err(damaged(intervals.at, "the JPEG lacks a restart interval")),
            _ => {}
        }
    }
    copy.extend([0xFF, EOI]);
    if intervals.skip()? == End::Bytes {
        return Ok(None);
    }
    look_behind(codestream, intervals.at, header.rows, true, findings)?;
    Ok(Some(copy))
}

/// A frame that is cut or in several scans: as much of it as is there.
fn walked(codestream: &[u8], header: &Header, whole: bool, findings: &mut Vec<Finding>) -> Result<Coded, ReadError> {
    let walked = walk(codestream, header, whole)?;
    let (cells, rows) = match walked.scans.as_slice() {
        [scan] if scan.components.len() == header.components.len() => top(codestream, header, scan)?,
        _ => planes::decode(codestream, header, &walked)?,
    };
    if rows == 0 {
        return Err(no_row(codestream.len(), "JPEG"));
    }
    look_behind(codestream, walked.end, header.rows, whole, findings)?;
    Ok((cells, rows))
}

/// The rows that a scan of all components holds, made into a frame of their own.
fn top(codestream: &[u8], header: &Header, scan: &Scan<'_>) -> Result<Coded, ReadError> {
    let (_, height) = header.mcu_size();
    let rows = (scan.rows() * height).min(header.rows as usize);
    if rows == 0 {
        return Ok((Vec::new(), 0));
    }
    let mut top = codestream.get(..header.first_scan.data_at).unwrap_or_default().to_vec();
    scan.copy_rows(codestream, scan.rows(), &mut top);
    if let Some(place) = top.get_mut(header.rows_at..header.rows_at + 2) {
        place.copy_from_slice(&(rows.min(0xFFFF) as u16).to_be_bytes());
    }
    // The lowest row of subsampled chroma is mixed with the one below it.
    let mixed = header.components.windows(2).any(|pair| matches!(pair, [a, b] if a.sampling.1 != b.sampling.1));
    let missing = usize::from(mixed && rows < header.rows as usize);
    Ok((foreign::decode(&top, header, rows)?, rows - missing))
}

#[cfg(test)]
pub(super) mod tests;
