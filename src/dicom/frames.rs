//! One frame at a time: its bytes, its decoder, and the checks after it.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::image::{Frame, PhotometricInterpretation, Samples};

use super::{
    Finding, FindingCode, ReadError,
    codec::{DecodeJob, DecodedFrame, FrameShape, decoder_for, deflated},
    codestream::Codestream,
    contain::contain,
    fragments::{Fragments, FrameBytes},
    header::Header,
    means::Means,
    native::{NativeData, unpack},
    pixel_layout::PixelLayout,
    precision::is_signed,
    source::Source,
    storage::{Storage, unsupported},
    syntax,
};

const PIXEL_DATA: (u16, u16) = (0x7FE0, 0x0010);
const NUMBER_OF_FRAMES: (u16, u16) = (0x0028, 0x0008);

const RLE: &str = "1.2.840.10008.1.2.5";

/// After this many deaths of its decoder nothing more of a file is decoded.
const DEATHS_BORNE: u32 = 2;

/// The frames of one file.
pub(super) struct FrameSource {
    pub layout: PixelLayout,
    /// Frames the header declares; where that is unusable, those that are there.
    pub frames: usize,
    /// Frames that are there, wholly or in part.
    pub frames_present: usize,
    /// Of these, frames that have a place and no data.
    pub frames_empty: usize,
    /// UID of the transfer syntax that says how they are really stored.
    pub syntax: String,
    storage: Storage,
    means: Means,
    /// How often a decoder's process died over this file.
    deaths: AtomicU32,
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
        let (storage, syntax) = Storage::find(header, &layout, findings)?;
        let present = storage.present(&layout);
        let frames = layout.frames.unwrap_or(present).max(1);
        note_count(frames, present, &storage, &layout, findings);
        let empty = storage.empty_before(header, frames);
        if empty > 0 {
            let text = match empty {
                1 => format!("One of the {frames} frames holds no data, so it cannot be shown."),
                _ => format!("{empty} of the {frames} frames hold no data, so they cannot be shown."),
            };
            findings.push(Finding::new(FindingCode::FrameCount, Some(PIXEL_DATA), text).at(layout.data.offset));
        }
        Ok(Self {
            layout,
            frames,
            frames_present: present.min(frames),
            frames_empty: empty,
            syntax,
            storage,
            means: means.clone(),
            deaths: AtomicU32::new(0),
        })
    }

    /// The cells of frame `index` with all their bits, for what lies in those that are not stored values; `None` where
    /// the codestream does not keep them. Contained: never panics.
    pub fn cells(&self, header: &Header, index: usize) -> Result<Option<Samples>, ReadError> {
        let whole = PixelLayout {
            bits_stored: self.layout.bits_allocated,
            high_bit: self.layout.bits_allocated.saturating_sub(1),
            signed: false,
            ..self.layout.clone()
        };
        if self.layout.bits_allocated > 32 {
            return Ok(None);
        }
        let broken = ReadError::Damaged { what: "this frame breaks its decoder".into(), at: self.layout.data.offset };
        contain(
            || match &self.storage {
                Storage::Compressed(_) if self.syntax != RLE => Ok(None),
                Storage::Video(_) => Ok(None),
                _ => self.decode_uncontained(header, &whole, index).map(|decoded| Some(decoded.frame.samples)),
            },
            broken,
        )
    }

    /// Reads and decodes frame `index`. Contained: never panics.
    pub fn decode(&self, header: &Header, index: usize) -> Result<Decoded, ReadError> {
        let broken = ReadError::Damaged { what: "this frame breaks its decoder".into(), at: self.layout.data.offset };
        let decoded = contain(|| self.decode_uncontained(header, &self.layout, index), broken);
        if !header.source_of(&self.layout.data).has_changed() {
            return decoded;
        }
        match decoded {
            Ok(mut decoded) => {
                let text = "The file changed after it was opened; open it again.";
                decoded.findings.push(Finding::new(FindingCode::Changed, None, text));
                Ok(decoded)
            }
            Err(ReadError::Damaged { .. }) => Err(ReadError::Io("it changed after it was opened".into())),
            Err(error) => Err(error),
        }
    }

    fn decode_uncontained(&self, header: &Header, layout: &PixelLayout, index: usize) -> Result<Decoded, ReadError> {
        if index >= self.frames {
            return Err(ReadError::Missing { what: "The file declares fewer frames than that".into() });
        }
        let limit = self.means.limits.frame_bytes;
        match &self.storage {
            Storage::Native => {
                let data = &layout.data;
                self.native(header, layout, header.source_of(data), data.offset, data.present, index)
            }
            Storage::NativeInFragments(fragments) => {
                let frame = fragments.read(header, &self.layout, index, limit)?;
                let longer = (frame.bytes.len() as u64).saturating_sub(self.layout.native_frame_bits().div_ceil(8));
                let mut decoded = self.native_bytes(header, layout, frame.bytes, frame.end)?;
                if longer > 1 {
                    let text =
                        format!("This frame's data are {longer} bytes longer than it needs; the rest is left out.");
                    decoded.findings.push(Finding::new(FindingCode::Structure, Some(PIXEL_DATA), text).at(frame.end));
                }
                Ok(decoded)
            }
            Storage::Deflated(fragments) => {
                let frame = fragments.read(header, &self.layout, index, limit)?;
                let needed = self.layout.native_frame_bits().div_ceil(8);
                let inflated = deflated::inflate(&frame.bytes, frame.whole, needed);
                let inflated = inflated.map_err(|error| placed(error, fragments, header, index))?;
                let mut decoded = self.native_bytes(header, layout, inflated.bytes, frame.end)?;
                if inflated.surplus {
                    let text = "This frame's deflated data hold more than it needs; the rest is left out.";
                    decoded.findings.push(Finding::new(FindingCode::Codestream, Some(PIXEL_DATA), text).at(frame.end));
                }
                Ok(decoded)
            }
            Storage::Compressed(fragments) => {
                let frame = fragments.read(header, &self.layout, index, limit)?;
                self.compressed(layout, &frame).map_err(|error| placed(error, fragments, header, index))
            }
            Storage::Video(video) => {
                let run = video.read(header.source_of(&layout.data), index, limit)?;
                let job = DecodeJob {
                    transfer_syntax: &self.syntax,
                    codestream: &run.bytes,
                    whole: run.whole,
                    picture: run.picture,
                    shape: self.shape(layout),
                };
                let decoded = self.decode_codestream(&job).map_err(|error| match error {
                    // Which byte of the run it was says nothing of the file.
                    ReadError::Damaged { what, .. } => ReadError::Damaged { what, at: run.at },
                    other => other,
                })?;
                self.decoded(layout, decoded)
            }
        }
    }

    /// A native frame that lies in memory; what is noticed about it is placed at `end` in the file.
    fn native_bytes(
        &self,
        header: &Header,
        layout: &PixelLayout,
        bytes: Vec<u8>,
        end: u64,
    ) -> Result<Decoded, ReadError> {
        let bytes = Source::memory(bytes);
        let mut decoded = self.native(header, layout, &bytes, 0, bytes.size(), 0)?;
        decoded.findings.iter_mut().for_each(|finding| finding.offset = Some(end));
        Ok(decoded)
    }

    fn native(
        &self,
        header: &Header,
        layout: &PixelLayout,
        source: &Source,
        offset: u64,
        present: u64,
        index: usize,
    ) -> Result<Decoded, ReadError> {
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
            findings.push(Finding::new(FindingCode::Truncated, Some(PIXEL_DATA), text).at(offset + present));
        }
        self.check(samples.len(), offset)?;
        Ok(Decoded { frame: self.frame(samples, rows_present), photometric, signed: layout.signed, findings })
    }

    fn compressed(&self, layout: &PixelLayout, frame: &FrameBytes) -> Result<Decoded, ReadError> {
        let (codestream, whole) = (frame.bytes.as_slice(), frame.whole);
        // A single frame may be of another kind than the first.
        let found = Codestream::of(codestream).filter(|found| !found.fits(&self.syntax));
        let syntax = found.map_or(self.syntax.as_str(), |found| found.syntax());
        if decoder_for(syntax).is_none() {
            return Err(unsupported(syntax));
        }
        let job = DecodeJob { transfer_syntax: syntax, codestream, whole, picture: 0, shape: self.shape(layout) };
        let mut decoded = self.decode_codestream(&job)?;
        let findings = &mut decoded.findings;
        if found.is_some() {
            let (found, rest) = (syntax::name(syntax), syntax::name(&self.syntax));
            let text = format!("This frame is {found}, not {rest}; it was read as what it is.");
            findings.push(Finding::new(FindingCode::TransferSyntax, Some((0x0002, 0x0010)), text));
        }
        if !whole {
            let text = "The file ends inside this frame's codestream.";
            findings.push(Finding::new(FindingCode::Truncated, Some(PIXEL_DATA), text).at(frame.end));
        }
        self.decoded(layout, decoded)
    }

    /// What a decoder gave back, checked.
    fn decoded(&self, layout: &PixelLayout, decoded: DecodedFrame) -> Result<Decoded, ReadError> {
        self.check(decoded.samples.len(), 0)?;
        let signed = is_signed(&decoded.samples);
        Ok(Decoded {
            frame: self.frame(decoded.samples, decoded.rows_present.min(layout.rows)),
            photometric: decoded.photometric,
            signed,
            findings: decoded.findings,
        })
    }

    /// What the header says that a codestream decodes to.
    fn shape(&self, layout: &PixelLayout) -> FrameShape {
        FrameShape {
            rows: layout.rows,
            columns: layout.columns,
            samples_per_pixel: layout.samples,
            bits_allocated: layout.bits_allocated,
            bits_stored: layout.bits_stored,
            high_bit: layout.high_bit,
            signed: layout.signed,
            photometric: layout.photometric,
            limit_bytes: self.means.limits.frame_bytes,
        }
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

    /// A frame has the number of samples that the header says, or it is none.
    fn check(&self, samples: usize, at: u64) -> Result<(), ReadError> {
        let expected = self.layout.pixels() * u64::from(self.layout.samples);
        if samples as u64 == expected {
            return Ok(());
        }
        let what = format!("a frame decodes to {samples} samples, not {expected}");
        Err(ReadError::Damaged { what, at })
    }

    fn frame(&self, samples: Samples, rows_present: u32) -> Frame {
        let PixelLayout { rows, columns, samples: samples_per_pixel, .. } = self.layout;
        Frame { rows, columns, samples_per_pixel, samples, rows_present }
    }
}

