//! Where the frames of a whole file end, worked out without the crate: by arithmetic, or from the fragments.

use std::io::Read;

use crate::support::walker::{Encoding, Place, walk, walk_data_set};

/// Bytes that one frame after another ends at.
pub struct FrameEnds {
    /// For each frame the position after its last byte: in the file, or in what a deflated one inflates to.
    ends: Vec<usize>,
    /// Where the elements of the top level start, in the file.
    pub boundaries: Vec<usize>,
    /// A deflated data set's bytes and where they start in the file.
    deflated: Option<usize>,
    /// Uncompressed frames whose rows lie one after the other.
    native: Option<Native>,
}

/// Uncompressed frames, in bits.
#[derive(Clone, Copy)]
struct Native {
    start: usize,
    frame_bits: usize,
    row_bits: usize,
}

impl FrameEnds {
    /// `None` for files without a picture, and for those that leave it open where a frame ends.
    pub fn of(file: &[u8]) -> Option<Self> {
        if let Some(start) = deflated_start(file) {
            let inflated = inflate(&file[start..]);
            let encoding = Encoding { explicit: true, big: false };
            let places = walk_data_set(&inflated, 0, encoding)?;
            let (ends, native) = ends(&inflated, &places, encoding)?;
            return Some(Self { ends, boundaries: vec![start], deflated: Some(start), native });
        }
        let walked = walk(file)?;
        let top = walked.places.iter().filter(|place| place.depth == 0 && place.tag.0 != 0xFFFE);
        let boundaries = top.map(|place| place.start).collect();
        let (ends, native) = ends(file, &walked.places, walked.encoding)?;
        Some(Self { ends, boundaries, deflated: None, native })
    }

    /// How many frames there are.
    pub fn frames(&self) -> usize {
        self.ends.len()
    }

    /// How many whole frames the first bytes of the file hold.
    pub fn whole(&self, cut: &[u8]) -> usize {
        let held = self.held(cut);
        self.ends.iter().take_while(|end| **end <= held).count()
    }

    /// How many whole rows of the frame after those there are; `None` where only a decoder can tell.
    pub fn rows(&self, cut: &[u8]) -> Option<u32> {
        let Native { start, frame_bits, row_bits } = self.native?;
        let whole = self.whole(cut);
        let left = (self.held(cut) * 8).saturating_sub(start * 8 + whole * frame_bits);
        (whole < self.frames()).then(|| u32::try_from(left / row_bits).unwrap())
    }

    fn held(&self, cut: &[u8]) -> usize {
        match self.deflated {
            Some(start) => cut.get(start..).map_or(0, |stream| inflate(stream).len()),
            None => cut.len(),
        }
    }
}

/// What a raw deflate stream holds, as far as it goes.
fn inflate(stream: &[u8]) -> Vec<u8> {
    let mut inflated = Vec::new();
    // A stream that breaks off is an error only after everything before was given out.
    drop(flate2::read::DeflateDecoder::new(stream).read_to_end(&mut inflated));
    inflated
}

/// Where the data set of a deflated file starts: after the meta group, by its stated length.
fn deflated_start(file: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(*file.get(140..)?.first_chunk()?) as usize;
    let meta = file.get(144..144 + length)?;
    let uid = b"1.2.840.10008.1.2.1.99";
    meta.windows(uid.len()).any(|window| window == uid).then_some(144 + length)
}

/// The ends of all frames, and more where the frames are not compressed.
fn ends(bytes: &[u8], places: &[Place], encoding: Encoding) -> Option<(Vec<usize>, Option<Native>)> {
    let top = |tag| places.iter().find(|place| place.depth == 0 && place.tag == tag);
    let value = |tag| top(tag).and_then(|place| bytes.get(place.value..place.end));
    let number = |tag| value(tag).filter(|value| value.len() == 2).map(|value| usize::from(encoding.u16(value)));
    let text = |tag| value(tag).map(|value| String::from_utf8_lossy(value).trim_matches(['\0', ' ']).to_owned());
    let frames = text((0x0028, 0x0008)).map_or(Some(1), |text| text.parse::<usize>().ok())?;
    let data = [(0x7FE0, 0x0010), (0x7FE0, 0x0008), (0x7FE0, 0x0009)].into_iter().find_map(top)?;
    if data.length.is_none() {
        return Some((fragment_ends(bytes, places, frames)?, None));
    }
    let samples = number((0x0028, 0x0002)).unwrap_or(1);
    let allocated = match data.tag.1 {
        0x0008 => 32,
        0x0009 => 64,
        _ => number((0x0028, 0x0100))?,
    };
    let shared = samples == 3 && text((0x0028, 0x0004))?.ends_with("_422");
    let (rows, columns) = (number((0x0028, 0x0010))?, number((0x0028, 0x0011))?);
    let row_bits = columns * if shared { 2 } else { samples } * allocated;
    let frame_bits = rows * row_bits;
    let ends: Vec<usize> = (1..=frames).map(|frame| data.value + (frame * frame_bits).div_ceil(8)).collect();
    // Anything but a byte of padding after the last frame means that the arithmetic is not that of this file.
    let fits = frame_bits > 0 && (0..=1).contains(&data.end.checked_sub(*ends.last()?)?);
    // In planes, rows are whole only in the last one; single bytes of big-endian words have changed places.
    let planar = samples == 3 && !shared && number((0x0028, 0x0006)) == Some(1);
    let in_order = !(planar || encoding.big && allocated == 8);
    fits.then_some((ends, in_order.then_some(Native { start: data.value, frame_bits, row_bits })))
}

fn fragment_ends(bytes: &[u8], places: &[Place], frames: usize) -> Option<Vec<usize>> {
    let table = places.iter().find(|place| place.fragment)?;
    let fragments: Vec<&Place> = places.iter().filter(|place| place.fragment).skip(1).collect();
    if frames == 1 {
        return Some(vec![fragments.last()?.end]);
    }
    if fragments.len() == frames {
        return Some(fragments.iter().map(|fragment| fragment.end).collect());
    }
    let offsets: Vec<usize> = bytes
        .get(table.value..table.end)?
        .chunks_exact(4)
        .map(|offset| u32::from_le_bytes([offset[0], offset[1], offset[2], offset[3]]) as usize)
        .collect();
    let first = fragments.first()?.start;
    let ends: Vec<usize> = offsets.iter().skip(1).map(|offset| first + offset).collect();
    let all_known = ends.iter().all(|end| fragments.iter().any(|fragment| fragment.start == *end));
    (offsets.len() == frames && all_known).then(|| ends.into_iter().chain([fragments.last().unwrap().end]).collect())
}
