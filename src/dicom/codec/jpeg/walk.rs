//! How many rows the data of a sequential DCT frame hold: its Huffman codes are walked, nothing is transformed.

use super::{
    ending::check_lines,
    entropy::{End, Intervals, stuff, unstuff},
    huffman::{Bits, Code},
    markers::{DHT, DNL, DQT, DRI, EOI, Header, RST0, SOS, Segment, Segments, huffman_tables, interval},
};
use crate::dicom::{ReadError, codec::damaged};

/// What a walk found.
pub(super) struct Walked<'a> {
    /// The scans that begin, in their order. Each codes one component, or all.
    pub scans: Vec<Scan<'a>>,
    /// Where the data of the last scan stop.
    pub end: usize,
}

/// One scan, as far as its data reach.
pub(super) struct Scan<'a> {
    /// Places of its components in the frame header.
    pub components: Vec<usize>,
    /// For each of them the tables for DC and for AC coefficients.
    pub tables: Vec<[Table<'a>; 2]>,
    /// The quantization tables when it began, each from its precision on (B.2.4.1).
    pub quantization: [Option<&'a [u8]>; 4],
    /// Units between restart markers, or 0.
    pub restart_interval: usize,
    /// How far each row of units reaches that is whole.
    row_ends: Vec<Reach>,
    /// Where its data start.
    data_at: usize,
}

/// A Huffman table as it is written: counts by length, symbols.
pub(super) type Table<'a> = (&'a [u8; 16], &'a [u8]);

/// A place in the data of a scan.
#[derive(Clone, Copy, Default)]
struct Reach {
    /// Restart intervals before it.
    interval: usize,
    /// Bits of that interval before it, stuffed bytes not counted.
    bits: usize,
}

/// Walks all scans. An error when the data are wrong, or short although the codestream is `whole`.
pub(super) fn walk<'a>(codestream: &'a [u8], header: &'a Header, whole: bool) -> Result<Walked<'a>, ReadError> {
    let (tables, quantization) = ([[None; 4]; 2], [None; 4]);
    Walker { codestream, header, whole, tables, quantization, restart_interval: 0 }.run()
}

impl Scan<'_> {
    /// Rows of units that are whole.
    pub fn rows(&self) -> usize {
        self.row_ends.len()
    }

    /// Appends the data of the first `rows` rows of units, which must be whole, and the end marker.
    pub fn copy_rows(&self, codestream: &[u8], rows: usize, into: &mut Vec<u8>) {
        let reach = rows.checked_sub(1).and_then(|last| self.row_ends.get(last)).copied().unwrap_or_default();
        let mut intervals = Intervals::new(codestream, self.data_at);
        for number in 0..reach.interval {
            let Ok(interval) = intervals.next() else { return };
            into.extend_from_slice(interval.stuffed);
            into.extend([0xFF, RST0 | (number % 8) as u8]);
        }
        let Ok(interval) = intervals.next() else { return };
        let mut plain = Vec::new();
        unstuff(interval.stuffed, &mut plain);
        cut_bits(&mut plain, reach.bits);
        stuff(&plain, into);
        into.extend([0xFF, EOI]);
    }
}

/// Keeps the first `bits` and fills the last byte with ones, as an encoder does (F.1.2.3).
fn cut_bits(bytes: &mut Vec<u8>, bits: usize) {
    bytes.truncate(bits.div_ceil(8));
    if let (Some(last), used @ 1..) = (bytes.last_mut(), bits % 8) {
        *last |= 0xFF >> used;
    }
}

