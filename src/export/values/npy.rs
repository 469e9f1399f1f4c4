//! NumPy arrays: `.npy`, version 1.0.

use std::io::{self, Write};

use crate::{export::ExportError, image::Samples};

/// The type of an array's elements; always little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `|u1`.
    U8,
    /// `|i1`.
    I8,
    /// `<u2`.
    U16,
    /// `<i2`.
    I16,
    /// `<u4`.
    U32,
    /// `<i4`.
    I32,
    /// `<f4`.
    F32,
    /// `<f8`.
    F64,
}

/// An array being written to a stream, in C order, piece by piece: a clip never lies in memory as a whole.
#[derive(Debug)]
pub struct Array<W: Write> {
    out: W,
    element: Element,
    /// Elements still to come.
    left: u64,
}

/// Elements turned into bytes at a time.
const PIECE: usize = 1 << 16;

impl Element {
    /// The type of stored values.
    pub fn of(samples: &Samples) -> Self {
        match samples {
            Samples::U8(_) => Self::U8,
            Samples::I8(_) => Self::I8,
            Samples::U16(_) => Self::U16,
            Samples::I16(_) => Self::I16,
            Samples::U32(_) => Self::U32,
            Samples::I32(_) => Self::I32,
            Samples::F32(_) => Self::F32,
            Samples::F64(_) => Self::F64,
        }
    }

    /// Bytes of one.
    pub fn bytes(self) -> u64 {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    fn descr(self) -> &'static str {
        match self {
            Self::U8 => "|u1",
            Self::I8 => "|i1",
            Self::U16 => "<u2",
            Self::I16 => "<i2",
            Self::U32 => "<u4",
            Self::I32 => "<i4",
            Self::F32 => "<f4",
            Self::F64 => "<f8",
        }
    }
}

impl<W: Write> Array<W> {
    /// Writes the header of an array of this `shape`, slowest axis first: `[frames,] rows, columns [, samples]`.
    pub fn new(mut out: W, element: Element, shape: &[u64]) -> Result<Self, ExportError> {
        let left = shape.iter().try_fold(1u64, |product, &length| product.checked_mul(length));
        let left = left.ok_or_else(|| ExportError::DoesNotFit("The array is too large for a file.".into()))?;
        out.write_all(&header(element, shape)?)?;
        Ok(Self { out, element, left })
    }

    /// Writes the next stored values.
    pub fn samples(&mut self, samples: &Samples) -> Result<(), ExportError> {
        self.count(Element::of(samples), samples.len())?;
        match samples {
            Samples::U8(values) => Ok(self.out.write_all(values)?),
            Samples::I8(values) => self.pieces(values, i8::to_le_bytes),
            Samples::U16(values) => self.pieces(values, u16::to_le_bytes),
            Samples::I16(values) => self.pieces(values, i16::to_le_bytes),
            Samples::U32(values) => self.pieces(values, u32::to_le_bytes),
            Samples::I32(values) => self.pieces(values, i32::to_le_bytes),
            Samples::F32(values) => self.pieces(values, f32::to_le_bytes),
            Samples::F64(values) => self.pieces(values, f64::to_le_bytes),
        }
    }

    /// Writes the next bytes of an array of [`Element::U8`].
    pub fn u8s(&mut self, values: &[u8]) -> Result<(), ExportError> {
        self.count(Element::U8, values.len())?;
        Ok(self.out.write_all(values)?)
    }

    /// Writes the next values of an array of [`Element::F32`].
    pub fn f32s(&mut self, values: &[f32]) -> Result<(), ExportError> {
        self.count(Element::F32, values.len())?;
        self.pieces(values, f32::to_le_bytes)
    }

    /// Writes the next values of an array of [`Element::F64`].
    pub fn f64s(&mut self, values: &[f64]) -> Result<(), ExportError> {
        self.count(Element::F64, values.len())?;
        self.pieces(values, f64::to_le_bytes)
    }

