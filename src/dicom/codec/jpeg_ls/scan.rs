//! Lines of one scan.

use super::{
    bits::{Bits, Exhausted},
    coding::{Coder, Parameters},
    markers::Interleave,
};

/// One scan being decoded.
pub(super) struct Lines<'a> {
    coder: Coder,
    bits: Bits<'a>,
    interleave: Interleave,
    columns: usize,
    /// For each component the line above and the present one, with a value more at both ends.
    pairs: Vec<[Vec<i32>; 2]>,
    run_index: Vec<usize>,
    bytes: &'a [u8],
    /// Where the bytes that the coder reads begin.
    from: usize,
}

impl<'a> Lines<'a> {
    /// The scan at the start of `bytes`.
    pub fn new(
        bytes: &'a [u8],
        parameters: Parameters,
        interleave: Interleave,
        components: usize,
        columns: usize,
    ) -> Self {
        Self {
            coder: Coder::new(parameters),
            bits: Bits::new(bytes),
            interleave,
            columns,
            pairs: vec![[vec![0; columns + 2], vec![0; columns + 2]]; components],
            run_index: vec![0; components],
            bytes,
            from: 0,
        }
    }

    /// Decodes the next line of every component.
    pub fn next(&mut self) -> Result<(), Exhausted> {
        for [above, line] in &mut self.pairs {
            std::mem::swap(above, line);
            // The value before a line is the one above its first; the value behind the line above is that one's last.
            set(line, 0, at(above, 1));
            let last = at(above, self.columns);
            set(above, self.columns + 1, last);
        }
        match self.interleave {
            Interleave::Sample => self.by_sample(),
            Interleave::None | Interleave::Line => {
                let Self { coder, bits, pairs, run_index, columns, .. } = self;
                let mut lines = pairs.iter_mut().zip(run_index);
                lines.try_for_each(|(pair, index)| by_line(coder, bits, pair, *columns, index))
            }
        }
    }

    /// The line just decoded.
    pub fn line(&self, component: usize) -> &[i32] {
        self.pairs.get(component).and_then(|[_, line]| line.get(1..=self.columns)).unwrap_or_default()
    }

    /// Goes on behind a restart marker; `false` where there is none.
    pub fn restart(&mut self) -> bool {
        let at = self.from + self.bits.end();
        let Some([0xFF, 0xD0..=0xD7]) = self.bytes.get(at..at + 2) else { return false };
        self.from = at + 2;
        self.bits = Bits::new(self.bytes.get(self.from..).unwrap_or_default());
        self.coder.restart();
        self.run_index.fill(0);
        self.pairs.iter_mut().flatten().for_each(|line| line.fill(0));
        true
    }

    /// Where the scan ends within the bytes it began in.
    pub fn end(&self) -> usize {
        self.from + self.bits.end()
    }

    /// Samples of a pixel side by side: runs are of whole pixels (T.87 A.7, sample interleave).
    fn by_sample(&mut self) -> Result<(), Exhausted> {
        let Self { coder, bits, pairs, run_index, columns, .. } = self;
        let index = match run_index.first_mut() {
            Some(index) => index,
            None => return Ok(()),
        };
        let mut x = 1;
        while x <= *columns {
            let neighbours =
                |[above, line]: &[Vec<i32>; 2]| (at(line, x - 1), at(above, x), at(above, x - 1), at(above, x + 1));
            let context_of = |pair: &[Vec<i32>; 2]| {
                let (a, b, c, d) = neighbours(pair);
                coder.context(a, b, c, d)
            };
            if pairs.iter().any(|pair| context_of(pair) != 0) {
                for pair in &mut *pairs {
                    let (a, b, c, d) = neighbours(pair);
                    let context = coder.context(a, b, c, d);
                    let value = coder.regular(bits, context, a, b, c)?;
                    set(&mut pair[1], x, value);
                }
                x += 1;
                continue;
            }
            let (length, interrupted) = Coder::run(bits, *columns + 1 - x, index)?;
            for [_, line] in &mut *pairs {
                let value = at(line, x - 1);
                if let Some(run) = line.get_mut(x..x + length) {
                    run.fill(value);
                }
            }
            x += length;
            if interrupted {
                for [above, line] in &mut *pairs {
                    let (a, b) = (at(line, x - 1), at(above, x));
                    let value = coder.interruption(bits, a, b, false, *index)?;
                    set(line, x, value);
                }
                *index = index.saturating_sub(1);
                x += 1;
            }
        }
        Ok(())
    }
}

/// A line of one component.
fn by_line(
    coder: &mut Coder,
    bits: &mut Bits<'_>,
    [above, line]: &mut [Vec<i32>; 2],
    columns: usize,
    index: &mut usize,
) -> Result<(), Exhausted> {
    // Fixed lengths let the bounds be checked once.
    let (Some(above), Some(line)) = (above.get(..columns + 2), line.get_mut(..columns + 2)) else {
        return Err(Exhausted);
    };
    let (mut a, mut c, mut b) = (at(line, 0), at(above, 0), at(above, 1));
    let mut x = 1;
    while x <= columns {
        let d = at(above, x + 1);
        let context = coder.context(a, b, c, d);
        if context != 0 {
            a = coder.regular(bits, context, a, b, c)?;
            set(line, x, a);
            (c, b) = (b, d);
            x += 1;
            continue;
        }
        let (length, interrupted) = Coder::run(bits, columns + 1 - x, index)?;
        if let Some(run) = line.get_mut(x..x + length) {
            run.fill(a);
        }
        x += length;
        if interrupted {
            b = at(above, x);
            let alike = (a - b).abs() <= coder.parameters.near;
            a = coder.interruption(bits, a, b, alike, *index)?;
            set(line, x, a);
            *index = index.saturating_sub(1);
            x += 1;
        }
        c = at(above, x - 1);
        b = at(above, x);
    }
    Ok(())
}

#[inline]
fn at(line: &[i32], x: usize) -> i32 {
    line.get(x).copied().unwrap_or(0)
}

#[inline]
fn set(line: &mut [i32], x: usize, value: i32) {
    if let Some(slot) = line.get_mut(x) {
        *slot = value;
    }
}
