//! Colours through the profile that a file carries (PS3.3 C.11.15), to sRGB.

use rayon::prelude::*;

/// Pixels converted by one task.
const CHUNK: usize = 1 << 14;

/// The colours of a file's device as sRGB: from an _ICC Profile_ (0028,2000). Shared by all frames.
pub struct ColourProfile {
    transform: Box<Transform>,
}

/// Interleaved 8-bit red, green and blue to as many bytes of sRGB; false where it failed.
type Transform = dyn Fn(&[u8], &mut [u8]) -> bool + Send + Sync;

impl ColourProfile {
    /// A profile that converts interleaved 8-bit pixels, the second slice as long as the first. It must not panic and
    /// says false where it fails: such colours are shown as they are.
    pub fn new(transform: impl Fn(&[u8], &mut [u8]) -> bool + Send + Sync + 'static) -> Self {
        Self { transform: Box::new(transform) }
    }

    /// Converts interleaved pixels where they lie, side by side.
    pub(super) fn apply(&self, rgb: &mut [u8]) {
        rgb.par_chunks_mut(CHUNK * 3).for_each_init(Vec::new, |scratch, rgb| {
            self.convert(rgb, scratch);
            rgb.copy_from_slice(scratch);
        });
    }

    /// Converts a few pixels into `out`, which takes their length.
    pub(super) fn convert(&self, rgb: &[u8], out: &mut Vec<u8>) {
        out.clear();
        out.resize(rgb.len(), 0);
        if !(self.transform)(rgb, out) {
            out.copy_from_slice(rgb);
        }
    }
}

/// One profile is equal to itself alone: what a function does cannot be compared.
impl PartialEq for ColourProfile {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl std::fmt::Debug for ColourProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ColourProfile")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_converted_and_a_failure_leaves_them() {
        let swap = ColourProfile::new(|from, to| {
            for (from, to) in from.as_chunks::<3>().0.iter().zip(to.as_chunks_mut::<3>().0) {
                *to = [from[2], from[1], from[0]];
            }
            true
        });
        let mut rgb: Vec<u8> = (0..CHUNK + 7).flat_map(|pixel| [pixel as u8, 1, 2]).collect();
        swap.apply(&mut rgb);
        assert!(rgb.as_chunks::<3>().0.iter().enumerate().all(|(pixel, rgb)| *rgb == [2, 1, pixel as u8]));
        let fails = ColourProfile::new(|_, to| {
            to.fill(9);
            false
        });
        let before = rgb.clone();
        fails.apply(&mut rgb);
        assert_eq!(rgb, before);
    }
}