    /// Gives the stream back once every element was written.
    pub fn finish(mut self) -> Result<W, ExportError> {
        if self.left > 0 {
            return Err(mismatch());
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn count(&mut self, element: Element, values: usize) -> Result<(), ExportError> {
        self.left = self.left.checked_sub(values as u64).filter(|_| element == self.element).ok_or_else(mismatch)?;
        Ok(())
    }

    fn pieces<T: Copy, const N: usize>(&mut self, values: &[T], bytes: fn(T) -> [u8; N]) -> Result<(), ExportError> {
        let mut piece = Vec::with_capacity(values.len().min(PIECE) * N);
        for values in values.chunks(PIECE) {
            piece.clear();
            piece.extend(values.iter().flat_map(|&value| bytes(value)));
            self.out.write_all(&piece)?;
        }
        Ok(())
    }
}

/// A whole `.npy` of one text: an array without axes, of NumPy's type `<U`.
pub fn text(text: &str) -> Result<Vec<u8>, ExportError> {
    let characters: Vec<char> = if text.is_empty() { vec!['\0'] } else { text.chars().collect() };
    let mut bytes = header_of(&format!("<U{}", characters.len()), &[])?;
    bytes.extend(characters.into_iter().flat_map(|character| u32::from(character).to_le_bytes()));
    Ok(bytes)
}

fn header(element: Element, shape: &[u64]) -> Result<Vec<u8>, ExportError> {
    header_of(element.descr(), shape)
}

/// Magic, version, length, and a Python dict padded so that the elements start at a multiple of 64 bytes.
fn header_of(descr: &str, shape: &[u64]) -> Result<Vec<u8>, ExportError> {
    let lengths: Vec<String> = shape.iter().map(u64::to_string).collect();
    // A tuple of one needs its comma.
    let comma = if shape.len() == 1 { "," } else { "" };
    let shape = format!("({}{comma})", lengths.join(", "));
    let mut dict = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    let unpadded = 10 + dict.len() + 1;
    dict.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    dict.push('\n');
    let length = u16::try_from(dict.len()).map_err(|_| mismatch())?;
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend(length.to_le_bytes());
    header.extend(dict.as_bytes());
    Ok(header)
}

fn mismatch() -> ExportError {
    io::Error::new(io::ErrorKind::InvalidInput, "the values do not make up the announced array").into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(&bytes[10..]).into_owned()
    }

    #[test]
    fn the_header_is_that_of_numpy() {
        let bytes = header(Element::I16, &[512, 256]).unwrap();
        assert_eq!(bytes[..10], [0x93, b'N', b'U', b'M', b'P', b'Y', 1, 0, 118, 0]);
        assert_eq!(bytes.len() % 64, 0);
        assert_eq!(text(&bytes).trim_end(), "{'descr': '<i2', 'fortran_order': False, 'shape': (512, 256), }");
        assert!(text(&header(Element::U8, &[7]).unwrap()).contains("(7,)"));
        assert!(bytes.ends_with(b" \n"));
    }

    #[test]
    fn every_type_is_little_endian() {
        for (samples, descr, bytes) in [
            (Samples::U8(vec![1]), "|u1", vec![1]),
            (Samples::I8(vec![-1]), "|i1", vec![255]),
            (Samples::U16(vec![0x0102]), "<u2", vec![2, 1]),
            (Samples::I16(vec![-2]), "<i2", vec![254, 255]),
            (Samples::U32(vec![0x0102_0304]), "<u4", vec![4, 3, 2, 1]),
            (Samples::I32(vec![-1]), "<i4", vec![255; 4]),
            (Samples::F32(vec![1.0]), "<f4", vec![0, 0, 128, 63]),
            (Samples::F64(vec![1.0]), "<f8", vec![0, 0, 0, 0, 0, 0, 240, 63]),
        ] {
            let mut array = Array::new(Vec::new(), Element::of(&samples), &[1]).unwrap();
            array.samples(&samples).unwrap();
            let written = array.finish().unwrap();
            assert!(text(&written).contains(descr));
            assert!(written.ends_with(&bytes));
        }
    }

    #[test]
    fn frames_stream_and_a_wrong_number_is_refused() {
        let mut array = Array::new(Vec::new(), Element::F32, &[2, 1, 2]).unwrap();
        array.f32s(&[1.0, 2.0]).unwrap();
        array.f32s(&[3.0, 4.0]).unwrap();
        assert!(array.f32s(&[5.0]).is_err());
        assert_eq!(Array::new(Vec::new(), Element::U8, &[3]).unwrap().finish().err().map(|_| ()), Some(()));
        let mut bytes = Array::new(Vec::new(), Element::U8, &[3]).unwrap();
        assert!(bytes.f32s(&[1.0]).is_err());
        bytes.u8s(&[1, 2, 3]).unwrap();
        assert!(bytes.finish().unwrap().ends_with(&[1, 2, 3]));
        assert!(Array::new(Vec::new(), Element::U8, &[u64::MAX, 2]).is_err());
    }
}
