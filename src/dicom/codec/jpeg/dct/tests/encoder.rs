//! A plain DCT encoder by the text of T.81, for tests: every block is flat, so its level is known without any arithmetic.

/// How a test picture is coded.
#[derive(Clone)]
pub struct Coding {
    pub columns: usize,
    pub rows: usize,
    /// Horizontal and vertical sampling factors of each component.
    pub sampling: Vec<(usize, usize)>,
    /// MCUs between restart markers, or 0.
    pub restart: usize,
    /// All components in one scan, or a scan for each.
    pub interleaved: bool,
    /// Bits of a sample, 8 or 12.
    pub precision: u8,
}

/// An encoded picture.
pub struct Encoded {
    pub stream: Vec<u8>,
    /// For each row of units of the last scan, where its last byte ends.
    pub row_ends: Vec<usize>,
}

impl Coding {
    pub fn grey(columns: usize, rows: usize) -> Self {
        Self { columns, rows, sampling: vec![(1, 1)], restart: 0, interleaved: true, precision: 8 }
    }

    pub fn colour(columns: usize, rows: usize, luma: (usize, usize)) -> Self {
        Self { columns, rows, sampling: vec![luma, (1, 1), (1, 1)], restart: 0, interleaved: true, precision: 8 }
    }

    /// The level of all samples of a block; levels jump, so that differences of many lengths occur.
    pub fn level(&self, component: usize, down: usize, across: usize) -> u16 {
        let jump = if (down + across).is_multiple_of(5) { 70 } else { 0 };
        let level = (40 + 60 * component + (down * 37 + across * 11) % 101 + jump).min(255);
        (if self.precision == 8 { level } else { level * 16 + (down + across) % 16 }) as u16
    }

    fn most(&self) -> (usize, usize) {
        if self.sampling.len() == 1 {
            return (1, 1);
        }
        (self.sampling.iter().map(|s| s.0).max().unwrap(), self.sampling.iter().map(|s| s.1).max().unwrap())
    }

    /// Everything before the first scan, as process `process`.
    pub fn head(&self, process: u8) -> Vec<u8> {
        // A quantization step of 8 makes a DC coefficient n levels above the middle one.
        let mut out = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
        out.extend([8; 64]);
        // DC: categories 0..=14 as four bits each. AC: the end of the block as one bit.
        out.extend([0xFF, 0xC4, 0, 2 + 17 + 15 + 17 + 1, 0x00, 0, 0, 0, 15]);
        out.extend([0; 12]);
        out.extend(0..15);
        out.extend([0x10, 1]);
        out.extend([0; 15]);
        out.push(0);
        let (rows, columns) = ((self.rows as u16).to_be_bytes(), (self.columns as u16).to_be_bytes());
        let count = self.sampling.len() as u8;
        out.extend([
            0xFF,
            0xC0 | process,
            0,
            8 + 3 * count,
            self.precision,
            rows[0],
            rows[1],
            columns[0],
            columns[1],
            count,
        ]);
        for (id, (horizontal, vertical)) in (1..).zip(&self.sampling) {
            out.extend([id, (horizontal << 4 | vertical) as u8, 0]);
        }
        if self.restart > 0 {
            out.extend([0xFF, 0xDD, 0, 4]);
            out.extend((self.restart as u16).to_be_bytes());
        }
        out
    }

    /// The header of a scan of `components`, for coefficients `first..=last`.
    pub fn scan_head(components: &[usize], first: u8, last: u8) -> Vec<u8> {
        let mut out = vec![0xFF, 0xDA, 0, 6 + 2 * components.len() as u8, components.len() as u8];
        components.iter().for_each(|component| out.extend([*component as u8 + 1, 0]));
        out.extend([first, last, 0]);
        out
    }

