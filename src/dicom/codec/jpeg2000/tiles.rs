//! The tile-parts of a JPEG 2000 codestream (T.800 A.4.2): which tiles are there, and the topmost of them alone.

use std::ops::Range;

use super::header::{EOC, Header, PLM, SIZ, SOD, SOT, Segment, TLM, segment, segments};
use crate::dicom::{ReadError, codec::damaged};

/// Bytes of an SOT segment with its marker, and so of the shortest tile-part that real writers make.
pub(super) const SHORTEST: usize = 12;

/// What follows the main header, as far as it is there.
pub(super) struct Tiles {
    parts: Vec<Part>,
    /// For each tile what is there of it.
    tiles: Vec<Tile>,
    /// Behind the last tile-part that is wholly there.
    pub end: usize,
    /// The end marker follows.
    pub ended: bool,
    /// The file does not end inside of the codestream.
    whole: bool,
    /// The numbers of parts were one too low, and are put right.
    one_more: bool,
}

struct Part {
    tile: usize,
    range: Range<usize>,
}

#[derive(Clone, Copy, Default)]
struct Tile {
    /// Tile-parts that are there.
    parts: u32,
    /// As many as there must be, or 0 where none of them says so.
    needed: u32,
    /// Parts of other tiles lie between them.
    apart: bool,
    /// A part of another tile comes after them.
    followed: bool,
}

impl Tiles {
    /// Walks the tile-parts. Of a whole codestream all of them must be there; a cut one may end anywhere.
    ///
    /// Called after the number of tiles was held against the length of the codestream.
    pub fn walk(codestream: &[u8], header: &Header, whole: bool) -> Result<Self, ReadError> {
        let mut tiles = vec![Tile::default(); (header.grid.across * header.grid.down) as usize];
        let (mut parts, mut at) = (Vec::<Part>::new(), header.body);
        // Some writers number parts from 0 to the number that they name, which is then one too low.
        let mut one_more = false;
        while let Some(part) = segment(codestream, at).filter(|segment| segment.marker == SOT) {
            let &[t1, t0, p3, p2, p1, p0, number, count] = part.body else {
                return Err(damaged(at, "a JPEG 2000 tile-part is wrong"));
            };
            let tile = usize::from(u16::from_be_bytes([t1, t0]));
            let too_many = || damaged(at, "the JPEG 2000 data name a tile too many");
            let slot = tiles.get_mut(tile).ok_or_else(too_many)?;
            let length = match u32::from_be_bytes([p3, p2, p1, p0]) as usize {
                // To the end of the codestream, wherever that would have been.
                0 if whole => trim(codestream).len().saturating_sub(at),
                0 => break,
                length => length,
            };
            if length < SHORTEST || u32::from(number) != slot.parts {
                return Err(damaged(at, "a JPEG 2000 tile-part is wrong"));
            }
            one_more |= count > 0 && number >= count;
            let before = parts.last().map(|part| part.tile);
            slot.apart |= slot.parts > 0 && before != Some(tile);
            if let Some(before) = before.filter(|before| *before != tile).and_then(|before| tiles.get_mut(before)) {
                before.followed = true;
            }
            let range = at..at.saturating_add(length);
            if range.end > codestream.len() {
                if whole {
                    return Err(damaged(at, "the JPEG 2000 data are cut short"));
                }
                break;
            }
            let slot = tiles.get_mut(tile).ok_or_else(too_many)?;
            slot.parts += 1;
            slot.needed = slot.needed.max(u32::from(count));
            at = range.end;
            parts.push(Part { tile, range });
        }
        if one_more {
            tiles.iter_mut().filter(|tile| tile.needed > 0).for_each(|tile| tile.needed += 1);
        }
        let ended = codestream.get(at..at + 2) == Some(&[0xFF, EOC]);
        if whole && tiles.iter().any(|tile| tile.parts == 0) {
            return Err(damaged(at, "the JPEG 2000 data lack a tile"));
        }
        Ok(Self { parts, tiles, end: at, ended, whole, one_more })
    }

    /// Whether all tile-parts of all tiles are there.
    pub fn complete(&self) -> bool {
        self.tiles.iter().all(|tile| self.has_all(tile))
    }

    /// Rows of tiles from the top that are complete.
    pub fn complete_rows(&self, header: &Header) -> u64 {
        let rows = self.tiles.chunks(header.grid.across.max(1) as usize);
        rows.take_while(|row| row.iter().all(|tile| self.has_all(tile))).count() as u64
    }

    /// Whether a tile has all of its parts. In a cut codestream the number that it names is not to be trusted blindly, since
    /// it may be one too low: either a part has shown that, or the parts came in a row with another tile behind them.
    fn has_all(&self, tile: &Tile) -> bool {
        let certain = self.ended || self.whole;
        let trusted = certain || self.one_more || tile.needed == 1 || (tile.followed && !tile.apart);
        tile.parts > 0 && if tile.needed == 0 { certain } else { tile.parts >= tile.needed && trusted }
    }

    /// For each tile-part its tile and its header segments behind the SOT segment.
    pub fn headers<'a>(&self, codestream: &'a [u8]) -> impl Iterator<Item = (usize, Segment<'a>)> {
        self.parts.iter().flat_map(move |part| {
            let end = part.range.end;
            let mut at = part.range.start + SHORTEST;
            std::iter::from_fn(move || {
                let found = segment(codestream, at).filter(|found| found.marker != SOD && found.range.end <= end)?;
                at = found.range.end;
                Some((part.tile, found))
            })
        })
    }

    /// The codestream closed by an end marker, for one that lacks it.
    pub fn closed(&self, codestream: &[u8]) -> Vec<u8> {
        let mut closed = codestream.get(..self.end).unwrap_or_default().to_vec();
        closed.extend([0xFF, EOC]);
        closed
    }

    /// The first `rows` rows of tiles as a codestream of their own. Segments that tell where tile-parts lie are left out.
    pub fn top(&self, codestream: &[u8], header: &Header, rows: u64) -> Vec<u8> {
        let mut top = vec![0xFF, 0x4F];
        for segment in segments(codestream).filter(|segment| !matches!(segment.marker, TLM | PLM)) {
            let start = top.len();
            top.extend_from_slice(codestream.get(segment.range).unwrap_or_default());
            // Behind the marker, the length, the capabilities and the width.
            if let Some(height) = top.get_mut(start + 10..start + 14).filter(|_| segment.marker == SIZ) {
                height.copy_from_slice(&header.grid.end_of_rows(rows).to_be_bytes());
            }
        }
        let tiles = rows * header.grid.across;
        for part in self.parts.iter().filter(|part| (part.tile as u64) < tiles) {
            top.extend_from_slice(codestream.get(part.range.clone()).unwrap_or_default());
        }
        top.extend([0xFF, EOC]);
        top
    }
}

/// The codestream without the padding and the end marker behind its last tile-part.
fn trim(codestream: &[u8]) -> &[u8] {
    let padding = codestream.iter().rev().take_while(|byte| **byte == 0).count();
    let trimmed = codestream.get(..codestream.len() - padding).unwrap_or_default();
    trimmed.strip_suffix(&[0xFF, EOC]).unwrap_or(codestream)
}
