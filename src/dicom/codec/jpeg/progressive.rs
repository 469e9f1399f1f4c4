//! Whether a progressive frame has all of its scans: without the last ones it would look whole and lack detail.

use super::{
    ending::{check_lines, look_behind},
    entropy::{End, Intervals},
    markers::{DNL, EOI, Header, SOS, Segment, Segments},
};
use crate::dicom::{
    Finding, FindingCode, ReadError,
    codec::{damaged, no_row},
};

/// More scans than an encoder has reason to make: one for each coefficient of three components. Of an empty scan few bytes
/// make a decoder go over a large frame.
const MOST_SCANS: usize = 200;

/// For each component how many low bits of each coefficient are still to come; `None` before its first scan.
type Precision = Vec<[Option<u8>; 64]>;

/// Walks the scan headers (T.81 G.1.1.1). Scans that are missing are a finding, or an error in a cut frame: no row of it
/// is complete then.
pub(super) fn check(
    codestream: &[u8],
    header: &Header,
    whole: bool,
    findings: &mut Vec<Finding>,
) -> Result<(), ReadError> {
    let mut precision: Precision = vec![[None; 64]; header.components.len()];
    let mut segments = Segments::new(codestream)?;
    let (mut ended, mut scans) = (false, 0);
    while let Ok(segment) = segments.next() {
        match segment.marker {
            SOS if scans == MOST_SCANS => {
                return Err(damaged(segment.at, "the JPEG has more scans than any encoder makes"));
            }
            SOS => {
                scans += 1;
                note_scan(&segment, header, &mut precision)?;
                let mut data = Intervals::new(codestream, segments.at);
                if data.skip()? == End::Bytes {
                    break;
                }
                segments.at = data.at;
            }
            DNL => check_lines(segment.body, header.rows, segment.at)?,
            EOI => {
                ended = true;
                look_behind(codestream, segment.at, header.rows, whole, findings)?;
                break;
            }
            _ => {}
        }
    }
    if !ended {
        let what = "progressive JPEG";
        return Err(if whole {
            damaged(codestream.len(), "the JPEG data are cut")
        } else {
            no_row(codestream.len(), what)
        });
    }
    if precision.iter().flatten().any(|left| *left != Some(0)) {
        let text = "The progressive JPEG lacks some of its scans, so the picture lacks detail.";
        findings.push(Finding::new(FindingCode::Codestream, Some((0x7FE0, 0x0010)), text));
    }
    Ok(())
}

/// Takes down what one scan brings (B.2.3).
fn note_scan(segment: &Segment<'_>, header: &Header, precision: &mut Precision) -> Result<(), ReadError> {
    let wrong = || damaged(segment.at, "the JPEG scan is cut short");
    let (count, rest) = segment.body.split_first().ok_or_else(wrong)?;
    let (selectors, rest) = rest.split_at_checked(2 * usize::from(*count)).ok_or_else(wrong)?;
    let &[first, last, approximation, ..] = rest else { return Err(wrong()) };
    for [id, _] in selectors.as_chunks::<2>().0 {
        let index = header.components.iter().position(|component| component.id == *id);
        let of_component = index.and_then(|index| precision.get_mut(index)).ok_or_else(wrong)?;
        let band = of_component.get_mut(usize::from(first)..=usize::from(last)).ok_or_else(wrong)?;
        band.fill(Some(approximation & 0xF));
    }
    Ok(())
}
