//! All elements of one object in short, to see over many objects what differs; and single values.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use dicom_core::VR;

use crate::dicom::{
    Object, PathStep, TagPath, TagRow, TagTree,
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

/// Looks up values of one object.
pub struct ElementValues {
    tree: Arc<TagTree>,
    ends: Vec<u32>,
}

impl ElementValues {
    /// Those of this object.
    pub fn of(object: &Object) -> Self {
        let tree = object.tag_tree();
        let ends = tree.ends();
        Self { tree, ends }
    }

    /// The value at `path`; `None` where the object has no such element.
    pub fn get(&self, path: &TagPath) -> Option<ElementValue> {
        self.below(None, &path.steps)
    }

    /// The value that `rest` leads to in each item of a sequence of the top level, in one walk. Of a row of
    /// [`Object::tag_tree`] at most: items beyond its limit are none.
    pub fn in_items<'a>(
        &'a self,
        sequence: (u16, u16),
        rest: &'a [PathStep],
    ) -> impl Iterator<Item = Option<ElementValue>> + 'a {
        let holder = self.tree.row_at(&TagPath::top(sequence), &self.ends);
        let end = holder.and_then(|holder| self.ends.get(holder)).map_or(0, |end| *end as usize);
        let mut at = holder.map_or(0, |holder| holder + 1);
        std::iter::from_fn(move || {
            let item = Some(at).filter(|at| *at < end)?;
            at = (*self.ends.get(item)? as usize).max(item + 1);
            Some(self.below(Some(item), rest))
        })
    }

    fn below(&self, holder: Option<usize>, steps: &[PathStep]) -> Option<ElementValue> {
        let Some(PathStep::Element(_)) = steps.last() else { return None };
        self.tree.rows.get(self.tree.row_below(holder, steps, &self.ends)?).map(value_of)
    }
}

fn value_of(row: &TagRow) -> ElementValue {
    let is_number = matches!(row.vr, "DS" | "IS" | "US" | "SS" | "UL" | "SL" | "FL" | "FD" | "UV" | "SV");
    let first = row.value.split('\\').next().unwrap_or_default();
    let number = first.trim().parse::<f64>().ok().filter(|number| is_number && number.is_finite());
    ElementValue { text: row.value.clone(), number, identifying: row.identifying }
}
