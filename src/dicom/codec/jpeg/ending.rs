//! What follows the last scan of a frame.

use super::markers::{DNL, EOI, SOS, Segments};
use crate::dicom::{Finding, FindingCode, ReadError, codec::damaged};

/// Bytes that a writer may put behind a frame to align the next one, whatever lay in its memory.
const ALIGNMENT: usize = 7;

/// Looks at the codestream from `at`, where the data of the last scan stop. `rows` are those of the frame header.
///
/// An error when a DNL segment (T.81 B.2.5) names another number of rows; a finding when the end marker is missing or
/// more than padding follows it.
pub(super) fn look_behind(
    codestream: &[u8],
    at: usize,
    rows: u32,
    whole: bool,
    findings: &mut Vec<Finding>,
) -> Result<(), ReadError> {
    let mut segments = Segments::behind(codestream, at);
    let mut note = |code, text: &str| findings.push(Finding::new(code, Some((0x7FE0, 0x0010)), text));
    loop {
        match segments.next() {
            Ok(segment) if segment.marker == DNL => check_lines(segment.body, rows, segment.at)?,
            Ok(segment) if matches!(segment.marker, EOI | SOS) => {
                let behind = codestream.get(segments.at..).unwrap_or_default();
                let padding = behind.len() <= ALIGNMENT || behind.iter().all(|byte| matches!(byte, 0 | 0xFF));
                if segment.marker == SOS || !padding {
                    let text = "More bytes follow the end of the compressed frame than padding; they are left out.";
                    note(FindingCode::Codestream, text);
                }
                return Ok(());
            }
            Ok(_) => {}
            // That the file ends here is said elsewhere.
            Err(_) if !whole => return Ok(()),
            Err(_) => {
                note(FindingCode::Truncated, "The JPEG ends without its end marker; no row of it is missing.");
                return Ok(());
            }
        }
    }
}

/// Holds the number of lines of a DNL segment against the frame header.
pub(super) fn check_lines(body: &[u8], rows: u32, at: usize) -> Result<(), ReadError> {
    let lines = body.first_chunk::<2>().map(|bytes| u32::from(u16::from_be_bytes(*bytes)));
    if lines == Some(rows) {
        return Ok(());
    }
    Err(damaged(at, "the JPEG names another number of rows behind its data than before them"))
}
