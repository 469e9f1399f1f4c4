//! Slices that are shifted against each other, in words.

use super::picture::Picture;
use crate::{
    study::{SetFinding, SetFindingCode},
    volume::Lean,
};

/// The header's tilt and the lean of the positions agree within this.
const AGREEMENT_DEGREES: f64 = 1.0;

/// What is said of slices in the order of their positions that lean, or are shifted unevenly.
pub(super) fn judge(slices: &[Picture]) -> Option<SetFinding> {
    // All slices of a stack have planes.
    let planes = slices.iter().map(|slice| slice.plane).collect::<Option<Vec<_>>>()?;
    let pixels = slices.iter().filter_map(|slice| slice.image.spacing_mm).flat_map(|spacing| spacing.into_iter());
    let degrees = match Lean::judge(&planes, pixels) {
        Lean::None => return None,
        Lean::Even { degrees } => degrees,
        Lean::Uneven { shift_mm } => {
            let text =
                format!("The slices are shifted against each other in their plane, by {shift_mm:.1} mm and unevenly.");
            return Some(SetFinding::new(SetFindingCode::Tilt, text));
        }
    };
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