    /// The units of a scan in rows: for each unit its blocks as component, row and column of blocks.
    pub fn units(&self, components: &[usize]) -> Vec<Vec<Vec<(usize, usize, usize)>>> {
        let (most_horizontal, most_vertical) = self.most();
        if let [alone] = components {
            let (horizontal, vertical) = if self.sampling.len() == 1 { (1, 1) } else { self.sampling[*alone] };
            let across = (self.columns * horizontal).div_ceil(most_horizontal).div_ceil(8);
            let down = (self.rows * vertical).div_ceil(most_vertical).div_ceil(8);
            return (0..down).map(|y| (0..across).map(|x| vec![(*alone, y, x)]).collect()).collect();
        }
        let across = self.columns.div_ceil(8 * most_horizontal);
        let down = self.rows.div_ceil(8 * most_vertical);
        let unit = |y: usize, x: usize| {
            let blocks = components.iter().flat_map(|&c| {
                let (horizontal, vertical) = self.sampling[c];
                (0..vertical).flat_map(move |v| (0..horizontal).map(move |h| (c, y * vertical + v, x * horizontal + h)))
            });
            blocks.collect()
        };
        (0..down).map(|y| (0..across).map(|x| unit(y, x)).collect()).collect()
    }

    pub fn encode(&self) -> Encoded {
        let mut stream = self.head(if self.precision == 8 { 0 } else { 1 });
        let all: Vec<usize> = (0..self.sampling.len()).collect();
        let scans: Vec<Vec<usize>> =
            if self.interleaved { vec![all] } else { all.iter().map(|component| vec![*component]).collect() };
        let mut row_ends = Vec::new();
        for scan in scans {
            stream.extend(Self::scan_head(&scan, 0, 63));
            row_ends = self.data(&scan, true, &mut stream);
        }
        stream.extend([0xFF, 0xD9]);
        Encoded { stream, row_ends }
    }

    /// Appends the data of a scan, with the AC coefficients or without, and says where each row ends.
    pub fn data(&self, scan: &[usize], with_ac: bool, stream: &mut Vec<u8>) -> Vec<usize> {
        let mut bits = Vec::new();
        let mut before = vec![0_i32; self.sampling.len()];
        let (mut count, mut restarts) = (0, 0);
        // Rows by the bits of their interval; made bytes where the interval is flushed.
        let (mut open, mut row_ends) = (Vec::new(), Vec::new());
        for row in self.units(scan) {
            for unit in row {
                if self.restart > 0 && count > 0 && count % self.restart == 0 {
                    flush(&mut bits, &mut open, stream, &mut row_ends);
                    stream.extend([0xFF, 0xD0 | (restarts % 8)]);
                    restarts += 1;
                    before.fill(0);
                }
                count += 1;
                for (component, down, across) in unit {
                    let coefficient = i32::from(self.level(component, down, across)) - (1 << (self.precision - 1));
                    put_difference(coefficient - before[component], &mut bits);
                    before[component] = coefficient;
                    if with_ac {
                        bits.push(false);
                    }
                }
            }
            open.push(bits.len());
        }
        flush(&mut bits, &mut open, stream, &mut row_ends);
        row_ends
    }
}

/// A difference by its category and the bits of F.1.2.1.
fn put_difference(difference: i32, bits: &mut Vec<bool>) {
    let category = 32 - difference.unsigned_abs().leading_zeros();
    let low = if difference < 0 { difference - 1 } else { difference };
    bits.extend((0..4).rev().map(|bit| category >> bit & 1 == 1));
    bits.extend((0..category).rev().map(|bit| low >> bit & 1 == 1));
}

/// Writes the bits as bytes, filled with ones and stuffed.
fn flush(bits: &mut Vec<bool>, open: &mut Vec<usize>, stream: &mut Vec<u8>, row_ends: &mut Vec<usize>) {
    let ends: Vec<usize> = open.drain(..).map(|bits| bits.div_ceil(8)).collect();
    for (place, byte) in (1..).zip(bits.chunks(8)) {
        let byte = (0..8).fold(0_u8, |value, bit| value << 1 | u8::from(byte.get(bit).copied().unwrap_or(true)));
        stream.push(byte);
        if byte == 0xFF {
            stream.push(0);
        }
        row_ends.extend(ends.iter().filter(|end| **end == place).map(|_| stream.len()));
    }
    bits.clear();
}
