//! One frame at a time: its bytes, its decoder, and the checks after it.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::image::{Frame, PhotometricInterpretation, Samples};

use super::{
    Finding, FindingCode, ReadError,
    codec::{self, DecodeJob, DecodedFrame, FrameShape},
    contain::contain,
    fragments::{FrameFragments, fragments, locate},
    header::Header,
    means::Means,
    native::{NativeData, unpack},
    pixel_layout::PixelLayout,
    precision::is_signed,
    source::Source,
    syntax,
};

/// After this many deaths of its decoder nothing more of a file is decoded.
const DEATHS_BORNE: u32 = 2;

/// The frames of one file.
pub(super) struct FrameSource {
    pub layout: PixelLayout,
    /// Frames the header declares; where that is unusable, those that are there.
    pub frames: usize,
    /// Frames that are there, wholly or in part.
    pub frames_present: usize,
    way: Way,
    means: Means,
    /// How often a decoder's process died over this file.
    deaths: AtomicU32,
}

/// How frames are stored.
enum Way {
    /// One after the other.
    Native,
    /// In fragments, uncompressed.
    NativeInFragments(FrameFragments),
    /// In fragments, compressed.
    Compressed(FrameFragments),
}

/// A frame as it was decoded.
pub(super) struct Decoded {
    pub frame: Frame,
    /// What the samples mean now.
    pub photometric: PhotometricInterpretation,
    /// Whether the samples are signed.
    pub signed: bool,
    pub findings: Vec<Finding>,
}

impl std::fmt::Debug for FrameSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrameSource")
            .field("layout", &self.layout)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}

