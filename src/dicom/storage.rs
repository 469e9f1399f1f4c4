//! How the pixel data are really stored, whatever the transfer syntax says (PS3.5 8.2, A.4).
//!
//! Codestreams bear marks, and uncompressed frames have a known length. Where neither agrees with what is stated there is
//! no picture rather than one of noise.

use super::{
    Finding, FindingCode, ReadError,
    codec::{decoder_for, video::units::Coding},
    codestream::{Codestream, Mark},
    fragments::Fragments,
    header::Header,
    index::{Element, Kind},
    native,
    pixel_layout::PixelLayout,
    syntax,
    video::{self, Video},
};

const PIXEL_DATA: (u16, u16) = (0x7FE0, 0x0010);
const TRANSFER_SYNTAX: (u16, u16) = (0x0002, 0x0010);
/// How far the frame header of a JPEG codestream is looked for behind profiles and previews.
const LONGEST_JPEG_HEADER: u64 = 256 << 10;

/// How frames are stored.
#[derive(Debug)]
pub(super) enum Storage {
    /// One after the other.
    Native,
    /// In fragments, uncompressed.
    NativeInFragments(Fragments),
    /// In fragments, each frame an uncompressed one that was deflated.
    Deflated(Fragments),
    /// Compressed.
    Compressed(Fragments),
    /// In fragments that are together one video.
    Video(Video),
}

impl Storage {
    /// Finds out how the frames are stored, and the transfer syntax that says so.
    pub fn find(
        header: &Header,
        layout: &PixelLayout,
        findings: &mut Vec<Finding>,
    ) -> Result<(Self, String), ReadError> {
        let (storage, syntax) = match layout.data.kind {
            Kind::Encapsulated => in_fragments(header, layout, findings)?,
            _ => in_one_piece(header, layout, findings)?,
        };
        if matches!(storage, Self::Compressed(_)) && decoder_for(&syntax).is_none() {
            return Err(not_served(&syntax, header, layout));
        }
        Ok((storage, syntax))
    }

    /// Frames that are there, wholly or in part.
    pub fn present(&self, layout: &PixelLayout) -> usize {
        match self {
            Self::Native => native::frames_present(layout, layout.data.present),
            Self::NativeInFragments(fragments) | Self::Deflated(fragments) | Self::Compressed(fragments) => {
                fragments.present
            }
            Self::Video(video) => video.count(),
        }
    }

    /// Frames before `end` that have a place among those that are there, and no data.
    pub fn empty_before(&self, header: &Header, end: usize) -> usize {
        match self {
            Self::Native | Self::Video(_) => 0,
            Self::NativeInFragments(fragments) | Self::Deflated(fragments) | Self::Compressed(fragments) => {
                fragments.empty_before(header, end)
            }
        }
    }
}

fn in_fragments(
    header: &Header,
    layout: &PixelLayout,
    findings: &mut Vec<Finding>,
) -> Result<(Storage, String), ReadError> {
    let stated = header.syntax.as_str();
    let frame_bytes = layout.native_frame_bits().div_ceil(8);
    let uncompressed = stated == syntax::ENCAPSULATED_UNCOMPRESSED;
    if uncompressed || syntax::is_native(stated) {
        let fragments = Fragments::find(header, layout, false, &mut Vec::new());
        let first = fragments.first(header);
        // Bytes of pixels may happen to look like a mark, but not at the length of a frame.
        let fits = fragments.are_of_size(header, frame_bytes);
        if fits || uncompressed && first.is_none_or(|first| first.begins.is_none()) {
            if !uncompressed {
                contradict(layout, "uncompressed and in fragments", stated, findings);
            }
            let fragments = Fragments::find(header, layout, false, findings);
            return Ok((Storage::NativeInFragments(fragments), syntax::ENCAPSULATED_UNCOMPRESSED.into()));
        }
    }
    if stated == syntax::DEFLATED_FRAME {
        // No deflated data begin like a codestream: these marks would be blocks of a kind or length that there is not.
        let fragments = Fragments::find(header, layout, false, &mut Vec::new());
        if fragments.first(header).is_none_or(|first| first.begins.is_none()) {
            return Ok((Storage::Deflated(Fragments::find(header, layout, false, findings)), stated.into()));
        }
    }
    if let Some(coding) = Coding::of_syntax(stated) {
        let fragments = Fragments::find(header, layout, false, &mut Vec::new());
        let stream = fragments.stream(header);
        if let Some(video) = Video::find(header, layout, coding, stream, findings)? {
            let found = video.coding();
            if found == coding {
                return Ok((Storage::Video(video), stated.into()));
            }
            contradict(layout, &syntax::name(found.syntax()), stated, findings);
            return Ok((Storage::Video(video), found.syntax().into()));
        }
    }
    let fragments = Fragments::find(header, layout, true, findings);
    let found = fragments.first(header).and_then(|first| codestream(header, first));
    match found {
        Some(found) if !found.fits(stated) => {
            contradict(layout, &syntax::name(found.syntax()), stated, findings);
            Ok((Storage::Compressed(fragments), found.syntax().into()))
        }
        None if syntax::is_video(stated) => Err(not_served(stated, header, layout)),
        None if syntax::is_native(stated) => {
            let what = "Pixel data in fragments of a kind that cannot be told".into();
            Err(ReadError::Unsupported { what, uid: stated.into() })
        }
        _ => Ok((Storage::Compressed(fragments), stated.into())),
    }
}

