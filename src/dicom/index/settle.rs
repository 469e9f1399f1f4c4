//! How the data set is really written, whatever the meta group says.

use dicom_core::Tag;

use crate::dicom::{
    Finding, FindingCode, ReadError,
    source::{Source, Window},
    syntax::{self, Encoding},
};

use super::{
    chain::{Chain, chain, link},
    inflate::{Wrapping, inflate_some},
    start::ENCODINGS,
};

/// Bytes that are inflated to see whether elements come out.
const PROBE: u64 = 4 << 10;

/// How a data set is written.
pub(super) struct Settled {
    pub encoding: Encoding,
    /// UID of the syntax in force.
    pub syntax: String,
    /// The data set is compressed, in this way; `encoding` then is a guess that [`inside`] makes certain.
    pub wrapping: Option<Wrapping>,
}

/// Holds `stated`, the transfer syntax named by the meta group or empty, against the bytes at `at`.
pub(super) fn settle(
    source: &Source,
    window: &mut Window<'_>,
    at: u64,
    stated: &str,
    findings: &mut Vec<Finding>,
) -> Result<Settled, ReadError> {
    let encoding = syntax::encoding(stated);
    let deflated = syntax::is_deflated(stated);
    if !deflated && !stated.is_empty() && agrees(window, at, encoding)? {
        return Ok(Settled { encoding, syntax: stated.into(), wrapping: None });
    }
    let plain = best(window, at, encoding)?;
    // A deflated data set hardly begins with elements in order, and a plain one hardly inflates to some.
    if !plain.is_some_and(|(_, chain)| chain.is_certain()) {
        let wrapping = Wrapping::of_data_set(window, at)?;
        if deflated {
            return Ok(Settled { encoding, syntax: stated.into(), wrapping: Some(wrapping) });
        }
        let inflated = Source::memory(inflate_some(source, at, wrapping, PROBE).0);
        if best(&mut Window::new(&inflated), 0, encoding)?.is_some_and(|(_, chain)| chain.links >= 2) {
            contradict(stated, at, "deflated", findings);
            return Ok(Settled { encoding, syntax: syntax::DEFLATED.into(), wrapping: Some(wrapping) });
        }
    }
    let found = plain.map_or(encoding, |(found, _)| found);
    if found == encoding && !deflated && !stated.is_empty() {
        return Ok(Settled { encoding, syntax: stated.into(), wrapping: None });
    }
    contradict(stated, at, words(found), findings);
    // Which codestreams there are is another matter than how elements are written.
    let name = if deflated || syntax::is_native(stated) { syntax::of(found) } else { stated };
    Ok(Settled { encoding: found, syntax: name.into(), wrapping: None })
}

/// How the data set is written that was inflated to the source of `window`.
pub(super) fn inside(window: &mut Window<'_>) -> Result<Encoding, ReadError> {
    if agrees(window, 0, Encoding::EXPLICIT)? {
        return Ok(Encoding::EXPLICIT);
    }
    Ok(best(window, 0, Encoding::EXPLICIT)?.map_or(Encoding::EXPLICIT, |(encoding, _)| encoding))
}

/// Whether the first element is as `encoding` has it and no other way is likelier. Looks no value up in the dictionary
/// unless there is doubt.
fn agrees(window: &mut Window<'_>, at: u64, encoding: Encoding) -> Result<bool, ReadError> {
    let left = window.size().saturating_sub(at);
    let bytes = window.get(at, 12)?;
    if bytes.len() < 8 {
        return Ok(true);
    }
    let capitals = bytes.get(4..6).is_some_and(|letters| letters.iter().all(u8::is_ascii_uppercase));
    let first = link(bytes, encoding, left);
    Ok(match encoding.implicit {
        // The low half of a length seldom is two capital letters, and files do not begin with a group above that of
        // patients in either byte order.
        true => !capitals && first.is_some_and(|link| link.tag.0 < 0x0100),
        false => first.is_some_and(|link| link.tag.0 < 0x0100 || link.tag.0 % 2 == 1),
    })
}

/// The encoding in which most elements follow each other, `stated` where it is as good as any.
fn best(window: &mut Window<'_>, at: u64, stated: Encoding) -> Result<Option<(Encoding, Chain)>, ReadError> {
    let limit = window.size();
    let mut best: Option<(Encoding, Chain)> = None;
    for encoding in [stated].into_iter().chain(ENCODINGS) {
        let chain = chain(window, at, encoding, Tag(0, 0), limit, false)?;
        if chain.links > best.map_or(0, |(_, best)| best.links) {
            best = Some((encoding, chain));
        }
    }
    Ok(best)
}

/// Says what was found where something else was stated.
fn contradict(stated: &str, at: u64, found: &str, findings: &mut Vec<Finding>) {
    if stated.is_empty() {
        return;
    }
    let text = format!("The data set is {found}, not {}; it was read as it is written.", syntax::name(stated));
    findings.push(Finding::new(FindingCode::TransferSyntax, Some((2, 0x10)), text).at(at));
}

fn words(encoding: Encoding) -> &'static str {
    match (encoding.implicit, encoding.big_endian) {
        (true, false) => "implicit VR little endian",
        (false, false) => "explicit VR little endian",
        (false, true) => "explicit VR big endian",
        (true, true) => "implicit VR big endian",
    }
}
