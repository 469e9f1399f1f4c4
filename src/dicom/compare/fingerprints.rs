//! All elements of one object in short, to see over many objects what differs; and single values.

use std::hash::{DefaultHasher, Hash, Hasher};

use dicom_core::VR;

use crate::dicom::{
    Object, TagPath,
    index::{Element, Kind},
    tag_values::SHOWN_BYTES,
    value_reader::is_pixel_data,
};

use super::values::Bytes;

/// Bytes of a long value that count.
const LOOKED_AT: usize = 64 << 10;

/// Tells `see` the way to each element and a number that is the same for the same value (padding and the order of bytes
/// aside; of values beyond 64 KiB by their beginning and length, of sequences by the number of items). Pixel data and
/// lengths of groups are left out.
pub fn fingerprints(object: &Object, see: &mut dyn FnMut(TagPath, u64)) {
    let header = object.header();
    let tree = object.tag_tree();
    for (at, (element, row)) in header.index.elements.iter().zip(&tree.rows).enumerate() {
        let is_element = matches!(element.kind, Kind::Value | Kind::Sequence);
        if !is_element || is_pixel_data(element) || element.tag.1 == 0 {
            continue;
        }
        let mut hasher = DefaultHasher::new();
        match element.kind {
            Kind::Sequence => header.index.children(Some(at)).count().hash(&mut hasher),
            _ if is_readable(element) => row.value.trim_end().hash(&mut hasher),
            _ => {
                element.present.hash(&mut hasher);
                let bytes = Bytes::of(header, at, element).next();
                bytes.get(..bytes.len().min(LOOKED_AT)).hash(&mut hasher);
            }
        }
        if let Some(path) = tree.path(at) {
            see(path, hasher.finish());
        }
    }
}

/// Whether the row holds all of the value.
fn is_readable(element: &Element) -> bool {
    let is_opaque = matches!(element.vr, VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN);
    !is_opaque && element.present <= SHOWN_BYTES as u64
}

/// A value for a table over many objects.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementValue {
    /// As the inspector shows it.
    pub text: String,
    /// Its first value, where it is a number.
    pub number: Option<f64>,
    /// It names the patient.
    pub identifying: bool,
}

/// The value at `path`; `None` where the object has no such element.
pub fn element_value(object: &Object, path: &TagPath) -> Option<ElementValue> {
    let tag = path.tag()?;
    let tree = object.tag_tree();
    let depth = path.steps.len() - 1;
    let is_it = |(at, row): &(usize, &crate::dicom::TagRow)| {
        row.tag == tag && usize::from(row.depth) == depth && tree.path(*at).as_ref() == Some(path)
    };
    let (_, row) = tree.rows.iter().enumerate().find(is_it)?;
    let is_number = matches!(row.vr, "DS" | "IS" | "US" | "SS" | "UL" | "SL" | "FL" | "FD" | "UV" | "SV");
    let first = row.value.split('\\').next().unwrap_or_default();
    let number = first.trim().parse::<f64>().ok().filter(|number| is_number && number.is_finite());
    Some(ElementValue { text: row.value.clone(), number, identifying: row.identifying })
}