impl FrameSource {
    /// Finds the frames of an image, or says why they cannot be decoded.
    pub fn new(
        header: &Header,
        layout: PixelLayout,
        means: &Means,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, ReadError> {
        let (way, present) = if layout.encapsulated() {
            let (places, present) = locate(header, &layout, findings);
            match codec::decoder_for(&header.syntax) {
                _ if header.syntax == syntax::ENCAPSULATED_UNCOMPRESSED => (Way::NativeInFragments(places), present),
                Some(_) => (Way::Compressed(places), present),
                None => return Err(unsupported_syntax(&header.syntax)),
            }
        } else {
            let frame_bits = layout.native_frame_bits();
            if codec::decoder_for(&header.syntax).is_some() && frame_bits.div_ceil(8) > layout.data.present {
                return Err(ReadError::Damaged {
                    what: "compressed pixel data are not in fragments".into(),
                    at: layout.data.offset,
                });
            }
            (Way::Native, usize::try_from((layout.data.present * 8).div_ceil(frame_bits)).unwrap_or(usize::MAX))
        };
        let frames = layout.frames.unwrap_or(present).max(1);
        note_count(frames, present, &way, &layout, findings);
        Ok(Self {
            layout,
            frames,
            frames_present: present.min(frames),
            way,
            means: means.clone(),
            deaths: AtomicU32::new(0),
        })
    }

    /// Reads and decodes frame `index`. Contained: never panics.
    pub fn decode(&self, header: &Header, index: usize) -> Result<Decoded, ReadError> {
        let broken = ReadError::Damaged { what: "this frame breaks its decoder".into(), at: self.layout.data.offset };
        contain(|| self.decode_uncontained(header, index), broken)
    }

    fn decode_uncontained(&self, header: &Header, index: usize) -> Result<Decoded, ReadError> {
        if index >= self.frames {
            return Err(ReadError::Missing { what: "The file declares fewer frames than that".into() });
        }
        match &self.way {
            Way::Native => {
                let data = &self.layout.data;
                self.native(header, header.source_of(data), data.offset, data.present, index)
            }
            Way::NativeInFragments(places) => {
                let bytes = Source::memory(self.codestream(header, places, index)?.0);
                self.native(header, &bytes, 0, bytes.size(), 0)
            }
            Way::Compressed(places) => self.compressed(header, places, index),
        }
    }

    fn native(
        &self,
        header: &Header,
        source: &Source,
        offset: u64,
        present: u64,
        index: usize,
    ) -> Result<Decoded, ReadError> {
        let layout = &self.layout;
        let words = layout.data.vr == dicom_core::VR::OW;
        let data = NativeData { source, offset, present, big_endian: header.pixels_big_endian, words };
        let (samples, rows_present) = unpack(layout, &data, index)?;
        let photometric = match layout.photometric {
            PhotometricInterpretation::YbrFull422 => PhotometricInterpretation::YbrFull,
            other => other,
        };
        let mut findings = Vec::new();
        if rows_present < layout.rows {
            let text = format!("The file ends inside this frame: {rows_present} of {} rows are there.", layout.rows);
            findings.push(Finding::new(FindingCode::Truncated, Some((0x7FE0, 0x0010)), text));
        }
        Ok(Decoded { frame: self.frame(samples, rows_present), photometric, signed: layout.signed, findings })
    }

    fn compressed(&self, header: &Header, places: &FrameFragments, index: usize) -> Result<Decoded, ReadError> {
        let layout = &self.layout;
        let (codestream, whole) = self.codestream(header, places, index)?;
        let wanted = FrameShape {
            rows: layout.rows,
            columns: layout.columns,
            samples_per_pixel: layout.samples,
            bits_allocated: layout.bits_allocated,
            bits_stored: layout.bits_stored,
            high_bit: layout.high_bit,
            signed: layout.signed,
            photometric: layout.photometric,
            limit_bytes: self.means.limits.frame_bytes,
        };
        let job = DecodeJob { transfer_syntax: &header.syntax, codestream: &codestream, whole, shape: wanted };
        let decoded = self.decode_codestream(&job)?;
        let mut findings = decoded.findings;
        if !whole {
            findings.push(Finding::new(
                FindingCode::Truncated,
                Some((0x7FE0, 0x0010)),
                "The file ends inside this frame's codestream.",
            ));
        }
        let expected = layout.pixels() * u64::from(layout.samples);
        let length = decoded.samples.len();
        if length as u64 != expected {
            let what = format!("a frame decodes to {length} samples, not {expected}");
            return Err(ReadError::Damaged { what, at: layout.data.offset });
        }
        let signed = is_signed(&decoded.samples);
        Ok(Decoded {
            frame: self.frame(decoded.samples, decoded.rows_present.min(layout.rows)),
            photometric: decoded.photometric,
            signed,
            findings,
        })
    }

    /// Hands a codestream to whoever decodes, and stops trying once a decoder has died twice over this file.
    fn decode_codestream(&self, job: &DecodeJob<'_>) -> Result<DecodedFrame, ReadError> {
        let deaths = self.deaths.load(Ordering::Relaxed);
        if deaths >= DEATHS_BORNE {
            return Err(ReadError::Abandoned { deaths });
        }
        let decoded = self.means.codecs.decode(job);
        if matches!(decoded, Err(ReadError::DecoderDied { .. })) {
            self.deaths.fetch_add(1, Ordering::Relaxed);
        }
        decoded
    }

    fn frame(&self, samples: Samples, rows_present: u32) -> Frame {
        let PixelLayout { rows, columns, samples: samples_per_pixel, .. } = self.layout;
        Frame { rows, columns, samples_per_pixel, samples, rows_present }
    }

    /// The bytes of frame `index` joined from its fragments, and whether they are all there.
    fn codestream(&self, header: &Header, places: &FrameFragments, index: usize) -> Result<(Vec<u8>, bool), ReadError> {
        let all = fragments(header, &self.layout);
        let of_frame = match places {
            FrameFragments::OneEach => all.get(index..=index),
            FrameFragments::AllOne => (index == 0 && !all.is_empty()).then_some(all),
            FrameFragments::Ranges(ranges) => {
                ranges.get(index).and_then(|range| all.get(range.start as usize..range.end as usize))
            }
        };
        let at = self.layout.data.offset;
        let of_frame =
            of_frame.ok_or(ReadError::Damaged { what: "the pixel data end before this frame".into(), at })?;
        let total: u64 = of_frame.iter().map(|fragment| fragment.present).sum();
        if total > self.means.limits.frame_bytes {
            return Err(ReadError::OverLimit { what: format!("A compressed frame of {total} bytes") });
        }
        let mut bytes = Vec::new();
        for fragment in of_frame {
            let part = header.source_of(&self.layout.data).read(fragment.offset, fragment.present)?;
            if bytes.is_empty() {
                bytes = part;
            } else {
                bytes.extend_from_slice(&part);
            }
        }
        if bytes.is_empty() {
            return Err(ReadError::Damaged { what: "this frame holds no bytes".into(), at });
        }
        Ok((bytes, of_frame.iter().all(|fragment| fragment.present == u64::from(fragment.length))))
    }
}

/// Says where declared and present frames differ.
fn note_count(frames: usize, present: usize, way: &Way, layout: &PixelLayout, findings: &mut Vec<Finding>) {
    if present < frames {
        let text = format!("The header declares {frames} frames; the file holds {present}.");
        findings.push(Finding::new(FindingCode::FrameCount, Some((0x28, 8)), text));
    } else if present > frames
        && !(matches!(way, Way::Native)
            && layout.data.present * 8 < layout.native_frame_bits().saturating_mul(frames as u64 + 1))
    {
        let text = format!("The file holds {present} frames; the header declares {frames}.");
        findings.push(Finding::new(FindingCode::FrameCount, Some((0x28, 8)), text));
    }
    if matches!(way, Way::Native) {
        let needed = layout.native_frame_bits().saturating_mul(frames as u64).div_ceil(8);
        let text = "The pixel data are shorter than the frames that the header declares.";
        if layout.data.present < needed {
            findings.push(Finding::new(FindingCode::Truncated, Some((0x7FE0, 0x0010)), text));
        }
    }
}

fn unsupported_syntax(uid: &str) -> ReadError {
    let name = syntax::name(uid);
    let what =
        if name == uid { format!("The transfer syntax {uid}") } else { format!("The transfer syntax {name} ({uid})") };
    ReadError::Unsupported { what, uid: uid.to_owned() }
}
