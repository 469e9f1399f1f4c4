//! What decoding a JPEG 2000 codestream would cost, so that one that claims more than it can be worth is refused before
//! any memory is taken for it.

use std::ops::Range;

use super::{
    coding::{Coding, Style},
    header::Header,
    tiles::{SHORTEST, Tiles},
};
use crate::dicom::{ReadError, codec::damaged};

/// The most samples of a frame: the decoder holds each in four bytes.
const MOST_SAMPLES: u64 = 1 << 26;
/// So many samples are believed in any case, since an empty picture takes some hundred bytes whatever its size; for more
/// there must be a byte for each of these.
const FREE_SAMPLES: u64 = 1 << 24;
const SAMPLES_PER_BYTE: u64 = 4096;
/// Bytes that the decoder keeps for a tile, for each component of it, for a code-block, for one whose passes are kept
/// apart, and for the precincts of a band.
const PER_TILE: u64 = 9000;
const PER_TILE_COMPONENT: u64 = 1200;
const PER_BLOCK: u64 = 600;
const PER_SPLIT_BLOCK: u64 = 5000;
const PER_PRECINCT: u64 = 500;
/// Memory that decoding may take beside four times codestream and frame.
const FREE_BYTES: u64 = 60 << 20;
/// What is left of that for the largest frames, whose values and samples alone come to more.
const LEAST_SPARE: u64 = 40 << 20;
/// Packets that are believed in any case; more must be there, a byte for each at least.
const FREE_PACKETS: u64 = 1 << 16;
/// Places that are looked at for packets, which some progression orders seek on a grid.
const MOST_PLACES: u64 = 1 << 25;

/// The bill of one tile.
#[derive(Default)]
struct Bill {
    packets: u64,
    /// Bytes that are kept for its samples, blocks, precincts, and the packets that were met.
    bytes: u64,
    places: u64,
}

/// Holds size and number of tiles against the length of a whole codestream, and against what may be taken. Comes before
/// anything is made for each tile.
pub(super) fn check_size(header: &Header, length: usize, whole: bool) -> Result<(), ReadError> {
    let (grid, samples) = (&header.grid, samples(header));
    if samples > MOST_SAMPLES {
        let what = format!("A JPEG 2000 frame of {} x {} pixels", grid.columns(), grid.rows());
        return Err(ReadError::OverLimit { what });
    }
    if samples > FREE_SAMPLES.max(length as u64 * SAMPLES_PER_BYTE) {
        return Err(damaged(0, "the JPEG 2000 codestream is too short for a picture of its size"));
    }
    let tiles = grid.across.saturating_mul(grid.down);
    if tiles > 65_535 || (whole && tiles * SHORTEST as u64 > length as u64) {
        return Err(damaged(0, "the JPEG 2000 header names more tiles than the data can hold"));
    }
    if of_tiles(header) > spare(header, length) {
        return Err(ReadError::OverLimit { what: format!("A JPEG 2000 frame of {tiles} tiles") });
    }
    Ok(())
}

/// Bytes that are kept for each tile as long as decoding takes.
fn of_tiles(header: &Header) -> u64 {
    header.grid.across * header.grid.down * (PER_TILE + PER_TILE_COMPONENT * header.components as u64)
}

/// Bytes that may be taken beside the codestream, the values of the decoder and the frame made of them.
fn spare(header: &Header, length: usize) -> u64 {
    let frame = samples(header) * u64::from(header.precision.div_ceil(8));
    let most = FREE_BYTES + 4 * (length as u64 + frame);
    most.saturating_sub(length as u64 + 4 * samples(header) + frame).max(LEAST_SPARE)
}

