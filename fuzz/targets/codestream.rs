//! What all codestream targets share: the frame's shape from 8 bytes, the decoding, the checks.

use hounsfield::{
    dicom::{
        ReadError,
        codec::{Codecs, DecodeJob, DecodedFrame, FrameShape, InProcess, decoder_for},
    },
    image::PhotometricInterpretation as Pi,
};

/// Bytes before the codestream: rows, columns (each one byte), samples and photometric interpretation, bits allocated
/// (as a power of 2), bits stored, high bit, flags (1 signed, 2 whole), nothing.
const HEADER: usize = 8;

/// Decodes with our own code: a panic ends the run.
#[allow(dead_code)]
pub fn own(transfer_syntax: &str, data: &[u8]) {
    let Some(decoder) = decoder_for(transfer_syntax) else { return };
    check(data, |codestream, whole, shape| decoder.decode(codestream, whole, shape));
}

/// Decodes with a foreign decoder, its panics contained.
#[allow(dead_code)]
pub fn foreign(transfer_syntax: &str, data: &[u8]) {
    check(data, |codestream, whole, shape| {
        InProcess.decode(&DecodeJob { transfer_syntax, codestream, whole, picture: 0, shape: *shape })
    });
}

fn check(data: &[u8], decode: impl FnOnce(&[u8], bool, &FrameShape) -> Result<DecodedFrame, ReadError>) {
    let Some((header, codestream)) = data.split_first_chunk::<HEADER>() else { return };
    let [rows, columns, kind, allocated, stored, high_bit, flags, _] = *header;
    let photometric =
        [Pi::Monochrome2, Pi::Rgb, Pi::YbrFull, Pi::YbrFull422, Pi::YbrRct, Pi::YbrIct][usize::from(kind % 6)];
    let shape = FrameShape {
        rows: u32::from(rows),
        columns: u32::from(columns),
        samples_per_pixel: if photometric == Pi::Monochrome2 { 1 } else { 3 },
        bits_allocated: 1 << (allocated % 7),
        bits_stored: u16::from(stored),
        high_bit: u16::from(high_bit),
        signed: flags & 1 != 0,
        photometric,
        limit_bytes: 1 << 26,
    };
    let Ok(frame) = decode(codestream, flags & 2 != 0, &shape) else { return };
    assert_eq!(frame.samples.len(), usize::from(rows) * usize::from(columns) * usize::from(shape.samples_per_pixel));
    assert!(frame.rows_present <= shape.rows);
    assert!(flags & 2 == 0 || frame.rows_present == shape.rows || !frame.findings.is_empty());
}
