//! A Gaussian blur of limited reach, as kornia's `gaussian_blur2d` with border "replicate".

use rayon::prelude::*;

/// Rows that are blurred between two questions whether anybody still waits.
const BLOCK: usize = 32;

/// The weights of a Gaussian of standard deviation `sigma` (greater than 0) over `size` (odd) pixels, their sum 1.
pub fn gaussian_kernel(size: usize, sigma: f64) -> Vec<f32> {
    let middle = (size / 2) as f64;
    let weights: Vec<f64> = (0..size).map(|at| (-(at as f64 - middle).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| (weight / sum) as f32).collect()
}

/// Blurs rows of `columns` values with a standard deviation of `sigma` (greater than 0) pixels, both ways. The kernel
/// reaches over `int(sigma / 4) * 2 + 1` pixels, as fastai's `gauss_blur2d` has it: far less than the Gaussian itself.
/// Beyond the border its values go on. Gives up, with `None`, once `is_outdated`.
pub fn gauss_blur2d(values: &[f32], columns: usize, sigma: f64, is_outdated: &dyn Fn() -> bool) -> Option<Vec<f32>> {
    if columns == 0 || values.is_empty() {
        return Some(Vec::new());
    }
    // The cast saturates; no image is wide enough for that.
    let kernel = gaussian_kernel((sigma / 4.0) as usize * 2 + 1, sigma);
    let along = blur_rows(values, columns, &kernel, is_outdated)?;
    blur_columns(&along, columns, &kernel, is_outdated)
}

fn blur_rows(values: &[f32], columns: usize, kernel: &[f32], is_outdated: &dyn Fn() -> bool) -> Option<Vec<f32>> {
    let reach = kernel.len() / 2;
    let mut blurred = vec![0.0; values.len()];
    for (out, rows) in blurred.chunks_mut(columns * BLOCK).zip(values.chunks(columns * BLOCK)) {
        if is_outdated() {
            return None;
        }
        out.par_chunks_mut(columns).zip(rows.par_chunks(columns)).for_each_init(Vec::new, |padded, (out, row)| {
            let (Some(&first), Some(&last)) = (row.first(), row.last()) else { return };
            padded.clear();
            padded.extend(std::iter::repeat_n(first, reach).chain(row.iter().copied()));
            padded.extend(std::iter::repeat_n(last, reach));
            for (at, &weight) in kernel.iter().enumerate() {
                add(out, padded.get(at..).unwrap_or_default(), weight);
            }
        });
    }
    Some(blurred)
}

fn blur_columns(values: &[f32], columns: usize, kernel: &[f32], is_outdated: &dyn Fn() -> bool) -> Option<Vec<f32>> {
    let rows = values.len() / columns;
    let reach = kernel.len() / 2;
    let mut blurred = vec![0.0; values.len()];
    for (block, out) in blurred.chunks_mut(columns * BLOCK).enumerate() {
        if is_outdated() {
            return None;
        }
        out.par_chunks_mut(columns).enumerate().for_each(|(within, out)| {
            let row = block * BLOCK + within;
            for (at, &weight) in kernel.iter().enumerate() {
                let from = (row + at).saturating_sub(reach).min(rows.saturating_sub(1));
                add(out, values.get(from * columns..(from + 1) * columns).unwrap_or_default(), weight);
            }
        });
    }
    Some(blurred)
}

fn add(out: &mut [f32], values: &[f32], weight: f32) {
    for (out, value) in out.iter_mut().zip(values) {
        *out += weight * value;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_kernel_is_a_gaussian_of_sum_one() {
        // exp(-1/2) = 0.60653: 0.60653 / 2.21306 = 0.27407, 1 / 2.21306 = 0.45186.
        let three = gaussian_kernel(3, 1.0);
        assert!((three[0] - 0.274_07).abs() < 1e-5 && (three[1] - 0.451_86).abs() < 1e-5 && three[0] == three[2]);
        assert_eq!(gaussian_kernel(1, 0.5), [1.0]);
    }

    #[test]
    fn a_point_spreads_both_ways_and_borders_go_on() {
        // A deviation of 4 pixels has a kernel of 3: exp(-1/32) = 0.969233, so 0.329843 and 0.340314.
        let mut point = vec![0.0; 25];
        point[12] = 1.0;
        let blurred = gauss_blur2d(&point, 5, 4.0, &|| false).unwrap();
        let (side, middle) = (0.329_843_f32, 0.340_314_f32);
        let near = |at: usize, expected: f32| (blurred[at] - expected).abs() < 1e-5;
        assert!(near(12, middle * middle) && near(11, side * middle) && near(6, side * side) && near(10, 0.0));
        let flat = gauss_blur2d(&[0.5; 12], 4, 40.0, &|| false).unwrap();
        assert!(flat.iter().all(|value| (value - 0.5).abs() < 1e-6));
        // One column, one row more than the kernel: the corner's own value comes in from beyond.
        let corner = gauss_blur2d(&[1.0, 0.0, 0.0], 3, 4.0, &|| false).unwrap();
        assert!((corner[0] - (side + middle)).abs() < 1e-5 && (corner[1] - side).abs() < 1e-5);
        assert_eq!(gauss_blur2d(&point, 5, 4.0, &|| true), None);
        assert_eq!(gauss_blur2d(&[], 0, 4.0, &|| false), Some(Vec::new()));
    }
}
