//! Two plain values: the same or not.

use dicom_core::VR;

use crate::dicom::{
    header::Header,
    index::{Element, Kind},
    tag_values::SHOWN_BYTES,
    value_reader::is_pixel_data,
};

use super::walk::Side;

/// Characters of a value that a difference shows.
const SHOWN: usize = 256;
/// Bytes read at once; a whole number of every unit.
const PIECE: u64 = 1 << 20;

/// Whether two elements that are no sequences hold the same value.
pub(super) fn values_equal(before: &Side<'_>, a: usize, after: &Side<'_>, b: usize) -> bool {
    let (Some(left), Some(right)) = (before.element(a), after.element(b)) else { return false };
    let is_short = |element: &Element| element.kind == Kind::Value && element.present <= SHOWN_BYTES as u64;
    let is_opaque = |element: &Element| {
        matches!(element.vr, VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN) || is_pixel_data(element)
    };
    if is_short(left)
        && is_short(right)
        && !is_opaque(left)
        && !is_opaque(right)
        && let (Some(left), Some(right)) = (before.row(a), after.row(b))
        && left.value.trim_end() == right.value.trim_end()
    {
        return true;
    }
    let mut left = Bytes::of(before.header, a, left);
    let mut right = Bytes::of(after.header, b, right);
    left.equal(&mut right)
}

/// What a difference shows of a value.
pub(super) fn shown(side: &Side<'_>, at: usize) -> String {
    let Some(element) = side.element(at) else { return String::new() };
    let items = |what: &str| {
        let count = side.header.index.children(Some(at)).count();
        format!("{count} {what}{}", if count == 1 { "" } else { "s" })
    };
    match element.kind {
        Kind::Sequence => items("item"),
        Kind::Item => items("element"),
        Kind::Encapsulated => {
            let inside = side.header.index.children(Some(at)).filter_map(|at| side.element(at)).skip(1);
            let (count, bytes) = inside.fold((0, 0), |(count, bytes), one| (count + 1, bytes + one.present));
            format!("{bytes} bytes in {count} fragment{}", if count == 1 { "" } else { "s" })
        }
        _ if is_pixel_data(element) => format!("{} bytes", element.present),
        _ => {
            let value = side.row(at).map_or("", |row| row.value.as_str());
            match value.char_indices().nth(SHOWN) {
                Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
                None => value.to_owned(),
            }
        }
    }
}

/// The bytes of a value from front to back, low byte first. Of encapsulated data the fragments without the offset table.
pub(super) struct Bytes<'a> {
    header: &'a Header,
    of: &'a Element,
    /// Where they lie, next last.
    left: Vec<(u64, u64)>,
    total: u64,
    /// Bytes of one number, where their order is to be turned round.
    swapped: Option<usize>,
}

impl<'a> Bytes<'a> {
    pub fn of(header: &'a Header, at: usize, of: &'a Element) -> Self {
        let mut left: Vec<(u64, u64)> = match of.kind {
            Kind::Encapsulated => {
                let fragments = header.index.children(Some(at)).skip(1);
                fragments.filter_map(|at| header.index.elements.get(at)).map(|one| (one.offset, one.present)).collect()
            }
            _ => vec![(of.offset, of.present)],
        };
        left.reverse();
        let is_samples = of.depth == 0 && is_pixel_data(of);
        let is_big = if is_samples { header.pixels_big_endian } else { of.encoding.big_endian };
        let unit = match of.vr {
            VR::US | VR::SS | VR::OW | VR::AT => 2,
            VR::UL | VR::SL | VR::FL | VR::OL | VR::OF => 4,
            VR::FD | VR::OD | VR::SV | VR::UV | VR::OV => 8,
            _ => 1,
        };
        let swapped = (is_big && unit > 1 && of.kind == Kind::Value).then_some(unit);
        Self { header, of, total: left.iter().map(|(_, length)| length).sum(), left, swapped }
    }

    /// At most [`PIECE`] bytes more, not beyond a fragment; empty at the end and where they cannot be read.
    pub fn next(&mut self) -> Vec<u8> {
        while let Some((at, length)) = self.left.pop() {
            let count = length.min(PIECE);
            if length > count {
                self.left.push((at + count, length - count));
            }
            let mut bytes = self.header.source_of(self.of).read(at, count).unwrap_or_default();
            if let Some(unit) = self.swapped {
                bytes.chunks_exact_mut(unit).for_each(<[u8]>::reverse);
            }
            if !bytes.is_empty() {
                return bytes;
            }
        }
        Vec::new()
    }

    /// Whether both hold the same, but for one byte that pads to an even length.
    fn equal(&mut self, other: &mut Self) -> bool {
        if self.total.abs_diff(other.total) > 1 {
            return false;
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        loop {
            if left.is_empty() {
                left = self.next();
            }
            if right.is_empty() {
                right = other.next();
            }
            let common = left.len().min(right.len());
            if common == 0 {
                let rest = if left.is_empty() { &right } else { &left };
                return matches!(rest[..], [] | [0 | b' ']);
            }
            if left.get(..common) != right.get(..common) {
                return false;
            }
            left.drain(..common);
            right.drain(..common);
        }
    }
}