struct Walker<'a> {
    codestream: &'a [u8],
    header: &'a Header,
    whole: bool,
    /// For DC and for AC coefficients.
    tables: [[Option<Table<'a>>; 4]; 2],
    quantization: [Option<&'a [u8]>; 4],
    restart_interval: usize,
}

/// What a scan is made of.
struct Units {
    /// For each component its codes and how many blocks of it come together.
    components: Vec<(Code, Code, usize)>,
    /// Units in a row.
    across: usize,
    /// Rows of units.
    down: usize,
}

impl<'a> Walker<'a> {
    fn run(mut self) -> Result<Walked<'a>, ReadError> {
        let mut missing: Vec<usize> = (0..self.header.components.len()).collect();
        let mut scans = Vec::new();
        let mut segments = Segments::new(self.codestream)?;
        while !missing.is_empty() {
            let segment = match segments.next() {
                Err(_) if !self.whole => break,
                other => other?,
            };
            match segment.marker {
                DHT => self.define_tables(&segment)?,
                DQT => self.define_quantization(&segment)?,
                DRI => self.restart_interval = interval(segment.body),
                DNL => check_lines(segment.body, self.header.rows, segment.at)?,
                SOS => {
                    let components = self.components(&segment)?;
                    let before = missing.len();
                    missing.retain(|index| !components.contains(index));
                    if missing.len() + components.len() != before {
                        return Err(damaged(segment.at, "the JPEG holds a component twice"));
                    }
                    let mut data = Intervals::new(self.codestream, segments.at);
                    scans.push(self.scan(&segment, components, &mut data)?);
                    segments.at = data.at;
                }
                EOI => return Err(damaged(segment.at, "the JPEG lacks the scan of a component")),
                _ => {}
            }
        }
        Ok(Walked { scans, end: segments.at })
    }

    fn define_tables(&mut self, segment: &Segment<'a>) -> Result<(), ReadError> {
        huffman_tables(segment, |kind, counts, symbols| {
            let of_class = self.tables.get_mut(usize::from(kind >> 4));
            if let Some(slot) = of_class.and_then(|tables| tables.get_mut(usize::from(kind & 0xF))) {
                *slot = Some((counts, symbols));
            }
        })
    }

    fn define_quantization(&mut self, segment: &Segment<'a>) -> Result<(), ReadError> {
        let wrong = || damaged(segment.at, "a JPEG quantization table is wrong");
        let mut rest = segment.body;
        while let Some(kind) = rest.first() {
            let (table, after) = rest.split_at_checked(if kind >> 4 == 0 { 65 } else { 129 }).ok_or_else(wrong)?;
            *self.quantization.get_mut(usize::from(kind & 0xF)).ok_or_else(wrong)? = Some(table);
            rest = after;
        }
        Ok(())
    }

    /// Which components the scan codes (B.2.3): one, or all of them in their order.
    fn components(&self, segment: &Segment<'_>) -> Result<Vec<usize>, ReadError> {
        let (count, selectors) = segment.body.split_first().unwrap_or((&0, &[]));
        let count = usize::from(*count);
        let ids = selectors.as_chunks::<2>().0.iter().take(count).map(|[id, _]| *id);
        let place = |id| self.header.components.iter().position(|component| component.id == id);
        let found: Vec<usize> = ids.filter_map(place).collect();
        if found.len() == count && (count == 1 || found.iter().copied().eq(0..self.header.components.len())) {
            return Ok(found);
        }
        let what = "A JPEG image with a scan of some of its components".into();
        Err(ReadError::Unsupported { what, uid: String::new() })
    }

    /// Walks a scan as far as its data reach.
    fn scan(
        &self,
        segment: &Segment<'_>,
        components: Vec<usize>,
        data: &mut Intervals<'_>,
    ) -> Result<Scan<'a>, ReadError> {
        let missing = || damaged(segment.at, "the JPEG scan names a Huffman table that is not there or wrong");
        let table = |class: usize, destination: u8| {
            self.tables.get(class).and_then(|tables| *tables.get(usize::from(destination))?).ok_or_else(missing)
        };
        let selectors = segment.body.get(1..).unwrap_or_default().as_chunks::<2>().0.iter().take(components.len());
        let tables = selectors.map(|[_, tables]| Ok([table(0, tables >> 4)?, table(1, tables & 0xF)?]));
        let tables = tables.collect::<Result<Vec<[Table<'a>; 2]>, ReadError>>()?;
        let units = self.units(&components, &tables).ok_or_else(missing)?;
        let data_at = data.at;
        let row_ends = self.row_ends(&units, data)?;
        let (quantization, restart_interval) = (self.quantization, self.restart_interval);
        Ok(Scan { components, tables, quantization, restart_interval, row_ends, data_at })
    }

    /// What the scan of these components is made of. `None` when a table is no code.
    fn units(&self, components: &[usize], tables: &[[Table<'_>; 2]]) -> Option<Units> {
        let mut codes = Vec::with_capacity(components.len());
        for (index, [(dc_counts, dc_symbols), (ac_counts, ac_symbols)]) in components.iter().zip(tables) {
            let (horizontal, vertical) = self.header.components.get(*index)?.sampling;
            let blocks = if components.len() == 1 { 1 } else { usize::from(horizontal) * usize::from(vertical) };
            codes.push((Code::new(dc_counts, dc_symbols)?, Code::new(ac_counts, ac_symbols)?, blocks));
        }
        if let [alone] = components {
            let (width, height) = self.header.component_size(*alone);
            return Some(Units { components: codes, across: width.div_ceil(8), down: height.div_ceil(8) });
        }
        let (width, height) = self.header.mcu_size();
        let (columns, rows) = (self.header.columns as usize, self.header.rows as usize);
        Some(Units { components: codes, across: columns.div_ceil(width), down: rows.div_ceil(height) })
    }

    /// Walks one scan to its end, or to where its data run out.
    fn row_ends(&self, units: &Units, data: &mut Intervals<'_>) -> Result<Vec<Reach>, ReadError> {
        let at = data.at;
        let wrong = |what| Err(damaged(at, what));
        let mut plain = Vec::new();
        let mut row_ends = Vec::new();
        let mut interval = data.next()?;
        unstuff(interval.stuffed, &mut plain);
        let mut bits = Bits::new(&plain);
        let (mut number, mut left) = (0, self.restart_interval);
        'walk: for _ in 0..units.down {
            for _ in 0..units.across {
                if self.restart_interval > 0 && left == 0 {
                    if interval.end != End::Restart {
                        break 'walk;
                    }
                    interval = data.next()?;
                    (number, left) = (number + 1, self.restart_interval);
                    plain.clear();
                    unstuff(interval.stuffed, &mut plain);
                    bits = Bits::new(&plain);
                }
                left = left.saturating_sub(1);
                if units.pass(&mut bits).is_none() || bits.overrun() {
                    if interval.end != End::Bytes || !bits.at_end() {
                        return wrong("the JPEG data are cut or wrong");
                    }
                    break 'walk;
                }
            }
            row_ends.push(Reach { interval: number, bits: bits.used() });
        }
        if row_ends.len() < units.down && (self.whole || interval.end != End::Bytes) {
            return wrong("the JPEG data are cut or wrong");
        }
        data.skip()?;
        Ok(row_ends)
    }
}

impl Units {
    /// Passes over one unit. `None` when the bits are no code.
    fn pass(&self, bits: &mut Bits<'_>) -> Option<()> {
        for (dc, ac, blocks) in &self.components {
            for _ in 0..*blocks {
                pass_block(bits, dc, ac)?;
            }
        }
        Some(())
    }
}

/// Passes over the coefficients of one block (F.2.2).
fn pass_block(bits: &mut Bits<'_>, dc: &Code, ac: &Code) -> Option<()> {
    let category = bits.symbol(dc)?;
    bits.skip(category);
    let mut place = 1;
    while place < 64 {
        let symbol = bits.symbol(ac)?;
        let (zeros, size) = (usize::from(symbol >> 4), symbol & 0xF);
        match (zeros, size) {
            (0xF, 0) => place += 16,
            (_, 0) => break,
            _ => {
                place += zeros + 1;
                bits.skip(size);
            }
        }
    }
    Some(())
}
