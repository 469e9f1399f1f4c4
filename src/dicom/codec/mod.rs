//! One compressed frame to stored values. Knows codestreams only: no files, no data sets, no fragments.
//!
//! [`decoder_for`] gives the decoder of a transfer syntax. A decoder reads the codestream's own header first and
//! refuses, before it allocates, whatever does not fit the [`FrameShape`] that the data set declares.
//!
//! # Which decoders, and why
//!
//! Exactness is by a corpus of 910 frames with the values of pydicom's decoders, GDCM and DCMTK; speed is the processor time
//! of one thread per frame, as a ratio to the fastest of pylibjpeg's and GDCM's decoders in the same run (below 1 is
//! faster), of a 512 x 512 slice of 16 bits unless said otherwise; "unsafe" counts the lines of it in the crate itself.
//! Rows with an asterisk were measured before this crate had decoders, on 638 public files.
//!
//! | what | decoder | exact | speed | safety | verdict |
//! |---|---|---|---|---|---|
//! | JPEG 2000 | `hayro-jpeg2000` 0.5 | all 155 reversible frames; irreversible ones within 2 | 1.0-1.2 | 2 unsafe | taken for reversible frames of up to 16 bits |
//! | | `openjp2` 0.6 | all, irreversible ones too | 1.3-1.5 | 482 unsafe, ported from C by machine | taken for irreversible ones, over 16 bits, and what the first refuses (over 32 layers) |
//! | | `openjpeg-sys`* | as `openjp2` | 1.0 of `openjp2` | C | a C build |
//! | | `dicom-toolkit-jpeg2000`* | reversible ones | 1.35 of `openjp2` | Rust | slower |
//! | HTJ2K | `openjp2` 0.6 | all 7 frames | 1.4 (480 x 640 RGB) | as above | taken |
//! | | `openjph-core` 0.1 | greys; colours differ by up to 255 | 1.4 | 104 unsafe | wrong |
//! | | `hayro-jpeg2000` 0.5 | refuses | | | |
//! | JPEG XL | `jxl-oxide` 0.12 | both lossless frames; lossy within 2, recompressed JPEG within 8 | 12-15 ms; libjxl 0.7 36 ms | safe but for its vector code | taken |
//! | | `jpegxl-sys`* | | | C++, GPL | not usable |
//! | deflated frames | `flate2` with `zlib-rs` | all | | safe interface | taken, with our own native reader |
//! | JPEG, 8 bits | `zune-jpeg` 0.5 | within 2, 8 with shared chroma | 0.61-0.91 of Pillow | safe | taken, behind our own marker reader |
//! | JPEG, 12 bits | our own | as DCMTK to the bit: 3 corpus files, 21 made ones, progressive too | 0.7 of the next | safe | taken |
//! | | `libjpeg-turbo-rs` 0.9 | the same but for progressive frames, which it refuses | 1.4 of ours | 326 unsafe, fixes unpublished | |
//! | | `jpeg-decoder`* 0.3 | refuses | | safe | |
//! | JPEG lossless | our own | all 401 frames | 0.22-0.42; 0.33 of DCMTK | safe | taken |
//! | | `jpeg-decoder`* 0.3 | wrong with a point transform | 0.61 of GDCM | safe | |
//! | JPEG-LS | our own | all 21 frames | 0.91 greys, 1.07 colours, of CharLS | safe | taken |
//! | | `charls`* | 42 of 43 | 1.4 | C++ | a C++ build |
//! | | `dicom-toolkit-codec`* | 0 of 42 | | Rust | wrong |
//! | RLE | our own | all 24 frames, 1 and 32 bits too | 0.21 greys, 0.67 colours | safe | taken |
//! | H.264 | `rusty_h264-decoder` 0.17 | all 100 frames | 7 ms (640 x 480) | safe without its vector code | taken |
//! | HEVC | `rusty_h265` 0.6 | all 50 frames | 8 ms (640 x 480) | safe without its vector code | taken |
//!
//! Videos: exact is against FFmpeg, in order and at random; the speed is that of playing on, the machine shared with others.
//! 540 pictures of ten more streams by libx264 and libx265 are FFmpeg's as well. `rusty_h264` as a whole replaces the
//! program's memory allocator unless its default features are off; the one that it brings crashes where OpenJPEG's port
//! hands back a null block. Nothing written in Rust was found for MPEG-2.

pub(super) mod deflated;
mod jpeg;
mod jpeg2000;
mod jpeg_ls;
mod jpeg_xl;
mod rle;
mod shape;
pub(super) mod video;

pub use shape::{DecodedFrame, FrameShape};

use super::{ReadError, contain::contain};
use video::units::Coding;

/// Decodes the codestream of one frame.
pub trait FrameDecoder: Sync {
    /// What is decoded, in words: `RLE Lossless`.
    fn name(&self) -> &'static str;

    /// Decodes `codestream`, the bytes of one frame with its fragments joined, padding allowed at the end.
    ///
    /// `whole` is false when the file ends inside of it: then the rows that are there may be given back, with
    /// [`DecodedFrame::rows_present`] saying how many. A whole codestream that runs out of data is an error.
    ///
    /// Errors: [`ReadError::Damaged`] (its offset counts from the start of `codestream`) when the bytes contradict
    /// themselves or `wanted`, [`ReadError::Unsupported`] for a process not served, [`ReadError::OverLimit`] for a frame
    /// over the budget. Foreign decoders may panic: the caller contains that.
    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError>;

