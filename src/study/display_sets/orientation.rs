//! Slices of one orientation from those of others.

use super::{
    parts::{Form, Part},
    picture::{Picture, dot},
};
use crate::volume::SAME_DIRECTION;

/// So many orientations are compared with; pictures that have none of them are no stack, and the cost stays bounded.
const ORIENTATIONS: usize = 128;

/// Slices of a scout in one orientation, at most.
const SCOUT_SLICES: usize = 7;

/// Cosine of 45 degrees: planes that cross more steeply are different views, not one that was turned.
const CROSSING: f64 = 0.707;

/// Divides `part` by the directions of its rows and columns.
///
/// - Orientations with but one picture each (a rotating projection, radial slices) are no stacks: together they are one
///   loose part in the order of their numbers.
/// - Two or three orientations of MR pictures that cross, each with few slices, are a localizer, though nothing in the
///   header has to say so (the MR image type has no term that must be used for it).
pub(super) fn divide<'a>(part: Part<'a>, modality: &str) -> Vec<Part<'a>> {
    let (groups, mut rest) = clusters(part.pictures);
    if groups.len() + usize::from(!rest.is_empty()) <= 1 {
        let pictures = groups.into_iter().flatten().chain(rest).collect();
        return vec![Part { pictures, ..part }];
    }
    if modality == "MR" && rest.is_empty() && is_scout(&groups) {
        let mut pictures = groups.concat();
        pictures.sort_by(Picture::by_number);
        return vec![Part { pictures, labels: part.labels, form: Form::Localizer }];
    }
    let (stacks, singles): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.len() > 1);
    rest.extend(singles.into_iter().flatten());
    rest.sort_by(Picture::by_number);
    let is_divided = stacks.len() + usize::from(!rest.is_empty()) > 1;
    let label = |name: &str| {
        let mut labels = part.labels.clone();
        labels.extend(is_divided.then(|| name.to_owned()));
        labels
    };
    let mut parts: Vec<Part> = stacks
        .into_iter()
        .map(|pictures| Part { labels: label(pictures.first().map_or("", name)), pictures, form: Form::Parallel })
        .collect();
    match rest.len() {
        0 => {}
        1 => parts.push(Part { labels: label(rest.first().map_or("", name)), pictures: rest, form: Form::Parallel }),
        _ => parts.push(Part { labels: label("single views"), pictures: rest, form: Form::Loose }),
    }
    parts
}

/// The pictures by orientation, each compared with the first of each group, and those beyond the last group.
fn clusters(pictures: Vec<Picture>) -> (Vec<Vec<Picture>>, Vec<Picture>) {
    let mut groups: Vec<Vec<Picture>> = Vec::new();
    let mut rest = Vec::new();
    let mut last = 0;
    for picture in pictures {
        let fits = |group: &Vec<Picture>| group.first().is_some_and(|first| is_parallel(first, &picture));
        // Neighbours mostly have the same orientation: ask the group of the last one first.
        let found = groups.get(last).filter(|group| fits(group)).map(|_| last).or_else(|| groups.iter().position(fits));
        let is_full = groups.len() >= ORIENTATIONS;
        match found {
            Some(index) => last = index,
            None if is_full => {
                rest.push(picture);
                continue;
            }
            None => {
                last = groups.len();
                groups.push(Vec::new());
            }
        }
        if let Some(group) = groups.get_mut(last) {
            group.push(picture);
        }
    }
    (groups, rest)
}

fn is_parallel(a: &Picture, b: &Picture) -> bool {
    let (Some(a), Some(b)) = (a.plane, b.plane) else { return false };
    dot(a.row_direction, b.row_direction) >= SAME_DIRECTION
        && dot(a.column_direction, b.column_direction) >= SAME_DIRECTION
}

fn is_scout(groups: &[Vec<Picture>]) -> bool {
    let normals: Vec<_> = groups.iter().filter_map(|group| group.first()?.plane).map(|plane| plane.normal()).collect();
    let cross = |(index, a): (usize, &[f64; 3])| normals.iter().skip(index + 1).all(|b| dot(*a, *b).abs() < CROSSING);
    (2..=3).contains(&groups.len())
        && groups.iter().all(|group| group.len() <= SCOUT_SLICES)
        && normals.iter().enumerate().all(cross)
}

/// The plane that comes closest.
fn name<'a>(picture: &Picture<'a>) -> &'a str {
    let Some([x, y, z]) = picture.plane.map(|plane| plane.normal().map(f64::abs)) else { return "" };
    if z >= x && z >= y {
        "axial"
    } else if y >= x {
        "coronal"
    } else {
        "sagittal"
    }
}
