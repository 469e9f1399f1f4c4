//! Pictures of luma and halved chroma as samples side by side (PS3.3 C.7.6.3.1.2, T-REC H.273 8.3).

use crate::{
    dicom::{Finding, FindingCode},
    image::{PhotometricInterpretation, Samples},
};

/// How the samples of a stream are colours, by its usability information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) struct Colour {
    /// The number of the matrix (H.273 table 4); 2 is not stated.
    pub matrix: u8,
    /// Samples use all values and not 16 to 235.
    pub full_range: bool,
}

/// One decoded picture, 8 bits, chroma halved in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Luma, `columns * rows`.
    pub luma: Vec<u8>,
    /// Blue and red difference, half as many columns and rows, rounded up.
    pub chroma: [Vec<u8>; 2],
    pub columns: usize,
    pub rows: usize,
    pub colour: Colour,
}

/// Weight of red and of blue in luma.
struct Weights(f32, f32);

impl Default for Colour {
    fn default() -> Self {
        Self { matrix: 2, full_range: false }
    }
}

impl Picture {
    /// Bytes that it takes.
    pub fn size(&self) -> usize {
        self.luma.len() + self.chroma.iter().map(Vec::len).sum::<usize>()
    }

    /// Samples of a pixel side by side, each chroma value for its four pixels, and what they mean. Colours by BT.601
    /// stay as they are coded, since this is what the photometric interpretations of DICOM say; others become RGB.
    pub fn samples(&self) -> (Samples, PhotometricInterpretation, Option<Finding>) {
        let full_range = self.colour.full_range;
        let (weights, finding) = match self.colour.matrix {
            2 | 4..=6 => (None, None),
            1 => (Some(Weights(0.2126, 0.0722)), None),
            7 => (Some(Weights(0.212, 0.087)), None),
            9 => (Some(Weights(0.2627, 0.0593)), None),
            _ => {
                let text = "The video names a colour matrix that is not served; its colours were read by BT.601.";
                (None, Some(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0004)), text)))
            }
        };
        let Some(weights) = weights else {
            let photometric = match full_range {
                true => PhotometricInterpretation::YbrFull,
                false => PhotometricInterpretation::YbrPartial,
            };
            return (Samples::U8(self.interleaved(|pixel| pixel)), photometric, finding);
        };
        let samples = self.interleaved(|pixel| weights.rgb(pixel, full_range));
        (Samples::U8(samples), PhotometricInterpretation::Rgb, finding)
    }

    fn interleaved(&self, convert: impl Fn([u8; 3]) -> [u8; 3]) -> Vec<u8> {
        let mut samples = vec![0; self.columns * self.rows * 3];
        let half = self.columns.div_ceil(2).max(1);
        let [blue, red] = &self.chroma;
        let rows = samples.chunks_exact_mut((self.columns * 3).max(1)).zip(self.luma.chunks_exact(self.columns.max(1)));
        for (row, (out, luma)) in rows.enumerate() {
            let line = |plane: &[u8]| row / 2 * half..plane.len().min((row / 2 + 1) * half);
            let (blue, red) = (blue.get(line(blue)), red.get(line(red)));
            let (blue, red) = (blue.unwrap_or_default(), red.unwrap_or_default());
            let pairs = out.chunks_mut(6).zip(luma.chunks(2)).zip(blue.iter().zip(red));
            for ((out, luma), (&blue, &red)) in pairs {
                for (pixel, &luma) in out.chunks_exact_mut(3).zip(luma) {
                    pixel.copy_from_slice(&convert([luma, blue, red]));
                }
            }
        }
        samples
    }
}

impl Weights {
    fn rgb(&self, [luma, blue, red]: [u8; 3], full_range: bool) -> [u8; 3] {
        let Self(of_red, of_blue) = *self;
        let of_green = 1.0 - of_red - of_blue;
        let (luma, scale) = match full_range {
            true => (f32::from(luma), 1.0),
            false => ((f32::from(luma) - 16.0) * (255.0 / 219.0), 255.0 / 224.0),
        };
        let (blue, red) = ((f32::from(blue) - 128.0) * scale, (f32::from(red) - 128.0) * scale);
        let (r, b) = (luma + 2.0 * (1.0 - of_red) * red, luma + 2.0 * (1.0 - of_blue) * blue);
        let g = (luma - of_red * r - of_blue * b) / of_green;
        // The cast saturates.
        [r, g, b].map(|value| value.round() as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(colour: Colour) -> Picture {
        let (luma, chroma) = (vec![16, 235, 63, 16, 235, 63], [vec![128, 102], vec![128, 240]]);
        Picture { luma, chroma, columns: 3, rows: 2, colour }
    }

    #[test]
    fn colours_by_bt_601_stay_as_coded() {
        let (samples, photometric, finding) = picture(Colour::default()).samples();
        let row = [16, 128, 128, 235, 128, 128, 63, 102, 240];
        assert_eq!(samples, Samples::U8([row, row].concat()));
        assert_eq!((photometric, finding), (PhotometricInterpretation::YbrPartial, None));
        let full = picture(Colour { matrix: 5, full_range: true }).samples();
        assert_eq!(full.1, PhotometricInterpretation::YbrFull);
    }

    /// 63, 102, 240 is pure red by BT.709 with 8 bits: its weights are 0.2126 and 0.0722.
    #[test]
    fn colours_by_bt_709_become_rgb() {
        let (samples, photometric, _) = picture(Colour { matrix: 1, full_range: false }).samples();
        let row = [0, 0, 0, 255, 255, 255, 255, 1, 0];
        assert_eq!(photometric, PhotometricInterpretation::Rgb);
        let Samples::U8(samples) = samples else { unreachable!() };
        let near = samples.iter().zip([row, row].concat()).all(|(a, b)| a.abs_diff(b) <= 1);
        assert!(near, "{samples:?}");
    }

    #[test]
    fn an_unknown_matrix_is_said() {
        assert!(picture(Colour { matrix: 14, full_range: false }).samples().2.is_some());
    }
}