    /// Decodes picture number `picture`, from 0 in the order of display, of a codestream that holds several: a run of a
    /// video from one that needs none before it, as a byte stream of NAL units; `whole` is false when bytes are missing
    /// behind it. Others hold one picture.
    ///
    /// Errors: as [`Self::decode`].
    fn decode_picture(
        &self,
        codestream: &[u8],
        whole: bool,
        _picture: u32,
        wanted: &FrameShape,
    ) -> Result<DecodedFrame, ReadError> {
        self.decode(codestream, whole, wanted)
    }
}

/// The decoder for a transfer syntax, or `None` when it is not compressed or not served by this version.
pub fn decoder_for(transfer_syntax_uid: &str) -> Option<&'static dyn FrameDecoder> {
    Some(match transfer_syntax_uid {
        "1.2.840.10008.1.2.5" => &rle::Rle,
        "1.2.840.10008.1.2.4.50" => &jpeg::Jpeg { name: "JPEG Baseline", lossless: false },
        "1.2.840.10008.1.2.4.51" => &jpeg::Jpeg { name: "JPEG Extended", lossless: false },
        "1.2.840.10008.1.2.4.53" => &jpeg::Jpeg { name: "JPEG Spectral Selection", lossless: false },
        "1.2.840.10008.1.2.4.55" => &jpeg::Jpeg { name: "JPEG Full Progression", lossless: false },
        "1.2.840.10008.1.2.4.57" => &jpeg::Jpeg { name: "JPEG Lossless", lossless: true },
        "1.2.840.10008.1.2.4.70" => &jpeg::Jpeg { name: "JPEG Lossless SV1", lossless: true },
        "1.2.840.10008.1.2.4.80" => &jpeg_ls::JpegLs { name: "JPEG-LS Lossless", lossless: true },
        "1.2.840.10008.1.2.4.81" => &jpeg_ls::JpegLs { name: "JPEG-LS Near-Lossless", lossless: false },
        "1.2.840.10008.1.2.4.90" => &jpeg2000::Jpeg2000 { name: "JPEG 2000 Lossless" },
        "1.2.840.10008.1.2.4.91" => &jpeg2000::Jpeg2000 { name: "JPEG 2000" },
        "1.2.840.10008.1.2.4.92" => &jpeg2000::Jpeg2000 { name: "JPEG 2000 Multi-component Lossless" },
        "1.2.840.10008.1.2.4.93" => &jpeg2000::Jpeg2000 { name: "JPEG 2000 Multi-component" },
        "1.2.840.10008.1.2.4.110" => &jpeg_xl::JpegXl { name: "JPEG XL Lossless" },
        "1.2.840.10008.1.2.4.111" => &jpeg_xl::JpegXl { name: "JPEG XL JPEG Recompression" },
        "1.2.840.10008.1.2.4.112" => &jpeg_xl::JpegXl { name: "JPEG XL" },
        "1.2.840.10008.1.2.4.201" => &jpeg2000::Jpeg2000 { name: "HTJ2K Lossless" },
        "1.2.840.10008.1.2.4.202" => &jpeg2000::Jpeg2000 { name: "HTJ2K Lossless RPCL" },
        "1.2.840.10008.1.2.4.203" => &jpeg2000::Jpeg2000 { name: "HTJ2K" },
        uid => match Coding::of_syntax(uid)? {
            Coding::H264 => &video::Video { coding: Coding::H264, name: "H.264" },
            Coding::Hevc => &video::Video { coding: Coding::Hevc, name: "HEVC" },
        },
    })
}

/// Whether codestreams of a transfer syntax are runs of a video, whose decoders keep memory from one to the next.
pub fn is_video(transfer_syntax_uid: &str) -> bool {
    Coding::of_syntax(transfer_syntax_uid).is_some()
}

/// Frees what this process keeps of videos to play on.
pub fn forget_videos() {
    video::forget();
}

/// One frame to be decoded, wherever that happens.
#[derive(Clone, Copy, Debug)]
pub struct DecodeJob<'a> {
    /// UID that [`decoder_for`] knows.
    pub transfer_syntax: &'a str,
    /// The bytes of the frame, its fragments joined.
    pub codestream: &'a [u8],
    /// The file does not end inside of it.
    pub whole: bool,
    /// Which picture of the codestream: 0 but for videos.
    pub picture: u32,
    /// What the data set says it must decode to.
    pub shape: FrameShape,
}

/// Where codestreams are decoded: in this process or behind a wall. Called from several threads at once.
pub trait Codecs: Send + Sync {
    /// Decodes one frame. Errors as [`FrameDecoder::decode`], and [`ReadError::DecoderDied`] from behind a wall.
    fn decode(&self, job: &DecodeJob<'_>) -> Result<DecodedFrame, ReadError>;
}

/// Decodes in this process, panics contained. A decoder that hangs or aborts takes the process with it, so this is for
/// the decoding process itself, for tests, and for when no other process can be started.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl Codecs for InProcess {
    fn decode(&self, job: &DecodeJob<'_>) -> Result<DecodedFrame, ReadError> {
        let broken = ReadError::Damaged { what: "this frame breaks its decoder".into(), at: 0 };
        let unknown = || ReadError::Unsupported { what: "This transfer syntax".into(), uid: String::new() };
        let decoder = decoder_for(job.transfer_syntax).ok_or_else(unknown)?;
        contain(|| decoder.decode_picture(job.codestream, job.whole, job.picture, &job.shape), broken)
    }
}

/// A fault found `at` bytes from the start of the codestream.
fn damaged(at: usize, what: impl Into<String>) -> ReadError {
    ReadError::Damaged { what: what.into(), at: at as u64 }
}

/// The file ends `at` bytes into a frame of the kind `what`, before a row of it is complete.
fn no_row(at: usize, what: &str) -> ReadError {
    damaged(at, format!("it ends inside this {what} frame, so no row of it is complete"))
}
