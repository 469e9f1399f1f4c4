//! What can go wrong in reading, by remedy, and what was noticed on the way.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why something could not be read. The text is one sentence without the path and without any value of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReadError {
    /// No DICOM at all.
    #[error("This is not a DICOM file; choose a file with DICOM content.")]
    NotDicom,
    /// The file holds no bytes.
    #[error("The file is empty; copy it again from its source.")]
    Empty,
    /// The bytes contradict themselves; a better copy may help.
    #[error("The file is damaged: {what} (at byte {at}); copy it again from its source.")]
    Damaged {
        /// What is wrong.
        what: String,
        /// Byte offset in the file.
        at: u64,
    },
    /// Valid, but not served by this version.
    #[error("{what}{} is not supported yet; the tags can still be read.", in_brackets(uid))]
    Unsupported {
        /// What, in words, without the UID.
        what: String,
        /// The UID concerned, or empty. Some file wrote it: it is shown as far as it consists of what UIDs do.
        uid: String,
    },
    /// Larger than the limits allow.
    #[error("{what} is over the limit; raise the limit if the file is trusted.")]
    OverLimit {
        /// What, with figures.
        what: String,
    },
    /// A needed attribute is absent or unusable.
    #[error("{what}; the tags can still be read.")]
    Missing {
        /// The attribute as keyword and tag, with what it prevents.
        what: String,
    },
    /// The object is of a kind that holds no pixels (SR, plan, ...).
    #[error("{what} holds no image; its tags are shown.")]
    NoImage {
        /// The kind of object, in words.
        what: String,
    },
    /// The decoder's process ended, or took too long, over this frame.
    #[error("The decoder {how} over this frame; the rest of the file can still be shown.")]
    DecoderDied {
        /// What became of it: `crashed`, `took longer than 5 s`.
        how: String,
    },
    /// The decoder died more than once over this file.
    #[error(
        "The decoder failed {deaths} times over this file, so no more of it is decoded; copy it again from its source."
    )]
    Abandoned {
        /// How often.
        deaths: u32,
    },
    /// The program ended while it read this file, so it is not read again by itself.
    #[error("The program ended while it was reading this file, so it is left alone; open it by hand if you trust it.")]
    Avoided,
    /// The operating system refused.
    #[error("The file cannot be read: {0}; check that it exists and may be read.")]
    Io(String),
}

/// A UID for a sentence; nothing where it is none by PS3.5 9.1: damaged bytes may hold anything, a name too.
fn in_brackets(uid: &str) -> String {
    let is_component = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
    };
    if uid.len() <= 64 && uid.contains('.') && uid.split('.').all(is_component) {
        format!(" ({uid})")
    } else {
        String::new()
    }
}

/// A stable name for each kind of finding, as in `info --json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingCode {
    /// Preamble or file meta information missing or repaired.
    Meta,
    /// Structure repaired: lengths, delimiters, trailing bytes.
    Structure,
    /// The file ends before its contents.
    Truncated,
    /// Transfer syntax absent or contradicted.
    TransferSyntax,
    /// Offset table ignored.
    OffsetTable,
    /// Number of Frames contradicts the data.
    FrameCount,
    /// Rescale, modality LUT or unit at fault.
    Modality,
    /// Window or VOI LUT at fault.
    Voi,
    /// Polarity attributes contradict each other.
    Polarity,
    /// Padding unusable.
    Padding,
    /// Palette unusable or clamped.
    Palette,
    /// Colour profile ignored.
    Profile,
    /// Overlay unusable or cut.
    Overlay,
    /// Display shutter unusable.
    Shutter,
    /// Spacing, orientation or position unusable.
    Geometry,
    /// Clip timing unusable.
    Timing,
    /// Text in an unknown or damaged character set.
    Charset,
    /// The codestream contradicts the header.
    Codestream,
    /// Nesting cut at the depth limit.
    Depth,
    /// What a report, plan or other document holds contradicts itself, or is more than is shown.
    Content,
    /// The decoder's process did not behave.
    Decoder,
    /// The file is no longer as it was when it was opened.
    Changed,
}

/// Something noticed and dealt with. The text holds no value of the file beyond sizes and offsets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Kind.
    pub code: FindingCode,
    /// One sentence for the person.
    pub text: String,
    /// The element concerned as (group, element).
    pub tag: Option<(u16, u16)>,
    /// Where in the file, in bytes (in a compressed data set: in what it inflates to), when it is about one place.
    pub offset: Option<u64>,
}

impl FindingCode {
    /// The name used on the command line, in kebab case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Structure => "structure",
            Self::Truncated => "truncated",
            Self::TransferSyntax => "transfer-syntax",
            Self::OffsetTable => "offset-table",
            Self::FrameCount => "frame-count",
            Self::Modality => "modality",
            Self::Voi => "voi",
            Self::Polarity => "polarity",
            Self::Padding => "padding",
            Self::Palette => "palette",
            Self::Profile => "profile",
            Self::Overlay => "overlay",
            Self::Shutter => "shutter",
            Self::Geometry => "geometry",
            Self::Timing => "timing",
            Self::Charset => "charset",
            Self::Codestream => "codestream",
            Self::Depth => "depth",
            Self::Content => "content",
            Self::Decoder => "decoder",
            Self::Changed => "changed",
        }
    }
}

impl Finding {
    /// A finding about `tag`.
    pub fn new(code: FindingCode, tag: Option<(u16, u16)>, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), tag, offset: None }
    }

    /// The same, found at this byte of the file.
    #[must_use]
    pub fn at(self, offset: u64) -> Self {
        Self { offset: Some(offset), ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
