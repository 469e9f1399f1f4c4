//! Which pictures can lie in one stack at all.
//!
//! Rules, in this order; each divides what the one before left together:
//! 1. localizers (_Image Type_ (0008,0008) names `LOCALIZER` from its third value on) from all others;
//! 2. one size: rows, columns and samples per pixel;
//! 3. pictures with a position from those without;
//! 4. one kind of object (_SOP Class UID_ (0008,0016)): CT and PET under one series UID;
//! 5. one frame of reference;
//! 6. one stack of a multi-frame object (_Stack ID_ (0020,9056));
//! 7. one segment of a segmentation (_Referenced Segment Number_ (0062,000B));
//! 8. one orientation ([`super::orientation`]).
//!
//! 3 to 8 do not hold for localizers: theirs are few, and belong side by side. 4 to 8 do not hold for pictures without a
//! position: they come one by one, and captures may stand between them. A different pixel spacing alone divides
//! nothing here: a stack may change its field of view half way ([`super::attribute`] divides it where the places are the
//! same).

use std::{collections::HashMap, hash::Hash};

use super::{orientation, picture::Picture};
use crate::dicom::sop_class_name;

/// Pictures that no rule of this module keeps apart.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub pictures: Vec<Picture<'a>>,
    /// What tells it from the other parts.
    pub labels: Vec<String>,
    pub form: Form,
}

/// What can be made of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Views that others are planned on.
    Localizer,
    /// Parallel slices in one space.
    Parallel,
    /// No geometry in common.
    Loose,
}

/// The pictures by the rules above, and by what they were divided, each said once. The order within a part is that of
/// `pictures`.
pub(super) fn divide<'a>(pictures: Vec<Picture<'a>>, modality: &str) -> (Vec<Part<'a>>, Vec<&'static str>) {
    let whole = Part { pictures, labels: Vec::new(), form: Form::Parallel };
    let mut reasons = Vec::new();
    let mut parts = by(vec![whole], "localizers", &mut reasons, is_localizer, |_, picture| {
        if is_localizer(picture) { "localizer".to_owned() } else { String::new() }
    });
    for part in &mut parts {
        part.form = if part.pictures.iter().all(is_localizer) { Form::Localizer } else { Form::Parallel };
    }
    let size = |picture: &Picture| (picture.image.columns, picture.image.rows, picture.image.samples_per_pixel);
    let mut parts = by(parts, "picture size", &mut reasons, size, |_, picture| size_label(picture));
    let mut done: Vec<Part> = parts.extract_if(.., |part| part.form == Form::Localizer).collect();
    let mut parts = by(
        parts,
        "missing positions",
        &mut reasons,
        |picture| picture.plane.is_none(),
        |_, picture| {
            if picture.plane.is_none() { "without position".to_owned() } else { String::new() }
        },
    );
    for part in &mut parts {
        part.form = if part.pictures.iter().all(|picture| picture.plane.is_none()) { Form::Loose } else { part.form };
    }
    done.extend(parts.extract_if(.., |part| part.form == Form::Loose));
    let class = |picture: &Picture<'a>| -> &'a str { &picture.object.sop_class_uid };
    let parts = by(parts, "kind of object", &mut reasons, class, |_, picture| class_label(class(picture)));
    let reference = |picture: &Picture<'a>| -> &'a str { &picture.image.frame_of_reference };
    let parts = by(parts, "frame of reference", &mut reasons, reference, |index, _| format!("space {}", index + 1));
    let parts = by(parts, "stack", &mut reasons, stack_id, |index, picture| match stack_id(picture) {
        "" => format!("stack {}", index + 1),
        name => format!("stack {name}"),
    });
    let parts = by(parts, "segment", &mut reasons, segment, |index, picture| {
        let number = segment(picture).map_or(index + 1, |number| number as usize);
        format!("segment {number}")
    });
    for part in parts {
        let oriented = orientation::divide(part, modality);
        if oriented.len() > 1 {
            reasons.push("orientation");
        }
        done.extend(oriented);
    }
    reasons.dedup();
    (done, reasons)
}

/// _Image Type_ (0008,0008) says so: value 3 by C.8.2.1.1.1; later values, as some write it.
fn is_localizer(picture: &Picture) -> bool {
    picture.image.image_type.split('\\').skip(2).any(|value| value.trim() == "LOCALIZER")
}

fn stack_id<'a>(picture: &Picture<'a>) -> &'a str {
    picture.own.map_or("", |own| &own.stack)
}

fn segment(picture: &Picture) -> Option<u32> {
    picture.own.and_then(|own| own.segment)
}

fn size_label(picture: &Picture) -> String {
    let image = picture.image;
    let colour = if image.samples_per_pixel > 1 { " colour" } else { "" };
    format!("{} × {}{colour}", image.columns, image.rows)
}

fn class_label(uid: &str) -> String {
    let name = sop_class_name(uid);
    match name.strip_suffix(" Storage").unwrap_or(&name) {
        "" => "of no known kind".to_owned(),
        name => name.to_owned(),
    }
}

/// Divides each part by `key`, in the order in which its values appear, and tells the results apart by `label`.
fn by<'a, K: Clone + Eq + Hash>(
    parts: Vec<Part<'a>>,
    reason: &'static str,
    reasons: &mut Vec<&'static str>,
    key: impl Fn(&Picture<'a>) -> K,
    label: impl Fn(usize, &Picture<'a>) -> String,
) -> Vec<Part<'a>> {
    let mut divided = Vec::with_capacity(parts.len());
    for part in parts {
        let groups = grouped(part.pictures, &key);
        let is_divided = groups.len() > 1;
        if is_divided {
            reasons.push(reason);
        }
        for (index, pictures) in groups.into_iter().enumerate() {
            let mut labels = part.labels.clone();
            labels.extend(pictures.first().filter(|_| is_divided).map(|first| label(index, first)));
            labels.retain(|label| !label.is_empty());
            divided.push(Part { pictures, labels, form: part.form });
        }
    }
    divided
}

fn grouped<'a, K: Clone + Eq + Hash>(
    pictures: Vec<Picture<'a>>,
    key: impl Fn(&Picture<'a>) -> K,
) -> Vec<Vec<Picture<'a>>> {
    let mut groups: Vec<Vec<Picture>> = Vec::new();
    let mut numbers = HashMap::new();
    let mut last: Option<(K, usize)> = None;
    for picture in pictures {
        let key = key(&picture);
        // Neighbours mostly belong together: the map is asked only where they do not.
        let number = match &last {
            Some((known, number)) if *known == key => *number,
            _ => {
                let number = *numbers.entry(key.clone()).or_insert(groups.len());
                last = Some((key, number));
                number
            }
        };
        match groups.get_mut(number) {
            Some(group) => group.push(picture),
            None => groups.push(vec![picture]),
        }
    }
    groups
}
