//! What goes over the pipes: a length-prefixed header in JSON, then bytes as they lie in memory.
//!
//! Both ends are this program on this machine, so values keep the machine's byte order. All the same neither end
//! believes a length: the decoder's answer is held against what the job asked for before memory is taken for it.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    dicom::{
        Finding, ReadError,
        codec::{DecodeJob, DecodedFrame, FrameShape},
    },
    image::{PhotometricInterpretation, Samples},
};

/// Headers are some hundred bytes, findings included.
const LARGEST_HEADER: u32 = 1 << 20;
/// Bytes of a codestream that are read at a time, so that no length is believed before its bytes come.
const PIECE: u64 = 1 << 20;

/// A job as the decoder gets it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub transfer_syntax: String,
    pub whole: bool,
    pub picture: u32,
    pub shape: FrameShape,
}

/// The decoder's answer; the samples follow it.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    kind: Kind,
    photometric: PhotometricInterpretation,
    rows_present: u32,
    findings: Vec<Finding>,
}

/// The variants of [`Samples`] that a codec makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
}

/// Sends a job to a decoder.
pub(super) fn send_job(to: &mut impl Write, job: &DecodeJob<'_>) -> io::Result<()> {
    let header = Job {
        transfer_syntax: job.transfer_syntax.to_owned(),
        whole: job.whole,
        picture: job.picture,
        shape: job.shape,
    };
    send(to, &header, job.codestream)
}

/// The next job; `None` when there will be no more.
pub(super) fn receive_job(from: &mut impl Read) -> io::Result<Option<(Job, Vec<u8>)>> {
    let Some((job, length)) = receive::<Job>(from)? else { return Ok(None) };
    let mut codestream = Vec::new();
    while (codestream.len() as u64) < length {
        let piece = (length - codestream.len() as u64).min(PIECE);
        if from.by_ref().take(piece).read_to_end(&mut codestream)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some((job, codestream)))
}

/// Sends what a job came to.
pub(super) fn send_result(to: &mut impl Write, result: Result<DecodedFrame, ReadError>) -> io::Result<()> {
    let frame = match result {
        Ok(frame) => frame,
        Err(error) => return send(to, &Err::<Answer, _>(error), &[]),
    };
    let (kind, bytes) = match &frame.samples {
        Samples::U8(values) => (Kind::U8, values.as_slice()),
        Samples::I8(values) => (Kind::I8, bytemuck::cast_slice(values)),
        Samples::U16(values) => (Kind::U16, bytemuck::cast_slice(values)),
        Samples::I16(values) => (Kind::I16, bytemuck::cast_slice(values)),
        Samples::U32(values) => (Kind::U32, bytemuck::cast_slice(values)),
        Samples::I32(values) => (Kind::I32, bytemuck::cast_slice(values)),
        Samples::F32(_) | Samples::F64(_) => return Err(io::ErrorKind::InvalidData.into()),
    };
    let answer =
        Answer { kind, photometric: frame.photometric, rows_present: frame.rows_present, findings: frame.findings };
    send(to, &Ok::<_, ReadError>(answer), bytes)
}

/// What a job of this shape came to. An answer of another size than the shape asks for is refused unread.
pub(super) fn receive_result(from: &mut impl Read, shape: &FrameShape) -> io::Result<Result<DecodedFrame, ReadError>> {
    let (answer, length) = receive::<Result<Answer, ReadError>>(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let answer = match (answer, length) {
        (Ok(answer), _) => answer,
        (Err(error), 0) => return Ok(Err(error)),
        (Err(_), _) => return Err(io::ErrorKind::InvalidData.into()),
    };
    let pixels = shape.pixels().map_err(|_| io::ErrorKind::InvalidData)?;
    let count = pixels.checked_mul(usize::from(shape.samples_per_pixel)).ok_or(io::ErrorKind::InvalidData)?;
    let size = match shape.bits_allocated {
        ..=8 => 1,
        9..=16 => 2,
        _ => 4,
    };
    if answer.rows_present > shape.rows || answer.kind.size() != size || length != count as u64 * answer.kind.size() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let samples = match answer.kind {
        Kind::U8 => Samples::U8(values(from, count)?),
        Kind::I8 => Samples::I8(values(from, count)?),
        Kind::U16 => Samples::U16(values(from, count)?),
        Kind::I16 => Samples::I16(values(from, count)?),
        Kind::U32 => Samples::U32(values(from, count)?),
        Kind::I32 => Samples::I32(values(from, count)?),
    };
    let Answer { photometric, rows_present, findings, .. } = answer;
    Ok(Ok(DecodedFrame { samples, photometric, rows_present, findings }))
}

impl Kind {
    fn size(self) -> u64 {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 => 4,
        }
    }
}