fn in_one_piece(
    header: &Header,
    layout: &PixelLayout,
    findings: &mut Vec<Finding>,
) -> Result<(Storage, String), ReadError> {
    let stated = header.syntax.as_str();
    let is_exact = native::is_exact(layout);
    let native = || syntax::of(layout.data.encoding);
    if is_exact && syntax::is_native(stated) {
        return Ok((Storage::Native, stated.into()));
    }
    if is_exact {
        contradict(layout, "uncompressed", stated, findings);
        return Ok((Storage::Native, native().into()));
    }
    // The two bytes that JPEG XL begins with are as likely two pixels where nothing else speaks of it.
    let may_be = |found: &Codestream| *found != Codestream::JpegXl || !syntax::is_native(stated);
    if let Some(found) = bare_codestream(header, layout).filter(may_be) {
        if layout.frames.is_some_and(|frames| frames > 1) {
            let what = "compressed pixel data are not in fragments".into();
            return Err(ReadError::Damaged { what, at: layout.data.offset });
        }
        let text = format!(
            "The pixel data are {} without fragments; they were read as one frame.",
            syntax::name(found.syntax())
        );
        findings.push(Finding::new(FindingCode::TransferSyntax, Some(PIXEL_DATA), text).at(layout.data.offset));
        return Ok((Storage::Compressed(Fragments::bare(layout)), found.syntax().into()));
    }
    if syntax::is_native(stated) {
        return Ok((Storage::Native, stated.into()));
    }
    let in_fragments_only = [syntax::ENCAPSULATED_UNCOMPRESSED, syntax::DEFLATED_FRAME].contains(&stated);
    if decoder_for(stated).is_none() && !in_fragments_only {
        return Err(not_served(stated, header, layout));
    }
    Err(ReadError::Damaged {
        what: "the pixel data are neither in fragments nor of the length of uncompressed ones".into(),
        at: layout.data.offset,
    })
}

/// The kind of the codestream that a fragment begins.
fn codestream(header: &Header, fragment: &Element) -> Option<Codestream> {
    let mark = fragment.begins?;
    let bytes = match mark {
        // JPEG, whose frame header seldom stands further behind.
        Mark::Jpeg => header.value_bytes(fragment, Codestream::BYTES),
        _ => return Codestream::of_mark(mark),
    };
    Codestream::of(&bytes).or_else(|| Codestream::of(&header.value_bytes(fragment, LONGEST_JPEG_HEADER)))
}

/// The kind of the codestream that pixel data without fragments begin with.
fn bare_codestream(header: &Header, layout: &PixelLayout) -> Option<Codestream> {
    let start = header.value_bytes(&layout.data, Mark::BYTES as u64);
    let begins = Mark::of(&start);
    codestream(header, &Element { begins, ..layout.data })
}

fn contradict(layout: &PixelLayout, found: &str, stated: &str, findings: &mut Vec<Finding>) {
    let text = format!("The pixel data are {found}, not {}; they were read as what they are.", syntax::name(stated));
    findings.push(Finding::new(FindingCode::TransferSyntax, Some(TRANSFER_SYNTAX), text).at(layout.data.offset));
}

/// Names a syntax that has no decoder, and for a video what can be said of it.
fn not_served(uid: &str, header: &Header, layout: &PixelLayout) -> ReadError {
    if syntax::is_video(uid) { video::not_served(uid, header, layout) } else { unsupported(uid) }
}

/// Names a syntax that has no decoder.
pub(super) fn unsupported(uid: &str) -> ReadError {
    match syntax::name(uid) {
        // What no list knows may be anything, after damage a patient's number too: it is left to the tags.
        name if name == uid => ReadError::Unsupported {
            what: "A transfer syntax that is not in the standard, TransferSyntaxUID (0002,0010) among the tags,".into(),
            uid: String::new(),
        },
        name => ReadError::Unsupported { what: format!("The transfer syntax {name}"), uid: uid.to_owned() },
    }
}
