//! The 128 bytes before the mark DICM (PS3.10 7.1), which applications may use as they like.

use super::header::Header;

/// What the preamble holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Preamble {
    /// The file begins without one.
    #[default]
    Absent,
    /// Zeros, as where no application uses it.
    Zero,
    /// The head of a TIFF: the file is meant to be read as one as well.
    Tiff,
    /// Anything else.
    Other(Box<[u8]>),
}

const LENGTH: usize = 128;
/// Bytes that are shown in one line.
const SHOWN: usize = 24;

impl Preamble {
    pub(super) fn read(header: &Header) -> Self {
        let head = header.file_start(LENGTH as u64 + 4);
        match head.split_at_checked(LENGTH) {
            Some((preamble, b"DICM")) => Self::of(preamble),
            _ => Self::Absent,
        }
    }

    fn of(preamble: &[u8]) -> Self {
        match preamble {
            zero if zero.iter().all(|byte| *byte == 0) => Self::Zero,
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Self::Tiff,
            other => Self::Other(other.into()),
        }
    }

    /// What it is in one line; `None` where there is none.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Zero => Some("128 bytes, all zero".to_owned()),
            Self::Tiff => Some("128 bytes, the head of a TIFF: the file can be read as one as well".to_owned()),
            Self::Other(bytes) => {
                let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
                let hex: Vec<String> = bytes.iter().take(used.min(SHOWN)).map(|byte| format!("{byte:02X}")).collect();
                let more = if used > SHOWN { " …" } else { "" };
                let rest = if used < bytes.len() { ", the rest zero" } else { "" };
                Some(format!("128 bytes, {}{more}{rest}", hex.join(" ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_it_is() {
        let with = |start: &[u8]| {
            let mut bytes = [0; LENGTH];
            bytes[..start.len()].copy_from_slice(start);
            Preamble::of(&bytes).text()
        };
        assert_eq!(with(b"").as_deref(), Some("128 bytes, all zero"));
        assert!(with(b"II*\0\x08").is_some_and(|text| text.contains("TIFF")));
        assert!(with(b"MM\0*").is_some_and(|text| text.contains("TIFF")));
        assert_eq!(with(b"MZ\x90").as_deref(), Some("128 bytes, 4D 5A 90, the rest zero"));
        assert_eq!(Preamble::Absent.text(), None);
    }
}