/// Holds what the tiles are made of against the length of the codestream, and says whether all of them are reversible.
pub(super) fn check_tiles(codestream: &[u8], header: &Header, tiles: &Tiles) -> Result<bool, ReadError> {
    let cut = || damaged(codestream.len(), "the JPEG 2000 tile header is cut short");
    let count = header.grid.across * header.grid.down;
    let mut own: Vec<Option<Box<Coding>>> = vec![None; count as usize];
    for (tile, segment) in tiles.headers(codestream) {
        if let Some(slot) = own.get_mut(tile) {
            let coding = slot.get_or_insert_with(|| Box::new(header.coding.clone()));
            coding.add(&segment, header.components).ok_or_else(cut)?;
        }
    }
    if own.iter().flatten().any(|coding| coding.transformed != header.coding.transformed) {
        let what = "A JPEG 2000 image whose tiles differ in their colour transform".into();
        return Err(ReadError::Unsupported { what, uid: String::new() });
    }
    let mut sum = Bill::default();
    for (index, own) in (0..count).zip(&own) {
        let bill = bill(header, own.as_deref().unwrap_or(&header.coding), index);
        sum.packets = sum.packets.saturating_add(bill.packets);
        sum.places = sum.places.saturating_add(bill.places);
        // Tiles are decoded one after the other.
        sum.bytes = sum.bytes.max(bill.bytes);
    }
    let bytes = of_tiles(header).saturating_add(sum.bytes);
    if sum.packets > FREE_PACKETS.max(codestream.len() as u64)
        || sum.places > MOST_PLACES
        || bytes > spare(header, codestream.len())
    {
        return Err(damaged(
            header.body,
            "the JPEG 2000 header divides the picture more finely than the data can hold",
        ));
    }
    Ok(header.coding.reversible() && own.iter().flatten().all(|coding| coding.reversible()))
}

fn samples(header: &Header) -> u64 {
    u64::from(header.grid.columns()) * u64::from(header.grid.rows()) * header.components as u64
}

/// Counts what a tile is made of (B.5 to B.9).
fn bill(header: &Header, coding: &Coding, index: u64) -> Bill {
    let (x, y) = header.grid.tile(index);
    let mut bill = Bill::default();
    let (mut most_precincts, mut most_levels) = (0_u64, 0);
    let (mut step_x, mut step_y) = (u64::MAX, u64::MAX);
    for component in 0..header.components {
        let style = coding.style(component);
        most_levels = most_levels.max(u64::from(style.levels) + 1);
        for resolution in 0..=style.levels {
            let below = style.levels - resolution;
            let (width, height) = style.precinct(resolution);
            let (across, down) = (divide(&x, below), divide(&y, below));
            let precincts = cells(&across, width) * cells(&down, height);
            bill.packets = bill.packets.saturating_add(precincts.saturating_mul(coding.layers));
            most_precincts = most_precincts.max(precincts);
            step_x = step_x.min(1 << (width + below).min(40));
            step_y = step_y.min(1 << (height + below).min(40));
            let bands = if resolution == 0 { 1 } else { 3 };
            let per_block = if style.split { PER_SPLIT_BLOCK } else { PER_BLOCK };
            let blocks = blocks(style, resolution, &across, &down).max(precincts);
            bill.bytes += bands * (precincts * PER_PRECINCT + blocks * per_block);
        }
    }
    let components = header.components as u64;
    // Two bytes for each packet that there could be if all resolutions had as many precincts as the finest.
    bill.bytes += most_precincts.saturating_mul(2 * (coding.layers + 1) * most_levels * components);
    if header.grid.across * header.grid.down > 1 {
        bill.bytes += 4 * span(&x) * span(&y) * components;
    }
    let places = (span(&x) / step_x + 2).saturating_mul(span(&y) / step_y + 2);
    bill.places = places.saturating_mul(most_levels * components * coding.passes);
    bill
}

/// Code-blocks of one band of a resolution, or somewhat more.
fn blocks(style: &Style, resolution: u32, across: &Range<u64>, down: &Range<u64>) -> u64 {
    let (precinct_width, precinct_height) = style.precinct(resolution);
    // Above the lowest resolution a band, and a precinct in it, has half the size (B.7).
    let halved = u32::from(resolution > 0);
    let block = |block: u32, precinct: u32| block.min(precinct.saturating_sub(halved));
    let of = |span: &Range<u64>, size: u32| {
        let band = (span.start >> halved)..(span.end + u64::from(halved)) >> halved;
        cells(&band, size)
    };
    of(across, block(style.block.0, precinct_width)) * of(down, block(style.block.1, precinct_height))
}

/// The range at a resolution that many decompositions further down (B-14).
fn divide(range: &Range<u64>, below: u32) -> Range<u64> {
    range.start.div_ceil(1 << below)..range.end.div_ceil(1 << below)
}

/// Cells of 2^`size` that the range touches.
fn cells(range: &Range<u64>, size: u32) -> u64 {
    if range.is_empty() { 0 } else { range.end.div_ceil(1 << size) - (range.start >> size) }
}

fn span(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}
