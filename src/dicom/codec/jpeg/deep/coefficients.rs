//! All coefficients of a frame, out of as many scans as it has.

use super::pass::{Block, Carried, Codes, Pass, ZIGZAG};
use crate::dicom::{
    ReadError,
    codec::{
        damaged,
        jpeg::{
            ending::check_lines,
            entropy::{End, Intervals, unstuff},
            huffman::{Bits, Code},
            markers::{DHT, DNL, DQT, DRI, EOI, Header, SOS, Segment, Segments, huffman_tables, interval},
        },
    },
};

/// A Huffman table as it is written: counts by length, symbols.
type Table<'a> = (&'a [u8; 16], &'a [u8]);

/// The coefficients of one component.
pub(super) struct Grid {
    pub blocks: Vec<Block>,
    /// Blocks in a row, those included that fill up the last MCU.
    pub across: usize,
    /// Rows of blocks from the top that all scans hold.
    pub rows: usize,
    /// As it was when the first scan of the component began, row by row.
    pub quantization: Option<[u16; 64]>,
}

/// Reads a frame. Every progressive frame must have its end; of a sequential one that is cut, each component gets as many
/// rows of blocks as are there. Also returns where the data of the last scan stop.
pub(super) fn read(codestream: &[u8], header: &Header, whole: bool) -> Result<(Vec<Grid>, usize), ReadError> {
    let progressive = header.process == 2;
    let bits = codestream.len().saturating_mul(8);
    let across = header.mcus_across();
    // No more rows than there are bits for: two for each block of a sequential frame.
    let most_rows = if progressive { usize::MAX } else { bits / (2 * across).max(1) };
    let rows = header.mcu_rows().min(most_rows);
    let grid = |(horizontal, vertical): (usize, usize)| Grid {
        blocks: vec![[0; 64]; across * horizontal * rows * vertical],
        across: across * horizontal,
        rows: 0,
        quantization: None,
    };
    let grids = (0..header.components.len()).map(|index| grid(header.sampling(index))).collect();
    let (huffman, quantization) = ([[None; 4]; 2], [None; 4]);
    let mut reader =
        Reader { codestream, header, whole, progressive, grids, huffman, quantization, restart_interval: 0 };
    let end = reader.run()?;
    Ok((reader.grids, end))
}