fn values<T: bytemuck::Pod>(from: &mut impl Read, count: usize) -> io::Result<Vec<T>> {
    let mut values = vec![T::zeroed(); count];
    from.read_exact(bytemuck::cast_slice_mut(&mut values))?;
    Ok(values)
}

/// Four bytes of header length, eight of body length, the header, the body.
fn send(to: &mut impl Write, header: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let length = u32::try_from(header.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut start = Vec::with_capacity(12 + header.len());
    start.extend(length.to_le_bytes());
    start.extend((body.len() as u64).to_le_bytes());
    start.extend(header);
    to.write_all(&start)?;
    to.write_all(body)?;
    to.flush()
}

/// A header and the length of the body behind it; `None` at the end of the stream.
fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, u64)>> {
    let mut start = [0; 12];
    let mut filled = 0;
    while let Some(rest) = start.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [a, b, c, d, body @ ..] = start;
    let length = u32::from_le_bytes([a, b, c, d]);
    if length > LARGEST_HEADER {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut header = vec![0; length as usize];
    from.read_exact(&mut header)?;
    Ok(Some((serde_json::from_slice(&header)?, u64::from_le_bytes(body))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const SHAPE: FrameShape = FrameShape {
        rows: 2,
        columns: 3,
        samples_per_pixel: 1,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: true,
        photometric: PhotometricInterpretation::Monochrome2,
        limit_bytes: 1 << 20,
    };

    fn frame(samples: Samples) -> DecodedFrame {
        let findings = vec![Finding::new(crate::dicom::FindingCode::Codestream, Some((0x28, 0x101)), "odd").at(7)];
        DecodedFrame { samples, photometric: PhotometricInterpretation::Monochrome2, rows_present: 1, findings }
    }

    #[test]
    fn a_job_and_its_result_arrive_as_they_were_sent() {
        let mut pipe = Vec::new();
        let codestream = vec![9; 3_000_000];
        let job = DecodeJob { transfer_syntax: "1.2", codestream: &codestream, whole: false, picture: 7, shape: SHAPE };
        send_job(&mut pipe, &job).unwrap();
        let mut from = pipe.as_slice();
        let (got, bytes) = receive_job(&mut from).unwrap().unwrap();
        assert_eq!((got.transfer_syntax.as_str(), got.whole, got.picture, got.shape), ("1.2", false, 7, SHAPE));
        assert_eq!(bytes, codestream);
        assert!(receive_job(&mut from).unwrap().is_none(), "the end of the stream is no fault");

        let sent = frame(Samples::I16(vec![-2048, -1, 0, 1, 5, 2047]));
        let mut pipe = Vec::new();
        send_result(&mut pipe, Ok(sent.clone())).unwrap();
        send_result(&mut pipe, Err(ReadError::Damaged { what: "x".into(), at: 3 })).unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(receive_result(&mut from, &SHAPE).unwrap(), Ok(sent));
        assert_eq!(receive_result(&mut from, &SHAPE).unwrap(), Err(ReadError::Damaged { what: "x".into(), at: 3 }));
        assert!(receive_result(&mut from, &SHAPE).is_err(), "an answer that does not come is a fault");
    }

    #[test]
    fn an_answer_of_another_size_is_refused() {
        for samples in [Samples::I16(vec![0; 5]), Samples::I16(vec![0; 7]), Samples::U8(Vec::new())] {
            let mut pipe = Vec::new();
            send_result(&mut pipe, Ok(frame(samples))).unwrap();
            assert!(receive_result(&mut pipe.as_slice(), &SHAPE).is_err());
        }
        let mut too_many_rows = frame(Samples::I16(vec![0; 6]));
        too_many_rows.rows_present = 3;
        let mut pipe = Vec::new();
        send_result(&mut pipe, Ok(too_many_rows)).unwrap();
        assert!(receive_result(&mut pipe.as_slice(), &SHAPE).is_err());
    }

    #[test]
    fn lengths_that_lie_take_no_memory() {
        let huge = [0xFF; 12];
        assert!(receive_job(&mut huge.as_slice()).is_err());
        let mut pipe = Vec::new();
        let job = DecodeJob { transfer_syntax: "1.2", codestream: &[1, 2, 3], whole: true, picture: 0, shape: SHAPE };
        send_job(&mut pipe, &job).unwrap();
        pipe.splice(4..12, u64::MAX.to_le_bytes());
        assert!(receive_job(&mut pipe.as_slice()).is_err());
    }
}
