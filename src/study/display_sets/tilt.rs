//! Slices that are shifted against each other.

use super::picture::{Picture, dot};
use crate::study::{SetFinding, SetFindingCode};

/// A lean below this is rounding of the written directions.
const SMALLEST_DEGREES: f64 = 0.5;

/// The header's tilt and the lean of the positions agree within this.
const AGREEMENT_DEGREES: f64 = 1.0;

/// Where pixel spacing is unknown, a shift below this is not worth a word, mm.
const PIXEL_MM: f64 = 1.0;

/// Judges slices in the order of their positions: whether the way from the first to the last leans against their normal by
/// more than half a degree and a pixel (then a block of them is sheared), and whether all others lie on that way.
pub(super) fn judge(slices: &[Picture]) -> Option<SetFinding> {
    let (first, last) = (slices.first()?.plane?, slices.last()?.plane?);
    let normal = first.normal();
    let pixel = slices.iter().filter_map(|slice| slice.image.spacing_mm).flat_map(|spacing| spacing.into_iter());
    let pixel = pixel.filter(|mm| *mm > 0.0).fold(f64::INFINITY, f64::min);
    let pixel = if pixel.is_finite() { pixel } else { PIXEL_MM };

    let way = difference(last.position_mm, first.position_mm);
    let along = dot(way, normal);
    if along == 0.0 {
        return None;
    }
    let across = |way: [f64; 3]| {
        let along = dot(way, normal);
        difference(way, normal.map(|component| component * along))
    };
    let shift = length(across(way));
    let farthest = slices.iter().filter_map(|slice| slice.plane).fold(0.0_f64, |farthest, plane| {
        let own = difference(plane.position_mm, first.position_mm);
        let share = dot(own, normal) / along;
        farthest.max(length(difference(across(own), across(way).map(|component| component * share))))
    });
    if farthest > pixel {
        let text =
            format!("The slices are shifted against each other in their plane, by {farthest:.1} mm and unevenly.");
        return Some(SetFinding::new(SetFindingCode::Tilt, text));
    }
    let degrees = shift.atan2(along.abs()).to_degrees();
    if degrees < SMALLEST_DEGREES || shift < pixel {
        return None;
    }
    let stated = slices.first().and_then(|slice| slice.image.tilt_degrees).filter(|tilt| tilt.is_finite());
    let header = match stated {
        Some(tilt) if (tilt.abs() - degrees).abs() <= AGREEMENT_DEGREES => {
            "as the gantry tilt in the header".to_owned()
        }
        Some(tilt) => format!("the gantry tilt in the header is {tilt:.1} degrees"),
        None => "the header states no gantry tilt".to_owned(),
    };
    let text = format!("The stack leans by {degrees:.1} degrees against the normal of its slices; {header}.");
    Some(SetFinding::new(SetFindingCode::Tilt, text.replace("; as", ", as")))
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn length(vector: [f64; 3]) -> f64 {
    dot(vector, vector).sqrt()
}
