//! The main header of a JPEG 2000 codestream and its tile-parts (T.800 Annex A).

use crate::dicom::{ReadError, codec::damaged};

/// The most samples of a frame: the decoder holds each in four bytes, at times twice.
const MOST_SAMPLES: u64 = 1 << 26;
/// Bytes that the shortest tile-part takes: its SOT segment and SOD marker.
const SHORTEST_TILE_PART: u8 = 14;
/// Second byte of the marker that starts a tile-part.
const SOT: u8 = 0x90;

/// What the main header says (T.800 Annex A).
pub(super) struct Header {
    pub rows: u32,
    pub columns: u32,
    pub components: usize,
    /// Bits of every component.
    pub precision: u8,
    pub signed: bool,
    tiles: u64,
    /// Where the first tile-part starts.
    body: usize,
    /// The first three components went through the multiple component transform.
    pub transformed: bool,
}

impl Header {
    /// Reads the SIZ and COD segments.
    pub fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        const SIZ: u8 = 0x51;
        const COD: u8 = 0x52;
        let cut = || damaged(codestream.len(), "the JPEG 2000 header is cut short");
        let mut rest = codestream
            .strip_prefix(&[0xFF, 0x4F])
            .ok_or_else(|| damaged(0, "the frame does not start as a JPEG 2000 codestream"))?;
        let (mut size, mut transformed) = (None, None);
        loop {
            let at = codestream.len() - rest.len();
            let [0xFF, marker, high, low, ..] = *rest else { return Err(cut()) };
            if marker == SOT {
                let lacks = || damaged(at, "the JPEG 2000 header lacks its size or its coding style");
                let (size, transformed): (Self, bool) = size.zip(transformed).ok_or_else(lacks)?;
                return Ok(Self { transformed: transformed && size.components >= 3, body: at, ..size });
            }
            let length = usize::from(u16::from_be_bytes([high, low]));
            let body = rest.get(4..length + 2).ok_or_else(cut)?;
            match marker {
                SIZ => size = Some(Self::size(body, at)?),
                COD => transformed = Some(body.get(4).ok_or_else(cut)? & 1 == 1),
                _ => {}
            }
            rest = rest.get(length + 2..).ok_or_else(cut)?;
        }
    }

    /// The SIZ segment (A.5.1).
    fn size(body: &[u8], at: usize) -> Result<Self, ReadError> {
        let wrong = || damaged(at, "the JPEG 2000 image size is wrong");
        let words = body.get(2..34).ok_or_else(wrong)?.as_chunks::<4>().0;
        let words: Vec<u32> = words.iter().map(|word| u32::from_be_bytes(*word)).collect();
        let &[x1, y1, x0, y0, tile_width, tile_height, tile_x0, tile_y0] = words.as_slice() else {
            return Err(wrong());
        };
        let tiles = |from: u32, to: u32, size: u32| to.checked_sub(from).map(|span| u64::from(span.div_ceil(size)));
        if tile_width == 0 || tile_height == 0 {
            return Err(wrong());
        }
        let across = tiles(tile_x0, x1, tile_width).ok_or_else(wrong)?;
        let down = tiles(tile_y0, y1, tile_height).ok_or_else(wrong)?;
        let components = body.get(36..).unwrap_or_default().as_chunks::<3>().0;
        let declared = body.get(34..36).and_then(|count| count.first_chunk::<2>()).ok_or_else(wrong)?;
        let (Some([depth, _, _]), true) =
            (components.first(), components.len() == usize::from(u16::from_be_bytes(*declared)))
        else {
            return Err(wrong());
        };
        if components.iter().any(|component| component != &[*depth, 1, 1]) {
            let what = "A JPEG 2000 image whose components differ in size or depth".into();
            return Err(ReadError::Unsupported { what, uid: String::new() });
        }
        Ok(Self {
            rows: y1.checked_sub(y0).ok_or_else(wrong)?,
            columns: x1.checked_sub(x0).ok_or_else(wrong)?,
            components: components.len(),
            precision: (depth & 0x7F) + 1,
            signed: depth & 0x80 != 0,
            tiles: across * down,
            body: 0,
            transformed: false,
        })
    }

    /// Refuses what would cost more memory than the codestream can be worth.
    pub fn check_cost(&self, length: usize) -> Result<(), ReadError> {
        let samples = u64::from(self.rows) * u64::from(self.columns) * self.components as u64;
        if samples > MOST_SAMPLES {
            let what = format!("A JPEG 2000 frame of {} x {} pixels", self.columns, self.rows);
            return Err(ReadError::OverLimit { what });
        }
        if self.tiles > 65_535 || self.tiles * u64::from(SHORTEST_TILE_PART) > length as u64 {
            return Err(damaged(0, "the JPEG 2000 header names more tiles than the data can hold"));
        }
        Ok(())
    }
    /// Makes sure that every tile is there: the decoder leaves a missing one black and says nothing. Called after
    /// [`Header::check_cost`] has bounded the number of tiles.
    pub fn check_tiles(&self, codestream: &[u8]) -> Result<(), ReadError> {
        let mut seen = vec![false; self.tiles as usize];
        let mut rest = codestream.get(self.body..).unwrap_or_default();
        while let [0xFF, SOT, _, _, t1, t0, p3, p2, p1, p0, ..] = *rest {
            let at = codestream.len() - rest.len();
            let tile = usize::from(u16::from_be_bytes([t1, t0]));
            let slot = seen.get_mut(tile).ok_or_else(|| damaged(at, "the JPEG 2000 data name a tile too many"))?;
            *slot = true;
            let length = u32::from_be_bytes([p3, p2, p1, p0]) as usize;
            // A length of 0 reaches to the end (A.4.2).
            if length == 0 {
                break;
            }
            let cut = || damaged(at, "the JPEG 2000 data are cut short");
            rest = rest.get(length.max(usize::from(SHORTEST_TILE_PART))..).ok_or_else(cut)?;
        }
        if seen.iter().all(|seen| *seen) {
            return Ok(());
        }
        Err(damaged(codestream.len() - rest.len(), "the JPEG 2000 data lack a tile"))
    }
}
