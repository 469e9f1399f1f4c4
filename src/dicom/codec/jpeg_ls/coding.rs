//! The coding parameters of a scan (T.87 C.2.4.1.1) and the contexts that adapt to it (A.3 to A.7).

use super::bits::{Bits, Exhausted};

/// Runs double in steps of these powers (A.2.1).
const RUN_STEPS: [u8; 32] =
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/// Regular contexts, of three gradients in nine classes each with the sign taken out.
const REGULAR: usize = 365;

/// What an LSE segment may preset; 0 stands for the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Presets {
    pub largest: i32,
    pub thresholds: [i32; 3],
    pub reset: i32,
}

/// The parameters in force.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    /// MAXVAL.
    pub largest: i32,
    /// NEAR: how far values may be off.
    pub near: i32,
    thresholds: [i32; 3],
    reset: i32,
    /// RANGE.
    range: i32,
    /// qbpp: bits of a value that escapes the prefix code.
    escape_bits: u32,
    /// Zeros that begin the longest code: LIMIT less qbpp less one.
    longest: u32,
}

/// One context: A, B, C and N of A.3.
#[derive(Clone, Copy, Debug)]
struct Context {
    magnitude: i32,
    bias: i32,
    correction: i32,
    count: i32,
}

/// One of the two contexts in which a run is interrupted.
#[derive(Clone, Copy, Debug)]
struct RunContext {
    magnitude: i32,
    count: i32,
    negative: i32,
}

/// The state of a scan.
pub(super) struct Coder {
    pub parameters: Parameters,
    /// Class of a gradient, -4..=4, by its value plus MAXVAL.
    classes: Vec<i8>,
    contexts: Vec<Context>,
    runs: [RunContext; 2],
}

impl Parameters {
    /// Parameters of `precision` bits; `None` where the presets contradict the standard's bounds.
    pub fn new(precision: u8, near: i32, presets: Presets) -> Option<Self> {
        let most = (1_i32 << precision) - 1;
        let largest = if presets.largest == 0 { most } else { presets.largest };
        if !(1..=most).contains(&largest) || !(0..=255.min(largest / 2)).contains(&near) {
            return None;
        }
        let default = default_thresholds(largest, near);
        let [t1, t2, t3] = std::array::from_fn(|at| match presets.thresholds.get(at) {
            Some(&preset) if preset != 0 => preset,
            _ => default.get(at).copied().unwrap_or(0),
        });
        if t1 <= near || t2 < t1 || t3 < t2 || t3 > largest {
            return None;
        }
        let reset = if presets.reset == 0 { 64 } else { presets.reset };
        if !(3..=255.max(largest)).contains(&reset) {
            return None;
        }
        let range = (largest + 2 * near) / (2 * near + 1) + 1;
        let bits_for = |count: i32| 32 - (count - 1).leading_zeros();
        let precision = bits_for(largest + 1).max(2);
        Some(Self {
            largest,
            near,
            thresholds: [t1, t2, t3],
            reset,
            range,
            escape_bits: bits_for(range),
            longest: (2 * (precision + precision.max(8))).saturating_sub(bits_for(range) + 1),
        })
    }

    /// An error as far as one can be off; what is further is no code of a sound stream.
    fn believe(&self, error: i32) -> Result<i32, Exhausted> {
        if error.abs() <= self.range { Ok(error) } else { Err(Exhausted) }
    }

    /// Classes of the gradients from -MAXVAL to MAXVAL (A.3.3).
    fn classes(&self) -> Vec<i8> {
        let [t1, t2, t3] = self.thresholds;
        let mut classes = vec![0; 2 * self.largest as usize + 1];
        // Sizes from which on a class holds; the next overwrites what is its own.
        for (class, from) in (1_i8..).zip([self.near + 1, t1, t2, t3]) {
            let below = (self.largest - from + 1).max(0) as usize;
            let above = classes.len() - below;
            classes.get_mut(..below).unwrap_or_default().fill(-class);
            classes.get_mut(above..).unwrap_or_default().fill(class);
        }
        classes
    }

