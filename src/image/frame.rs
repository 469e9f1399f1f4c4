//! One frame of stored values.

/// Stored values of one frame, row by row from the top, samples of a pixel interleaved.
///
/// They are the integers after _High Bit_/_Bits Stored_ handling (masked, shifted, sign-extended), before modality LUT,
/// palette and YBR to RGB (PS3.5 8.1.1).
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// Unsigned, at most 8 bits stored (1-bit images too: 0 and 1).
    U8(Vec<u8>),
    /// Signed, at most 8 bits stored.
    I8(Vec<i8>),
    /// Unsigned, 9..=16 bits allocated.
    U16(Vec<u16>),
    /// Signed, 9..=16 bits allocated.
    I16(Vec<i16>),
    /// Unsigned, 17..=32 bits allocated.
    U32(Vec<u32>),
    /// Signed, 17..=32 bits allocated.
    I32(Vec<i32>),
    /// _Float Pixel Data_ (7FE0,0008).
    F32(Vec<f32>),
    /// _Double Float Pixel Data_ (7FE0,0009).
    F64(Vec<f64>),
}

/// One frame: `samples.len() == rows * columns * samples_per_pixel`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// _Rows_ (0028,0010), at least 1.
    pub rows: u32,
    /// _Columns_ (0028,0011), at least 1.
    pub columns: u32,
    /// 1 (monochrome, palette) or 3 (colour).
    pub samples_per_pixel: u8,
    /// The values.
    pub samples: Samples,
    /// How many rows from the top the file really held; less than `rows` when the pixel data are cut short. The rest
    /// are zero in `samples` and must be shown as missing, never as values.
    pub rows_present: u32,
}

/// Runs the same code over the values of whichever type a [`Samples`] holds.
macro_rules! with_samples {
    ($samples:expr, $values:ident => $body:expr) => {
        match $samples {
            $crate::image::Samples::U8($values) => $body,
            $crate::image::Samples::I8($values) => $body,
            $crate::image::Samples::U16($values) => $body,
            $crate::image::Samples::I16($values) => $body,
            $crate::image::Samples::U32($values) => $body,
            $crate::image::Samples::I32($values) => $body,
            $crate::image::Samples::F32($values) => $body,
            $crate::image::Samples::F64($values) => $body,
        }
    };
}
pub(super) use with_samples;

/// A sample of any type as f64, exactly.
pub(super) fn wide(sample: impl Into<f64>) -> f64 {
    sample.into()
}

impl Samples {
    /// How many values.
    pub fn len(&self) -> usize {
        with_samples!(self, values => values.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Value `index`, exactly (an f64 holds every 32-bit integer).
    pub fn value(&self, index: usize) -> Option<f64> {
        with_samples!(self, values => values.get(index).map(|&value| wide(value)))
    }

    /// Bytes the values take in memory.
    pub fn byte_len(&self) -> usize {
        with_samples!(self, values => size_of_val(values.as_slice()))
    }

    /// Whether the values are integers.
    pub fn is_integer(&self) -> bool {
        !matches!(self, Self::F32(_) | Self::F64(_))
    }
}

impl Frame {
    /// The stored value of one sample, `None` outside the image. Rows the file did not hold answer 0.
    pub fn value(&self, column: u32, row: u32, sample: u8) -> Option<f64> {
        if column >= self.columns || row >= self.rows || sample >= self.samples_per_pixel {
            return None;
        }
        let pixel = u64::from(row) * u64::from(self.columns) + u64::from(column);
        let index = pixel.checked_mul(u64::from(self.samples_per_pixel))?.checked_add(u64::from(sample))?;
        self.samples.value(usize::try_from(index).ok()?)
    }

    /// Bytes the values take in memory.
    pub fn byte_len(&self) -> usize {
        self.samples.byte_len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_column_row_and_sample() {
        let samples = Samples::I16((0..12).map(|value| value - 6).collect());
        let frame = Frame { rows: 2, columns: 2, samples_per_pixel: 3, samples, rows_present: 2 };
        assert_eq!(frame.value(0, 0, 0), Some(-6.0));
        assert_eq!(frame.value(1, 1, 2), Some(5.0));
        assert_eq!((frame.value(2, 0, 0), frame.value(0, 2, 0), frame.value(0, 0, 3)), (None, None, None));
        assert_eq!((frame.byte_len(), frame.samples.len(), frame.samples.is_integer()), (24, 12, true));
        assert_eq!(Samples::U32(vec![u32::MAX]).value(0), Some(4_294_967_295.0));
    }
}
