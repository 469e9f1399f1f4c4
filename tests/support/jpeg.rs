//! Small JPEG encoders by the text of T.81: lossless in full, and the DCT processes with flat blocks, which is all that
//! is needed to go through their decoders. Category n has a code of 5 bits, so no statistics are needed.

/// A JPEG lossless picture in the making (T.81 annex H).
#[derive(Clone, Copy, Debug)]
pub struct Lossless {
    /// Pixels in a row.
    pub columns: usize,
    /// Samples of a pixel.
    pub components: usize,
    /// Bits of a sample, 2..=16.
    pub precision: u8,
    /// Selection value 1..=7.
    pub predictor: u8,
    /// Rows between restart markers; 0 for none.
    pub restart_rows: usize,
}

/// Which DCT process writes flat blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// SOF1, 8 or 12 bits.
    Extended,
    /// SOF2: a scan for the first coefficient, one for the others.
    Progressive,
}

/// Encodes samples that lie interleaved, row by row.
pub fn lossless(samples: &[u16], coding: Lossless) -> Vec<u8> {
    let Lossless { columns, components, precision, predictor, restart_rows } = coding;
    let rows = samples.len() / columns / components;
    let mut out = vec![0xFF, 0xD8];
    out.extend(huffman_table(0, 17));
    frame_header(&mut out, 0xC3, precision, rows, columns, components);
    if restart_rows > 0 {
        segment(&mut out, 0xDD, &((restart_rows * columns) as u16).to_be_bytes());
    }
    scan_header(&mut out, components, [predictor, 0, 0]);
    let at = |row: usize, column: usize, component: usize| {
        i32::from(samples[(row * columns + column) * components + component])
    };
    let mut bits = Bits::default();
    for row in 0..rows {
        let first = if restart_rows == 0 { row == 0 } else { row % restart_rows == 0 };
        if first && row > 0 {
            bits.flush(&mut out);
            out.extend([0xFF, 0xD0 + ((row / restart_rows - 1) % 8) as u8]);
        }
        for column in 0..columns {
            for component in 0..components {
                let predicted = match (first, column) {
                    (true, 0) => 1 << (precision - 1),
                    (true, _) => at(row, column - 1, component),
                    (false, 0) => at(row - 1, 0, component),
                    (false, _) => {
                        let (left, up) = (at(row, column - 1, component), at(row - 1, column, component));
                        let corner = at(row - 1, column - 1, component);
                        match predictor {
                            1 => left,
                            2 => up,
                            3 => corner,
                            4 => left + up - corner,
                            5 => left + ((up - corner) >> 1),
                            6 => up + ((left - corner) >> 1),
                            _ => (left + up) >> 1,
                        }
                    }
                };
                bits.difference(i32::from((at(row, column, component) - predicted) as i16));
            }
        }
    }
    bits.flush(&mut out);
    out.extend([0xFF, 0xD9]);
    out
}

/// A picture whose 8 x 8 blocks are flat; `blocks` holds the differences of their first coefficients, components of a
/// block side by side.
pub fn flat_blocks(
    blocks: &[i16],
    rows: usize,
    columns: usize,
    components: usize,
    precision: u8,
    process: Process,
) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    segment(&mut out, 0xDB, &[&[0][..], &[8; 64]].concat());
    out.extend(huffman_table(0, 12));
    out.extend(huffman_table(0x10, 12));
    let sof = if process == Process::Extended { 0xC1 } else { 0xC2 };
    frame_header(&mut out, sof, precision, rows, columns, components);
    let mut bits = Bits::default();
    let count = rows.div_ceil(8) * columns.div_ceil(8) * components;
    let differences = blocks.iter().copied().chain(std::iter::repeat(0)).take(count);
    if process == Process::Extended {
        scan_header(&mut out, components, [0, 63, 0]);
        for difference in differences {
            bits.difference(i32::from(difference));
            // End of block, category 0.
            bits.put(0, 5);
        }
        bits.flush(&mut out);
    } else {
        scan_header(&mut out, components, [0, 0, 0]);
        differences.for_each(|difference| bits.difference(i32::from(difference)));
        bits.flush(&mut out);
        for component in 0..components {
            segment(&mut out, 0xDA, &[1, component as u8 + 1, 0, 1, 63, 0]);
            (0..count / components).for_each(|_| bits.put(0, 5));
            bits.flush(&mut out);
        }
    }
    out.extend([0xFF, 0xD9]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(body);
}

/// Symbols 0..count, each with a code of 5 bits equal to itself.
fn huffman_table(class_and_id: u8, count: u8) -> Vec<u8> {
    let mut body = vec![class_and_id, 0, 0, 0, 0, count];
    body.extend([0; 11]);
    body.extend(0..count);
    let mut out = Vec::new();
    segment(&mut out, 0xC4, &body);
    out
}

fn frame_header(out: &mut Vec<u8>, sof: u8, precision: u8, rows: usize, columns: usize, components: usize) {
    let mut body = vec![precision];
    body.extend((rows as u16).to_be_bytes());
    body.extend((columns as u16).to_be_bytes());
    body.push(components as u8);
    (0..components as u8).for_each(|component| body.extend([component + 1, 0x11, 0]));
    segment(out, sof, &body);
}

fn scan_header(out: &mut Vec<u8>, components: usize, end: [u8; 3]) {
    let mut body = vec![components as u8];
    (0..components as u8).for_each(|component| body.extend([component + 1, 0]));
    body.extend(end);
    segment(out, 0xDA, &body);
}

/// Bits on their way into bytes.
#[derive(Default)]
struct Bits {
    done: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            self.held = self.held << 1 | (value >> bit & 1);
            self.count += 1;
            if self.count == 8 {
                self.done.push(self.held as u8);
                if self.held as u8 == 0xFF {
                    self.done.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// Category and low bits (T.81 F.1.2.1, H.1.2.2).
    fn difference(&mut self, difference: i32) {
        let category = 32 - difference.unsigned_abs().leading_zeros();
        self.put(category, 5);
        if category < 16 {
            self.put((if difference < 0 { difference - 1 } else { difference }) as u32, category);
        }
    }

    /// Fills the last byte with ones and moves everything out.
    fn flush(&mut self, out: &mut Vec<u8>) {
        while self.count != 0 {
            self.put(1, 1);
        }
        out.append(&mut self.done);
    }
}