struct Reader<'a> {
    codestream: &'a [u8],
    header: &'a Header,
    /// The file does not end inside of the codestream.
    whole: bool,
    progressive: bool,
    grids: Vec<Grid>,
    /// For DC and for AC coefficients.
    huffman: [[Option<Table<'a>>; 4]; 2],
    quantization: [Option<[u16; 64]>; 4],
    restart_interval: usize,
}

/// One scan.
struct Scan {
    pass: Pass,
    /// Its components by their places in the frame header, each with its codes.
    components: Vec<(usize, Codes)>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) -> Result<usize, ReadError> {
        let mut segments = Segments::new(self.codestream)?;
        let mut missing: Vec<usize> = (0..self.grids.len()).collect();
        while self.progressive || !missing.is_empty() {
            let segment = match segments.next() {
                Err(_) if !self.whole => break,
                other => other?,
            };
            match segment.marker {
                DHT => huffman_tables(&segment, |kind, counts, symbols| {
                    let of_class = self.huffman.get_mut(usize::from(kind >> 4));
                    if let Some(slot) = of_class.and_then(|tables| tables.get_mut(usize::from(kind & 0xF))) {
                        *slot = Some((counts, symbols));
                    }
                })?,
                DQT => self.define_quantization(&segment)?,
                DRI => self.restart_interval = interval(segment.body),
                DNL => check_lines(segment.body, self.header.rows, segment.at)?,
                SOS => {
                    let scan = self.scan(&segment)?;
                    let before = missing.len();
                    missing.retain(|index| scan.components.iter().all(|(coded, _)| coded != index));
                    if !self.progressive && missing.len() + scan.components.len() != before {
                        return Err(damaged(segment.at, "the JPEG holds a component twice"));
                    }
                    let mut data = Intervals::new(self.codestream, segments.at);
                    self.decode(&scan, &mut data)?;
                    segments.at = data.at;
                }
                EOI if missing.is_empty() => break,
                EOI => return Err(damaged(segment.at, "the JPEG lacks the scan of a component")),
                _ => {}
            }
        }
        Ok(segments.at)
    }

    /// Quantization tables (B.2.4.1).
    fn define_quantization(&mut self, segment: &Segment<'_>) -> Result<(), ReadError> {
        let wrong = || damaged(segment.at, "a JPEG quantization table is wrong");
        let mut rest = segment.body;
        while let Some((kind, after)) = rest.split_first() {
            let width = if kind >> 4 == 0 { 1 } else { 2 };
            let (steps, after) = after.split_at_checked(64 * width).ok_or_else(wrong)?;
            let mut table = [0; 64];
            for (place, step) in ZIGZAG.iter().zip(steps.chunks_exact(width)) {
                let step = step.iter().fold(0, |step, byte| step << 8 | u16::from(*byte));
                table.get_mut(usize::from(*place)).map(|slot| *slot = step).ok_or_else(wrong)?;
            }
            *self.quantization.get_mut(usize::from(kind & 0xF)).ok_or_else(wrong)? = Some(table);
            rest = after;
        }
        Ok(())
    }

    /// The scan header (B.2.3). Components that begin here get their quantization tables.
    fn scan(&mut self, segment: &Segment<'_>) -> Result<Scan, ReadError> {
        let wrong = |what| damaged(segment.at, what);
        let cut = || wrong("the JPEG scan is cut short");
        let (count, rest) = segment.body.split_first().ok_or_else(cut)?;
        let (selectors, rest) = rest.split_at_checked(2 * usize::from(*count)).ok_or_else(cut)?;
        let parameters = rest.first_chunk::<3>().ok_or_else(cut)?;
        let pass = Pass::new(self.progressive, parameters)
            .filter(|pass| *count == 1 || !matches!(pass, Pass::FirstOfAc { .. } | Pass::MoreOfAc { .. }))
            .ok_or_else(|| wrong("the JPEG scan names coefficients that it cannot hold"))?;
        let mut components: Vec<(usize, Codes)> = Vec::with_capacity((*count).into());
        for &[id, tables] in selectors.as_chunks::<2>().0 {
            let index = self.header.components.iter().position(|component| component.id == id);
            let index = index.filter(|index| components.last().is_none_or(|(before, _)| before < index));
            let index = index.ok_or_else(|| wrong("the JPEG scan has its components out of order"))?;
            let codes = self.codes(pass, tables);
            let codes = codes.ok_or_else(|| wrong("the JPEG scan names a Huffman table that is not there or wrong"))?;
            let destination = self.header.components.get(index).map(|component| usize::from(component.quantization));
            let table = destination.and_then(|destination| *self.quantization.get(destination)?);
            if let Some(grid) = self.grids.get_mut(index) {
                grid.quantization = grid.quantization.or(table);
            }
            components.push((index, codes));
        }
        Ok(Scan { pass, components })
    }

    /// The codes of a component; `None` when one that is needed is not there or is no code.
    fn codes(&self, pass: Pass, tables: u8) -> Option<Codes> {
        let code = |class: usize, destination: u8, needed: bool| {
            let table = self.huffman.get(class).and_then(|tables| *tables.get(usize::from(destination))?);
            let code = table.filter(|_| needed).and_then(|(counts, symbols)| Code::new(counts, symbols));
            (code.is_some() == needed).then_some(code)
        };
        let (dc, ac) = pass.needs();
        Some(Codes { dc: code(0, tables >> 4, dc)?, ac: code(1, tables & 0xF, ac)? })
    }

    /// Decodes the data of one scan to their end, or to where they run out.
    fn decode(&mut self, scan: &Scan, data: &mut Intervals<'_>) -> Result<(), ReadError> {
        let wrong = damaged(data.at, "the JPEG data are cut or wrong");
        let layout = Layout::new(self.header, scan);
        let mut plain = Vec::new();
        let mut interval = data.next()?;
        unstuff(interval.stuffed, &mut plain);
        let mut bits = Bits::new(&plain);
        let mut carried = Carried::default();
        let mut left = self.restart_interval;
        let mut done = 0;
        'rows: while done < layout.down {
            for column in 0..layout.across {
                if self.restart_interval > 0 && left == 0 {
                    if interval.end != End::Restart {
                        break 'rows;
                    }
                    interval = data.next()?;
                    plain.clear();
                    unstuff(interval.stuffed, &mut plain);
                    bits = Bits::new(&plain);
                    (carried, left) = (Carried::default(), self.restart_interval);
                }
                left = left.saturating_sub(1);
                if layout.decode_unit(scan, &mut self.grids, done, column, &mut bits, &mut carried).is_none()
                    || bits.overrun()
                {
                    if interval.end != End::Bytes || !bits.at_end() {
                        return Err(wrong);
                    }
                    break 'rows;
                }
            }
            done += 1;
        }
        if done < layout.down && (self.whole || interval.end != End::Bytes) {
            return Err(wrong);
        }
        for (index, (_, vertical)) in &layout.components {
            if let Some(grid) = self.grids.get_mut(*index) {
                grid.rows = done * vertical;
            }
        }
        data.skip()?;
        Ok(())
    }
}

/// How the blocks of a scan follow each other (A.2).
struct Layout {
    /// Places of the components, and how many blocks of each a unit has across and down.
    components: Vec<(usize, (usize, usize))>,
    across: usize,
    down: usize,
}

impl Layout {
    fn new(header: &Header, scan: &Scan) -> Self {
        if let [(index, _)] = scan.components.as_slice() {
            let (width, height) = header.component_size(*index);
            return Self { components: vec![(*index, (1, 1))], across: width.div_ceil(8), down: height.div_ceil(8) };
        }
        let components = scan.components.iter().map(|(index, _)| (*index, header.sampling(*index))).collect();
        Self { components, across: header.mcus_across(), down: header.mcu_rows() }
    }

    /// Decodes one unit. `None` when the bits are no code, or too few for a row that far down.
    #[inline]
    fn decode_unit(
        &self,
        scan: &Scan,
        grids: &mut [Grid],
        row: usize,
        column: usize,
        bits: &mut Bits<'_>,
        carried: &mut Carried,
    ) -> Option<()> {
        for ((index, (horizontal, vertical)), (_, codes)) in self.components.iter().zip(&scan.components) {
            let grid = grids.get_mut(*index)?;
            for down in 0..*vertical {
                let first = (row * vertical + down) * grid.across + column * horizontal;
                for block in grid.blocks.get_mut(first..first + horizontal)? {
                    scan.pass.decode(bits, codes, carried, *index, block)?;
                }
            }
        }
        Some(())
    }
}