    /// A prediction with its error, back in the range of values (A.4.4, A.5.3).
    #[inline(always)]
    fn reconstruct(&self, predicted: i32, error: i32) -> i32 {
        if self.near == 0 {
            // An error that is believed lies at most one range outside.
            let value = predicted + error;
            let folded = if value < 0 { value + self.range } else { value - self.range };
            return if (0..self.range).contains(&value) { value } else { folded };
        }
        let step = 2 * self.near + 1;
        let value = predicted + error * step;
        let value = if value < -self.near {
            value + self.range * step
        } else if value > self.largest + self.near {
            value - self.range * step
        } else {
            value
        };
        value.clamp(0, self.largest)
    }
}

/// T1, T2 and T3 where nothing else is said (C.2.4.1.1.1).
fn default_thresholds(largest: i32, near: i32) -> [i32; 3] {
    let clamp = |value: i32, least: i32| if value > largest || value < least { least } else { value };
    let [t1, t2, t3] = if largest >= 128 {
        let factor = (largest.min(4095) + 128) / 256;
        [factor + 2 + 3 * near, 4 * factor + 3 + 5 * near, 17 * factor + 4 + 7 * near]
    } else {
        let factor = 256 / (largest + 1);
        [(3 / factor + 3 * near).max(2), (7 / factor + 5 * near).max(3), (21 / factor + 7 * near).max(4)]
    };
    let t1 = clamp(t1, near + 1);
    let t2 = clamp(t2, t1);
    [t1, t2, clamp(t3, t2)]
}

impl Coder {
    /// A coder at the start of a scan or restart interval.
    pub fn new(parameters: Parameters) -> Self {
        let mut coder = Self {
            classes: parameters.classes(),
            contexts: Vec::new(),
            runs: [RunContext { magnitude: 0, count: 1, negative: 0 }; 2],
            parameters,
        };
        coder.restart();
        coder
    }

    /// Forgets what was learned (A.2.1).
    pub fn restart(&mut self) {
        let magnitude = ((self.parameters.range + 32) / 64).max(2);
        self.contexts = vec![Context { magnitude, bias: 0, correction: 0, count: 1 }; REGULAR];
        self.runs = [RunContext { magnitude, count: 1, negative: 0 }; 2];
    }

    /// The context of the gradients d - b, b - c and c - a, below 0 where their sign is to be turned; 0 begins a run.
    #[inline(always)]
    pub fn context(&self, a: i32, b: i32, c: i32, d: i32) -> i32 {
        let class = |gradient: i32| {
            let at = usize::try_from(gradient + self.parameters.largest).unwrap_or(usize::MAX);
            i32::from(self.classes.get(at).copied().unwrap_or(0))
        };
        81 * class(d - b) + 9 * class(b - c) + class(c - a)
    }

    /// A value in regular mode (A.4 to A.6).
    #[inline(always)]
    pub fn regular(&mut self, bits: &mut Bits<'_>, context: i32, a: i32, b: i32, c: i32) -> Result<i32, Exhausted> {
        let Self { parameters, contexts, .. } = self;
        let state = contexts.get_mut(context.unsigned_abs() as usize).ok_or(Exhausted)?;
        // -1 where the sign is to be turned: a number less it, its bits turned, is the negative one.
        let turn = context >> 31;
        // The middle one of the three (A.4.1).
        let predicted = (a + b - c).max(a.min(b)).min(a.max(b));
        let predicted = (predicted + ((state.correction ^ turn) - turn)).clamp(0, parameters.largest);
        let k = power(state.count, state.magnitude);
        let coded = bits.golomb(k, parameters.longest, parameters.escape_bits)?;
        let mut error = (coded >> 1) ^ -(coded & 1);
        if k == 0 && parameters.near == 0 && 2 * state.bias <= -state.count {
            error = !error;
        }
        let error = parameters.believe(error)?;
        state.learn(error, parameters);
        Ok(parameters.reconstruct(predicted, (error ^ turn) - turn))
    }

