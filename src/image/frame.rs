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
