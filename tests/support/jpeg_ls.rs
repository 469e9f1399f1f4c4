//! A plain JPEG-LS encoder by the text of T.87 annex A: 8 to 16 bits, lossless and near-lossless, a scan for each
//! component or lines in turn.

/// How a picture is coded.
#[derive(Clone, Copy, Debug)]
pub struct Coding {
    /// Pixels in a row.
    pub columns: usize,
    /// Samples of a pixel.
    pub components: usize,
    /// Bits of a sample, 8..=16.
    pub precision: u8,
    /// How far a value may be off.
    pub near: i32,
    /// Lines of the components in turn, in one scan.
    pub in_turn: bool,
}

/// Lengths of run segments, as powers of 2 (A.2.1).
const J: [u32; 32] =
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const RESET: i32 = 64;

/// Encodes samples that lie interleaved, row by row.
pub fn jpeg_ls(samples: &[u16], coding: Coding) -> Vec<u8> {
    let Coding { columns, components, precision, near, in_turn } = coding;
    let rows = samples.len() / columns / components;
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xF7, 0, 8 + 3 * components as u8, precision];
    out.extend((rows as u16).to_be_bytes());
    out.extend((columns as u16).to_be_bytes());
    out.push(components as u8);
    (0..components as u8).for_each(|component| out.extend([component + 1, 0x11, 0]));
    let scans: Vec<Vec<usize>> = if in_turn {
        vec![(0..components).collect()]
    } else {
        (0..components).map(|component| vec![component]).collect()
    };
    for scan in scans {
        out.extend([0xFF, 0xDA, 0, 6 + 2 * scan.len() as u8, scan.len() as u8]);
        scan.iter().for_each(|component| out.extend([*component as u8 + 1, 0]));
        out.extend([near as u8, u8::from(scan.len() > 1), 0]);
        let mut encoder = Encoder::new(precision, near);
        // Of each component the line above with a pixel on either side, and where its runs are.
        let mut lines = vec![(vec![0; columns + 2], 0); scan.len()];
        for row in 0..rows {
            for (component, (above, run_index)) in scan.iter().zip(&mut lines) {
                let line =
                    (0..columns).map(|column| i32::from(samples[(row * columns + column) * components + component]));
                encoder.run_index = *run_index;
                *above = encoder.line(&line.collect::<Vec<i32>>(), above);
                *run_index = encoder.run_index;
            }
        }
        encoder.bits.flush(&mut out);
    }
    out.extend([0xFF, 0xD9]);
    out
}

/// What one context has seen (A.2.1); `b` counts negative errors in the contexts of runs.
#[derive(Clone, Copy)]
struct Context {
    a: i32,
    b: i32,
    c: i32,
    n: i32,
}

struct Encoder {
    largest: i32,
    near: i32,
    range: i32,
    range_bits: u32,
    limit: u32,
    thresholds: [i32; 3],
    contexts: Vec<Context>,
    runs: [Context; 2],
    run_index: usize,
    bits: Bits,
}

impl Encoder {
    fn new(precision: u8, near: i32) -> Self {
        let largest = (1 << precision) - 1;
        let range = (largest + 2 * near) / (2 * near + 1) + 1;
        let factor = (largest.min(4095) + 128) / 256;
        let t1 = factor + 2 + 3 * near;
        let t2 = (factor * 4 + 3 + 5 * near).max(t1);
        let t3 = (factor * 17 + 4 + 7 * near).max(t2);
        let start = Context { a: ((range + 32) / 64).max(2), b: 0, c: 0, n: 1 };
        Self {
            largest,
            near,
            range,
            range_bits: 32 - (range - 1).leading_zeros(),
            limit: 2 * (u32::from(precision) + u32::from(precision).max(8)),
            thresholds: [t1, t2, t3],
            contexts: vec![start; 729],
            runs: [start; 2],
            run_index: 0,
            bits: Bits::default(),
        }
    }

    /// Encodes a line and returns it as a decoder will have it, with a pixel on either side.
    fn line(&mut self, line: &[i32], above: &[i32]) -> Vec<i32> {
        let columns = line.len();
        let mut done = vec![0; columns + 2];
        // Left of the line stands what is above its first pixel; right of the line above, its last pixel again.
        done[0] = above[1];
        let above_at = |x: usize| if x > columns { above[columns] } else { above[x] };
        let mut x = 1;
        while x <= columns {
            let (left, up, corner, right) = (done[x - 1], above[x], above[x - 1], above_at(x + 1));
            let gradients = [right - up, up - corner, corner - left];
            if gradients.iter().any(|gradient| gradient.abs() > self.near) {
                done[x] = self.regular(line[x - 1], left, up, corner, gradients);
                x += 1;
                continue;
            }
            let length = line[x - 1..].iter().take_while(|value| (*value - left).abs() <= self.near).count();
            done[x..x + length].fill(left);
            x += length;
            self.run(length as u32, x > columns);
            if x <= columns {
                done[x] = self.interruption(line[x - 1], left, above[x]);
                self.run_index = self.run_index.saturating_sub(1);
                x += 1;
            }
        }
        done
    }