    /// How many of `left` values repeat the last one, and whether something else follows (A.7.1).
    pub fn run(bits: &mut Bits<'_>, left: usize, index: &mut usize) -> Result<(usize, bool), Exhausted> {
        let mut length = 0;
        loop {
            let step = u32::from(RUN_STEPS.get(*index).copied().unwrap_or(15));
            if !bits.one()? {
                length += bits.take(step)? as usize;
                // A run may not reach the end of the line this way: the coder would have said so by ones alone.
                return if length < left { Ok((length, true)) } else { Err(Exhausted) };
            }
            let whole = 1_usize << step;
            if length + whole <= left {
                *index = (*index + 1).min(RUN_STEPS.len() - 1);
            }
            length = (length + whole).min(left);
            if length == left {
                return Ok((length, false));
            }
        }
    }

    /// The value that interrupts a run (A.7.2). `alike` tells that its neighbours a and b do not differ.
    pub fn interruption(
        &mut self,
        bits: &mut Bits<'_>,
        a: i32,
        b: i32,
        alike: bool,
        index: usize,
    ) -> Result<i32, Exhausted> {
        let Self { parameters, runs, .. } = self;
        let kind = i32::from(alike);
        let state = if alike { &mut runs[1] } else { &mut runs[0] };
        let k = power(state.count, state.magnitude.saturating_add(if alike { state.count >> 1 } else { 0 }));
        let step = u32::from(RUN_STEPS.get(index).copied().unwrap_or(15));
        let longest = parameters.longest.saturating_sub(step + 1);
        let coded = bits.golomb(k, longest, parameters.escape_bits)?;
        let folded = coded + kind;
        let odd = folded & 1;
        let size = (folded + odd) / 2;
        let error = if (k != 0 || 2 * state.negative >= state.count) == (odd == 1) { -size } else { size };
        let error = parameters.believe(error)?;
        state.learn(coded, kind, error, parameters);
        let (predicted, sign) = match alike {
            true => (a, 1),
            false => (b, if a > b { -1 } else { 1 }),
        };
        Ok(parameters.reconstruct(predicted, sign * error))
    }
}

impl Context {
    /// A.6.1 and A.6.2.
    #[inline(always)]
    fn learn(&mut self, error: i32, parameters: &Parameters) {
        self.bias += error * (2 * parameters.near + 1);
        self.magnitude = self.magnitude.saturating_add(error.abs());
        if self.count == parameters.reset {
            self.magnitude >>= 1;
            self.bias >>= 1;
            self.count >>= 1;
        }
        self.count += 1;
        if self.bias <= -self.count {
            self.bias = (self.bias + self.count).max(1 - self.count);
            self.correction = (self.correction - 1).max(-128);
        } else if self.bias > 0 {
            self.bias = (self.bias - self.count).min(0);
            self.correction = (self.correction + 1).min(127);
        }
    }
}

impl RunContext {
    fn learn(&mut self, coded: i32, kind: i32, error: i32, parameters: &Parameters) {
        self.negative += i32::from(error < 0);
        self.magnitude = self.magnitude.saturating_add((coded + 1 - kind) >> 1);
        if self.count == parameters.reset {
            self.magnitude >>= 1;
            self.count >>= 1;
            self.negative >>= 1;
        }
        self.count += 1;
    }
}

/// k: the least power of two by which a context's count reaches its magnitude (A.5.1).
#[inline(always)]
fn power(count: i32, magnitude: i32) -> u32 {
    let (count, magnitude) = (count.max(1) as u32, magnitude.max(1) as u32);
    // So far up, the highest bits stand alike.
    let k = count.leading_zeros().saturating_sub(magnitude.leading_zeros());
    (k + u32::from(count << k < magnitude)).min(24)
}
