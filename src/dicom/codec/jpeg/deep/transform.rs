//! From the coefficients of a block to its samples (T.81 A.3.1, A.3.3, A.3.4).

use std::ops::{Add, Mul, Sub};

/// Largest sample of 12 bits.
const LARGEST: i32 = 4095;
/// What the level shift adds to 12-bit samples (A.3.1).
const LEVEL: i32 = 2048;
/// Fraction bits of the cosines.
const COSINE_BITS: u32 = 13;
/// Fraction bits kept between columns and rows: with one, 12-bit samples leave no sum outside of 32 bits.
const BETWEEN: u32 = 1;

/// Samples of one block from its coefficients, both row by row.
///
/// The integer arithmetic and the rounding are those of the "slow" transform that the decoders of the Independent JPEG
/// Group made the custom, so that samples agree with theirs to the bit: the factorisation of Loeffler, Ligtenberg and
/// Moschytz (ICASSP 1989) with cosines of 13 fraction bits, columns first.
pub(super) fn samples(coefficients: &[i16; 64], quantization: &[u16; 64]) -> [u16; 64] {
    let mut rows = [Eight([0; 8]); 8];
    for ((row, coefficients), steps) in rows.iter_mut().zip(coefficients.as_chunks().0).zip(quantization.as_chunks().0)
    {
        *row = Eight::dequantized(coefficients, steps);
    }
    let columns = transposed(&one_dimension(&rows, COSINE_BITS - BETWEEN));
    // Each of the two passes leaves samples the square root of eight times too large.
    let rows = transposed(&one_dimension(&columns, COSINE_BITS + BETWEEN + 3));
    let mut samples = [0; 64];
    for (samples, row) in samples.as_chunks_mut::<8>().0.iter_mut().zip(&rows) {
        for (sample, value) in samples.iter_mut().zip(row.0) {
            *sample = value.wrapping_add(LEVEL).clamp(0, LARGEST) as u16;
        }
    }
    samples
}

/// Eight numbers that go the same way, one to each column. Coefficients of 12-bit samples have 16 bits, and with these no
/// sum leaves 32 bits but in blocks that no encoder makes: there it wraps.
#[derive(Clone, Copy)]
struct Eight([i32; 8]);

/// The inverse transform of one dimension, for eight columns at once; `down` bits are rounded away.
#[inline(always)]
fn one_dimension(x: &[Eight; 8], down: u32) -> [Eight; 8] {
    let turned = (x[2] + x[6]) * 4433;
    let (even_2, even_3) = (turned - x[6] * 15137, turned + x[2] * 6270);
    let (even_0, even_1) = ((x[0] + x[4]) * (1 << COSINE_BITS), (x[0] - x[4]) * (1 << COSINE_BITS));
    let even = [even_0 + even_3, even_1 + even_2, even_1 - even_2, even_0 - even_3];
    let common = (x[7] + x[3] + x[5] + x[1]) * 9633;
    let (seven_three, five_one) = (common - (x[7] + x[3]) * 16069, common - (x[5] + x[1]) * 3196);
    let (seven_one, five_three) = ((x[7] + x[1]) * 7373, (x[5] + x[3]) * 20995);
    let odd = [
        x[1] * 12299 - seven_one + five_one,
        x[3] * 25172 - five_three + seven_three,
        x[5] * 16819 - five_three + five_one,
        x[7] * 2446 - seven_one + seven_three,
    ];
    [
        (even[0] + odd[0]).rounded(down),
        (even[1] + odd[1]).rounded(down),
        (even[2] + odd[2]).rounded(down),
        (even[3] + odd[3]).rounded(down),
        (even[3] - odd[3]).rounded(down),
        (even[2] - odd[2]).rounded(down),
        (even[1] - odd[1]).rounded(down),
        (even[0] - odd[0]).rounded(down),
    ]
}

#[inline(always)]
fn transposed(rows: &[Eight; 8]) -> [Eight; 8] {
    let mut columns = [Eight([0; 8]); 8];
    for (place, row) in rows.iter().enumerate() {
        for (column, value) in columns.iter_mut().zip(row.0) {
            column.0[place] = value;
        }
    }
    columns
}

