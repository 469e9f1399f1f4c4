//! A plain encoder of coefficients by the text of T.81 (F.1.2, G.1.2), for tests: symbol n has the 9-bit code n, so it
//! needs no statistics. Three components of the same size.

/// Blocks across.
pub const COLUMNS: usize = 4;
/// Blocks down.
pub const ROWS: usize = 3;

/// One scan.
#[derive(Clone)]
pub struct Scan {
    components: Vec<usize>,
    /// Ss and Se.
    band: [usize; 2],
    /// Ah and Al.
    approximation: [u32; 2],
}

impl Scan {
    pub fn new(components: &[usize], band: [usize; 2], approximation: [u32; 2]) -> Self {
        Self { components: components.to_vec(), band, approximation }
    }
}

/// Coefficients of three components in zigzag order: few and small towards the end, some blocks empty.
pub fn blocks() -> [Vec<[i32; 64]>; 3] {
    let mut state = 99_u32;
    let mut random = |most: i32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as i32 % (2 * most + 1) - most
    };
    std::array::from_fn(|component| {
        let block = |number: usize| {
            let mut block = [0; 64];
            block[0] = random(6000);
            if !(number + component).is_multiple_of(4) {
                for (place, value) in block.iter_mut().enumerate().skip(1) {
                    let kept = random(20) > place as i32 / 4 - 5;
                    *value = if kept { random(1 + 500 / place as i32) } else { 0 };
                }
            }
            block
        };
        (0..COLUMNS * ROWS).map(block).collect()
    })
}

/// A frame of 12 bits with a quantization of 1, `restart` units between restart markers.
pub fn encode(process: u8, blocks: &[Vec<[i32; 64]>; 3], scans: &[Scan], restart: usize) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
    out.extend([1; 64]);
    for class in [0x00, 0x10] {
        out.extend([0xFF, 0xC4, 1, 18, class, 0, 0, 0, 0, 0, 0, 0, 0, 255]);
        out.extend([0; 7]);
        out.extend(0..255_u8);
    }
    out.extend([0xFF, 0xC0 | process, 0, 17, 12, 0, 8 * ROWS as u8, 0, 8 * COLUMNS as u8, 3]);
    out.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    out.extend([0xFF, 0xDD, 0, 4, 0, restart as u8]);
    let block = |component: usize, number: usize| &blocks[component][number];
    for Scan { components, band: [first, last], approximation: [high, low] } in scans {
        out.extend([0xFF, 0xDA, 0, 6 + 2 * components.len() as u8, components.len() as u8]);
        components.iter().for_each(|component| out.extend([*component as u8 + 1, 0]));
        out.extend([*first as u8, *last as u8, (high << 4 | low) as u8]);
        let mut writer = Writer { bits: Vec::new(), before: [0; 3], run: 0, waiting: Vec::new() };
        for number in 0..COLUMNS * ROWS {
            if restart > 0 && number > 0 && number % restart == 0 {
                writer.finish(&mut out);
                out.extend([0xFF, 0xD0 | ((number / restart - 1) % 8) as u8]);
            }
            for &component in components {
                let block = block(component, number);
                match (*first, *high) {
                    (0, 0) => writer.dc(component, block[0] >> low),
                    (0, _) => writer.bits.push(block[0] >> low & 1 == 1),
                    _ => {}
                }
                match (process, *last, *high) {
                    (_, 0, _) => {}
                    (1, ..) => writer.first_of_ac(&block[1..], 0, false),
                    (_, _, 0) => writer.first_of_ac(&block[*first..=*last], *low, true),
                    _ => writer.more_of_ac(&block[*first..=*last], *low),
                }
            }
        }
        writer.finish(&mut out);
    }
    out.extend([0xFF, 0xD9]);
    out
}

struct Writer {
    bits: Vec<bool>,
    before: [i32; 3],
    /// Blocks whose end is still to be written.
    run: u32,
    /// Correction bits that follow their end.
    waiting: Vec<bool>,
}

impl Writer {
    fn number(&mut self, value: i32, bits: u32) {
        self.bits.extend((0..bits).rev().map(|bit| value >> bit & 1 == 1));
    }

    fn symbol(&mut self, symbol: u32) {
        self.number(symbol as i32, 9);
    }

    /// A value by its bits (table F.2).
    fn value(&mut self, value: i32, category: u32) {
        self.number(if value < 0 { value - 1 } else { value }, category);
    }

    fn dc(&mut self, component: usize, value: i32) {
        let difference = value - self.before[component];
        self.before[component] = value;
        self.symbol(category(difference));
        self.value(difference, category(difference));
    }

    /// F.1.2.2, and G.1.2.2 where ends may be run together.
    fn first_of_ac(&mut self, band: &[i32], low: u32, runs: bool) {
        let mut zeros = 0;
        for value in band.iter().map(|value| value.signum() * (value.abs() >> low)) {
            if value == 0 {
                zeros += 1;
                continue;
            }
            self.end_of_run();
            while zeros > 15 {
                self.symbol(0xF0);
                zeros -= 16;
            }
            self.symbol(zeros << 4 | category(value));
            self.value(value, category(value));
            zeros = 0;
        }
        match (zeros, runs) {
            (0, _) => {}
            (_, true) => self.run += 1,
            (_, false) => self.symbol(0),
        }
    }

    /// G.1.2.3.
    fn more_of_ac(&mut self, band: &[i32], low: u32) {
        let sizes: Vec<i32> = band.iter().map(|value| value.abs() >> low).collect();
        let begins_last = sizes.iter().rposition(|size| *size == 1);
        let (mut zeros, mut corrections) = (0, Vec::new());
        for (place, size) in sizes.iter().enumerate() {
            match size {
                0 => {
                    zeros += 1;
                    if zeros == 16 && begins_last.is_some_and(|last| place < last) {
                        self.end_of_run();
                        self.symbol(0xF0);
                        self.bits.append(&mut corrections);
                        zeros = 0;
                    }
                }
                1 => {
                    self.end_of_run();
                    self.symbol(zeros << 4 | 1);
                    self.bits.push(band[place] > 0);
                    self.bits.append(&mut corrections);
                    zeros = 0;
                }
                _ => corrections.push(size & 1 == 1),
            }
        }
        if zeros > 0 || !corrections.is_empty() {
            self.run += 1;
            self.waiting.append(&mut corrections);
        }
    }

    /// Writes how many blocks ended without anything new, and their correction bits.
    fn end_of_run(&mut self) {
        if let Some(power) = self.run.checked_ilog2() {
            self.symbol(power << 4);
            self.number(self.run as i32, power);
            self.bits.append(&mut self.waiting);
            self.run = 0;
        }
    }

    /// Ends an interval: bytes filled with ones and stuffed.
    fn finish(&mut self, out: &mut Vec<u8>) {
        self.end_of_run();
        for byte in self.bits.chunks(8) {
            let byte = (0..8).fold(0_u8, |value, bit| value << 1 | u8::from(byte.get(bit).copied().unwrap_or(true)));
            out.push(byte);
            if byte == 0xFF {
                out.push(0);
            }
        }
        self.bits.clear();
        self.before = [0; 3];
    }
}

fn category(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}