    fn regular(&mut self, value: i32, left: i32, up: i32, corner: i32, gradients: [i32; 3]) -> i32 {
        let q = gradients.map(|gradient| self.quantize(gradient));
        let sign = if q.iter().find(|q| **q != 0).is_some_and(|q| *q < 0) { -1 } else { 1 };
        let at = q.iter().fold(0, |at, q| at * 9 + (sign * q + 4)) as usize;
        let Context { a, b, c, n } = self.contexts[at];
        let predicted = match corner {
            _ if corner >= left.max(up) => left.min(up),
            _ if corner <= left.min(up) => left.max(up),
            _ => left + up - corner,
        };
        let predicted = (predicted + sign * c).clamp(0, self.largest);
        let (error, rebuilt) = self.error(value, predicted, sign);
        let k = golomb(n, a);
        let inverted = self.near == 0 && k == 0 && 2 * b <= -n;
        let mapped = match (inverted, error >= 0) {
            (true, true) => 2 * error + 1,
            (true, false) => -2 * (error + 1),
            (false, true) => 2 * error,
            (false, false) => -2 * error - 1,
        };
        self.put(mapped as u32, k, self.limit);
        self.contexts[at].learn(error, self.near);
        rebuilt
    }

    /// The length of a run (A.7.1).
    fn run(&mut self, mut length: u32, to_the_end: bool) {
        while length >= 1 << J[self.run_index] {
            self.bits.put(1, 1);
            length -= 1 << J[self.run_index];
            self.run_index = (self.run_index + 1).min(31);
        }
        if !to_the_end {
            self.bits.put(0, 1);
            self.bits.put(length, J[self.run_index]);
        } else if length > 0 {
            self.bits.put(1, 1);
        }
    }

    /// The pixel that ends a run (A.7.2).
    fn interruption(&mut self, value: i32, left: i32, up: i32) -> i32 {
        let alike = usize::from((left - up).abs() <= self.near);
        let sign = if alike == 0 && left > up { -1 } else { 1 };
        let (error, rebuilt) = self.error(value, if alike == 1 { left } else { up }, sign);
        let Context { a, b, n, .. } = self.runs[alike];
        let k = golomb(n, if alike == 1 { a + (n >> 1) } else { a });
        let map = match error {
            _ if k == 0 && error > 0 => 2 * b < n,
            _ if error < 0 => k != 0 || 2 * b >= n,
            _ => false,
        };
        let mapped = 2 * error.abs() - alike as i32 - i32::from(map);
        self.put(mapped as u32, k, self.limit - J[self.run_index] - 1);
        let context = &mut self.runs[alike];
        context.b += i32::from(error < 0);
        context.a += (mapped + 1 - alike as i32) >> 1;
        if context.n == RESET {
            *context = Context { a: context.a >> 1, b: context.b >> 1, n: context.n >> 1, c: 0 };
        }
        context.n += 1;
        rebuilt
    }

    /// The error to code, and the value that a decoder makes of it (A.4.4, A.4.5).
    fn error(&self, value: i32, predicted: i32, sign: i32) -> (i32, i32) {
        let (step, raw) = (2 * self.near + 1, (value - predicted) * sign);
        let error = if raw > 0 { (raw + self.near) / step } else { -((self.near - raw) / step) };
        let rebuilt = (predicted + sign * error * step).clamp(0, self.largest);
        let error = if error < 0 { error + self.range } else { error };
        (if error >= (self.range + 1) / 2 { error - self.range } else { error }, rebuilt)
    }

    fn quantize(&self, gradient: i32) -> i32 {
        let size = gradient.abs();
        let steps = self.thresholds.iter().filter(|threshold| size >= **threshold).count() as i32;
        if size <= self.near { 0 } else { (steps + 1) * gradient.signum() }
    }

    /// A limited-length Golomb code (A.5.3).
    fn put(&mut self, value: u32, k: u32, limit: u32) {
        let most = limit - self.range_bits - 1;
        if value >> k < most {
            self.bits.put(1, (value >> k) + 1);
            self.bits.put(value & ((1 << k) - 1), k);
        } else {
            self.bits.put(1, most + 1);
            self.bits.put(value - 1, self.range_bits);
        }
    }
}

impl Context {
    /// Takes in a coded error and corrects the bias (A.6).
    fn learn(&mut self, error: i32, near: i32) {
        self.b += error * (2 * near + 1);
        self.a += error.abs();
        if self.n == RESET {
            self.a >>= 1;
            self.b = if self.b >= 0 { self.b >> 1 } else { -((1 - self.b) >> 1) };
            self.n >>= 1;
        }
        self.n += 1;
        if self.b <= -self.n {
            self.b = (self.b + self.n).max(1 - self.n);
            self.c = (self.c - 1).max(-128);
        } else if self.b > 0 {
            self.b = (self.b - self.n).min(0);
            self.c = (self.c + 1).min(127);
        }
    }
}

/// The Golomb parameter (A.5.1).
fn golomb(n: i32, a: i32) -> u32 {
    (0..).find(|k| n << k >= a).unwrap()
}

/// Bits on their way into bytes; after a byte of ones comes a bit of 0 (9.1).
#[derive(Default)]
struct Bits {
    done: Vec<u8>,
    held: u8,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            let one = if bit < 32 { (value >> bit & 1) as u8 } else { 0 };
            self.held = self.held << 1 | one;
            self.count += 1;
            if self.count == if self.done.last() == Some(&0xFF) { 7 } else { 8 } {
                self.done.push(self.held);
                (self.held, self.count) = (0, 0);
            }
        }
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        while self.count != 0 {
            self.put(0, 1);
        }
        if self.done.last() == Some(&0xFF) {
            self.done.push(0);
        }
        out.append(&mut self.done);
    }
}
