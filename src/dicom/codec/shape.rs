//! What the data set says a frame must be, and what a decoder gives back.

use serde::{Deserialize, Serialize};

use super::damaged;
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// What the data set declares about each frame (PS3.3 C.7.6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameShape {
    /// _Rows_ (0028,0010).
    pub rows: u32,
    /// _Columns_ (0028,0011).
    pub columns: u32,
    /// _Samples per Pixel_ (0028,0002), 1 or 3.
    pub samples_per_pixel: u8,
    /// _Bits Allocated_ (0028,0100): 1, 8, 16 or 32.
    pub bits_allocated: u16,
    /// _Bits Stored_ (0028,0101), 1..=_Bits Allocated_.
    pub bits_stored: u16,
    /// _High Bit_ (0028,0102). Only RLE keeps cells as allocated; the other codestreams hold the stored bits alone.
    pub high_bit: u16,
    /// _Pixel Representation_ (0028,0103) is 1.
    pub signed: bool,
    /// _Photometric Interpretation_ (0028,0004).
    pub photometric: PhotometricInterpretation,
    /// The most bytes of stored values that the frame may take.
    pub limit_bytes: u64,
}

/// The stored values of one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedFrame {
    /// `rows * columns * samples_per_pixel` values, samples of a pixel interleaved, bits outside _Bits Stored_ dropped,
    /// sign-extended. The variant goes by _Bits Allocated_ and the sign: the data set's, or a JPEG 2000 codestream's own
    /// where that alone says signed.
    pub samples: Samples,
    /// What the samples mean now: the codec may have undone the transform that the data set names.
    pub photometric: PhotometricInterpretation,
    /// Rows from the top that the codestream really held; all of them unless it was cut. The rest are zero.
    pub rows_present: u32,
    /// What contradicted the data set without spoiling the picture.
    pub findings: Vec<Finding>,
}

impl FrameShape {
    /// Number of pixels; an error when the declared frame is empty, not of a kind served, or over the budget.
    pub fn pixels(&self) -> Result<usize, ReadError> {
        let pixels = u64::from(self.rows) * u64::from(self.columns);
        let bytes = pixels
            .checked_mul(u64::from(self.samples_per_pixel))
            .and_then(|samples| samples.checked_mul(u64::from(self.bits_allocated.div_ceil(8))));
        if pixels == 0 {
            return Err(ReadError::Missing {
                what: "Rows (0028,0010) and Columns (0028,0011) must be at least 1".into(),
            });
        }
        if !matches!(self.samples_per_pixel, 1 | 3)
            || !matches!(self.bits_allocated, 1 | 8 | 16 | 32)
            || (self.bits_allocated, self.samples_per_pixel) == (1, 3)
            || self.bits_stored == 0
            || self.bits_stored > self.bits_allocated
            || self.high_bit >= self.bits_allocated
            || self.high_bit + 1 < self.bits_stored
        {
            let what = format!(
                "A compressed image of {} samples per pixel with {} of {} bits stored",
                self.samples_per_pixel, self.bits_stored, self.bits_allocated
            );
            return Err(ReadError::Unsupported { what, uid: String::new() });
        }
        match bytes {
            Some(bytes) if bytes <= self.limit_bytes => {
                usize::try_from(pixels).map_err(|_| ReadError::OverLimit { what: "The size of a frame".into() })
            }
            _ => Err(ReadError::OverLimit { what: format!("A frame of {} x {} pixels", self.columns, self.rows) }),
        }
    }

    /// Holds the header of a codestream against this shape before anything is decoded.
    ///
    /// A precision other than _Bits Stored_ that still fits into _Bits Allocated_ is a finding; every other difference is
    /// an error that names both sides.
    pub(super) fn compare(
        &self,
        rows: u32,
        columns: u32,
        components: usize,
        precision: u8,
    ) -> Result<Vec<Finding>, ReadError> {
        self.pixels()?;
        if (rows, columns) != (self.rows, self.columns) {
            let what = format!(
                "the compressed frame is {columns} x {rows} pixels where the header says {} x {}",
                self.columns, self.rows
            );
            return Err(damaged(0, what));
        }
        if components != usize::from(self.samples_per_pixel) {
            let what = format!(
                "the compressed frame has {components} components where the header says {} samples per pixel",
                self.samples_per_pixel
            );
            return Err(damaged(0, what));
        }
        if u16::from(precision) > self.bits_allocated {
            let what =
                format!("the compressed frame has {precision} bits where the header allocates {}", self.bits_allocated);
            return Err(damaged(0, what));
        }
        let mut findings = Vec::new();
        if u16::from(precision) != self.bits_stored {
            let text = format!(
                "The compressed frame has {precision} bits a sample; Bits Stored (0028,0101) says {}.",
                self.bits_stored
            );
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0101)), text));
        }
        Ok(findings)
    }

    /// This shape for values that a codestream of `precision` bits holds: unless it codes whole cells, the stored bits
    /// are the lowest ones, whatever _High Bit_ says.
    pub(super) fn of_precision(&self, precision: u8) -> Self {
        if u16::from(precision) == self.bits_allocated {
            return *self;
        }
        Self { high_bit: self.bits_stored.saturating_sub(1), ..*self }
    }

    /// Samples from 8-bit cells as allocated: keeps the stored bits and extends the sign.
    pub(super) fn samples_from_u8(&self, mut cells: Vec<u8>) -> Samples {
        let (up, down) = self.shifts(8);
        if self.signed {
            if up > 0 || down > 0 {
                cells.iter_mut().for_each(|cell| *cell = (((*cell << up) as i8) >> down) as u8);
            }
            return Samples::I8(bytemuck::cast_vec(cells));
        }
        if down > 0 {
            cells.iter_mut().for_each(|cell| *cell = (*cell << up) >> down);
        }
        Samples::U8(cells)
    }

    /// Samples from 16-bit cells as allocated.
    pub(super) fn samples_from_u16(&self, mut cells: Vec<u16>) -> Samples {
        let (up, down) = self.shifts(16);
        if self.signed {
            if up > 0 || down > 0 {
                cells.iter_mut().for_each(|cell| *cell = (((*cell << up) as i16) >> down) as u16);
            }
            return Samples::I16(bytemuck::cast_vec(cells));
        }
        if down > 0 {
            cells.iter_mut().for_each(|cell| *cell = (*cell << up) >> down);
        }
        Samples::U16(cells)
    }

    /// Samples from 32-bit cells as allocated.
    pub(super) fn samples_from_u32(&self, mut cells: Vec<u32>) -> Samples {
        let (up, down) = self.shifts(32);
        if self.signed {
            if up > 0 || down > 0 {
                cells.iter_mut().for_each(|cell| *cell = (((*cell << up) as i32) >> down) as u32);
            }
            return Samples::I32(bytemuck::cast_vec(cells));
        }
        if down > 0 {
            cells.iter_mut().for_each(|cell| *cell = (*cell << up) >> down);
        }
        Samples::U32(cells)
    }

    /// How far a cell of `width` bits goes up, so that _High Bit_ is on top, and then down, so that the lowest stored
    /// bit is bit 0. Both stay below `width` for every shape that [`FrameShape::pixels`] accepts.
    fn shifts(&self, width: u16) -> (u32, u32) {
        let up = (width - 1).saturating_sub(self.high_bit);
        let down = width.saturating_sub(self.bits_stored).min(width - 1);
        (u32::from(up), u32::from(down))
    }
}