// Plain loops: they become vector instructions where closures over arrays stay calls.
impl Eight {
    /// Coefficients times their steps.
    #[inline(always)]
    fn dequantized(coefficients: &[i16; 8], steps: &[u16; 8]) -> Self {
        let mut out = [0; 8];
        for ((out, coefficient), step) in out.iter_mut().zip(coefficients).zip(steps) {
            let value = i32::from(*coefficient) * i32::from(*step);
            *out = value.clamp(i16::MIN.into(), i16::MAX.into());
        }
        Self(out)
    }

    #[inline(always)]
    fn rounded(mut self, down: u32) -> Self {
        for value in &mut self.0 {
            *value = value.wrapping_add(1 << (down - 1)) >> down;
        }
        self
    }
}

impl Add for Eight {
    type Output = Self;

    #[inline(always)]
    fn add(mut self, other: Self) -> Self {
        for (value, other) in self.0.iter_mut().zip(other.0) {
            *value = value.wrapping_add(other);
        }
        self
    }
}

impl Sub for Eight {
    type Output = Self;

    #[inline(always)]
    fn sub(mut self, other: Self) -> Self {
        for (value, other) in self.0.iter_mut().zip(other.0) {
            *value = value.wrapping_sub(other);
        }
        self
    }
}

impl Mul<i32> for Eight {
    type Output = Self;

    #[inline(always)]
    fn mul(mut self, factor: i32) -> Self {
        for value in &mut self.0 {
            *value = value.wrapping_mul(factor);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::{
        array,
        f64::consts::{FRAC_1_SQRT_2, PI},
    };

    use super::*;

    /// The text of A.3.3 as it stands.
    fn by_the_text(coefficients: &[i16; 64], quantization: &[u16; 64]) -> [f64; 64] {
        let basis = |at: usize, frequency: usize| {
            let scale = if frequency == 0 { FRAC_1_SQRT_2 } else { 1.0 };
            scale * ((2 * at + 1) as f64 * frequency as f64 * PI / 16.0).cos()
        };
        array::from_fn(|place| {
            let terms = (0..64).map(|frequency| {
                let value = f64::from(coefficients[frequency]) * f64::from(quantization[frequency]);
                value * basis(place / 8, frequency / 8) * basis(place % 8, frequency % 8)
            });
            (terms.sum::<f64>() / 4.0 + f64::from(LEVEL)).clamp(0.0, f64::from(LARGEST))
        })
    }

    #[test]
    fn samples_are_those_of_the_cosines() {
        let mut state = 7_u32;
        let mut random = |size: i32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (i64::from(state >> 8) % i64::from(2 * size + 1)) as i32 - size
        };
        for round in 0..500 {
            let quantization = array::from_fn(|place| 1 + (place as u16 * (round % 7)) / 4);
            // From blocks of large coefficients all over to nearly flat ones.
            let size = 3000 >> (round % 9);
            let mut coefficients: [i16; 64] = array::from_fn(|place| (random(size) / (1 + place as i32)) as i16);
            coefficients[0] = random(12_000) as i16;
            coefficients[0] /= quantization[0] as i16;
            let expected = by_the_text(&coefficients, &quantization);
            for (sample, expected) in samples(&coefficients, &quantization).iter().zip(expected) {
                assert!((f64::from(*sample) - expected).abs() < 1.0, "{sample} for {expected} in round {round}");
            }
        }
    }

    #[test]
    fn the_first_coefficient_alone_makes_a_flat_block() {
        for (coefficient, level) in [(0, 2048), (1, 2049), (-2048, 0), (2047, 4095), (-3000, 0), (i16::MAX, 4095)] {
            let mut coefficients = [0; 64];
            coefficients[0] = coefficient;
            assert_eq!(samples(&coefficients, &[8; 64]), [level; 64], "{coefficient}");
        }
    }

    #[test]
    fn sums_out_of_range_do_not_panic() {
        for value in [i16::MIN, i16::MAX] {
            assert!(samples(&[value; 64], &[u16::MAX; 64]).iter().all(|sample| *sample <= 4095));
        }
    }
}