/// The error of a decoder, which counts from the start of the codestream, placed in the file.
fn placed(error: ReadError, fragments: &Fragments, header: &Header, index: usize) -> ReadError {
    match error {
        ReadError::Damaged { what, at } => ReadError::Damaged { what, at: fragments.place(header, index, at) },
        other => other,
    }
}

/// Says where the declared frames differ from what is there.
fn note_count(frames: usize, present: usize, storage: &Storage, layout: &PixelLayout, findings: &mut Vec<Finding>) {
    let data = &layout.data;
    let mut note = |code, tag, text: String| findings.push(Finding::new(code, Some(tag), text).at(data.offset));
    if present < frames {
        let text = format!("The header declares {frames} frames; the file holds {present}.");
        note(FindingCode::FrameCount, NUMBER_OF_FRAMES, text);
    }
    let more = |present| format!("The file holds {present} frames; the header declares {frames}.");
    if !matches!(storage, Storage::Native) {
        if present > frames {
            note(FindingCode::FrameCount, NUMBER_OF_FRAMES, more(present));
        }
        return;
    }
    let frame_bits = layout.native_frame_bits();
    let needed = frame_bits.saturating_mul(frames as u64).div_ceil(8);
    if data.present < needed {
        let text = "The pixel data are shorter than the frames that the header declares.";
        note(FindingCode::Truncated, PIXEL_DATA, text.into());
    }
    // One byte makes the length even.
    match data.present.saturating_sub(needed) {
        0 | 1 => {}
        longer if longer.saturating_mul(8) >= frame_bits => {
            note(FindingCode::FrameCount, NUMBER_OF_FRAMES, more(present))
        }
        longer => {
            let text = format!("The pixel data are {longer} bytes longer than the frames need; the rest is left out.");
            note(FindingCode::Structure, PIXEL_DATA, text);
        }
    }
}
