//! Which grid slices make, and what each slice of the grid is made of.

use crate::geometry::ImagePlane;

use super::{
    Distances, Fault, Grid, Irregular, Lean, Remedy, SAME_DIRECTION, SAME_SPACING, difference, dot, same_place_mm,
    scaled, sum,
};

/// One slice as it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// Where it lies.
    pub plane: ImagePlane,
    /// Distance between rows and between columns, mm.
    pub spacing_mm: Option<[f64; 2]>,
    /// How many rows.
    pub rows: u32,
    /// How many columns.
    pub columns: u32,
    /// _Slice Thickness_ (0018,0050), mm.
    pub thickness_mm: Option<f64>,
}

/// What may be done to slices that make no grid by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Slices of a tilted gantry are shifted back in their planes.
    pub correct_tilt: bool,
    /// Slices at uneven distances are interpolated at even ones, from the first to the last, no farther apart than usual.
    pub resample: bool,
}

/// A grid, and where its values come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The grid; slices ascend along the normal: direction of rows x direction of columns.
    pub grid: Grid,
    /// For each slice of the grid.
    pub blends: Vec<Blend>,
    /// For each slice that was given: where voxel (0, 0) of the grid lies in it, in columns and rows (0-based, centres).
    pub shifts: Vec<[f64; 2]>,
    /// What was irregular and is dealt with on wish.
    pub mended: Vec<Irregular>,
}

/// What one slice of a grid is made of: positions among the slices that were given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    /// The slice at this place, or before it.
    pub near: usize,
    /// The slice after it.
    pub far: usize,
    /// Share of `far`, 0 to 1; at 0 `far` has no part in it.
    pub share: f64,
}

/// A slice may lie so much of the distance of slices off its place in the grid: distances that are all within the
/// tolerance still drift apart when they change half way.
const DRIFT: f64 = 0.25;

/// An even grid has at most so many slices for each that was given, so that one slice far off costs no memory.
const MOST_SLICES: usize = 16;

/// A corrected grid has at most so many rows or columns for each that was given.
const MOST_WIDENED: f64 = 8.0;

impl Layout {
    /// The grid that `slices` make, in whatever order they come. [`super`] says what is tolerated.
    ///
    /// # Errors
    /// The first reason why they make none that `wish` does not deal with.
    pub fn new(slices: &[Slice], wish: Wish) -> Result<Self, Irregular> {
        let first = slices.first().ok_or_else(|| Irregular::new(Fault::TooFew, "There are no slices with a place."))?;
        let [row_mm, column_mm] = alike(slices, first)?;
        let normal = first.plane.normal();
        let mut order: Vec<(usize, f64)> =
            slices.iter().enumerate().map(|(index, slice)| (index, dot(slice.plane.position_mm, normal))).collect();
        order.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        let at = |place: usize| order.get(place).and_then(|&(index, _)| slices.get(index));
        let mut mended = Vec::new();
        let (step_mm, blends) = along(slices, &order, [row_mm, column_mm], wish, &mut mended)?;
        let planes: Vec<&ImagePlane> = (0..order.len()).filter_map(at).map(|slice| &slice.plane).collect();
        let Some(lowest) = planes.first() else { return Err(Irregular::new(Fault::TooFew, "There are no slices.")) };
        match Lean::judge(&planes, [row_mm, column_mm].into_iter()) {
            Lean::None => {}
            Lean::Even { degrees } => {
                let text =
                    format!("The slices are shifted against each other by {degrees:.1} degrees: a tilted gantry.");
                let tilt = Irregular::new(Fault::Tilt, text);
                if !wish.correct_tilt {
                    return Err(tilt);
                }
                mended.push(tilt);
            }
            Lean::Uneven { shift_mm } => {
                let text = format!("The slices are shifted against each other unevenly, by up to {shift_mm:.1} mm.");
                return Err(Irregular::new(Fault::Shifted, text));
            }
        }
        let ImagePlane { position_mm, row_direction, column_direction } = **lowest;
        let mut grid = Grid {
            size: [first.columns as usize, first.rows as usize, blends.len()],
            origin_mm: position_mm,
            steps_mm: [
                scaled(first.plane.row_direction, column_mm),
                scaled(first.plane.column_direction, row_mm),
                scaled(normal, step_mm),
            ],
        };
        let mut shifts = vec![[0.0; 2]; slices.len()];
        if mended.iter().any(|irregular| irregular.fault == Fault::Tilt) {
            for (shift, slice) in shifts.iter_mut().zip(slices) {
                let way = difference(slice.plane.position_mm, position_mm);
                *shift = [dot(way, row_direction) / column_mm, dot(way, column_direction) / row_mm];
            }
            widen(&mut grid, &mut shifts)?;
        }
        Ok(Self { grid, blends, shifts, mended })
    }

    /// What would make a grid of `slices` that make none by themselves, with the reasons; `None` where nothing would.
    pub fn remedies(slices: &[Slice]) -> Option<Vec<(Remedy, Irregular)>> {
        let whole = Self::new(slices, Wish { correct_tilt: true, resample: true }).ok()?;
        let named = |irregular: Irregular| Some((irregular.fault.remedy()?, irregular));
        Some(whole.mended.into_iter().filter_map(named).collect())
    }

    /// Whether each slice of the grid is one that was given, as it is.
    pub fn is_exact(&self) -> bool {
        self.mended.is_empty()
    }
}

/// What all slices have in common: the distance between rows and between columns.
fn alike(slices: &[Slice], first: &Slice) -> Result<[f64; 2], Irregular> {
    let fault = |fault, text: &str| Err(Irregular::new(fault, text));
    if first.rows == 0 || first.columns == 0 {
        return fault(Fault::TooFew, "The slices have no pixels.");
    }
    if slices.iter().any(|slice| (slice.rows, slice.columns) != (first.rows, first.columns)) {
        return fault(Fault::MixedSize, "The slices have different numbers of rows and columns.");
    }
    let is_turned = |slice: &Slice| {
        dot(slice.plane.row_direction, first.plane.row_direction) < SAME_DIRECTION
            || dot(slice.plane.column_direction, first.plane.column_direction) < SAME_DIRECTION
    };
    if slices.iter().any(is_turned) {
        return fault(Fault::MixedOrientation, "The slices are turned against each other.");
    }
    let is_sound = |mm: &f64| mm.is_finite() && *mm > 0.0;
    let Some(spacing @ [row_mm, column_mm]) = first.spacing_mm.filter(|spacing| spacing.iter().all(is_sound)) else {
        return fault(Fault::MixedSpacing, "The distance between pixels is not known.");
    };
    let same = |a: f64, b: f64| is_sound(&a) && a.max(b) <= a.min(b) * SAME_SPACING;
    let fits =
        |slice: &Slice| slice.spacing_mm.is_some_and(|[row, column]| same(row, row_mm) && same(column, column_mm));
    if !slices.iter().all(fits) {
        return fault(Fault::MixedSpacing, "The distance between pixels differs between the slices.");
    }
    Ok(spacing)
}

/// The distance of slices of the grid, and what each is made of; `order` are the slices by position, mm.
fn along(
    slices: &[Slice],
    order: &[(usize, f64)],
    pixels_mm: [f64; 2],
    wish: Wish,
    mended: &mut Vec<Irregular>,
) -> Result<(f64, Vec<Blend>), Irregular> {
    let (Some(&(lowest, start)), Some(&(_, end))) = (order.first(), order.last()) else {
        return Err(Irregular::new(Fault::TooFew, "There are no slices."));
    };
    let exact = |&(index, _): &(usize, f64)| Blend { near: index, far: index, share: 0.0 };
    if order.len() == 1 {
        let thickness = slices.get(lowest).and_then(|slice| slice.thickness_mm);
        return match thickness.filter(|mm| mm.is_finite() && *mm > 0.0) {
            Some(mm) => Ok((mm, order.iter().map(exact).collect())),
            None => Err(Irregular::new(Fault::TooFew, "It is one slice, and its thickness is not known.")),
        };
    }
    let same_mm = same_place_mm(pixels_mm.into_iter());
    if order.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if b - a <= same_mm)) {
        return Err(Irregular::new(Fault::Duplicates, "Several slices lie in one place."));
    }
    let positions: Vec<f64> = order.iter().map(|&(_, position)| position).collect();
    let thicknesses: Vec<Option<f64>> =
        order.iter().map(|&(index, _)| slices.get(index).and_then(|slice| slice.thickness_mm)).collect();
    let distances = Distances::judge(&positions, &thicknesses, same_mm);
    let usual = distances.spacing_mm.unwrap_or(same_mm);
    let mut faults = distances.faults;
    let mean = (end - start) / (order.len() - 1) as f64;
    if faults.is_empty() {
        let off = |(place, position): (usize, &f64)| (position - start - place as f64 * mean).abs();
        let drift = positions.iter().enumerate().map(off).fold(0.0, f64::max);
        if drift <= DRIFT * mean {
            return Ok((mean, order.iter().map(exact).collect()));
        }
        let text = format!("The distance between slices changes: they lie up to {drift:.2} mm off an even grid.");
        faults.push(Irregular::new(Fault::Uneven, text));
    }
    if !wish.resample {
        return Err(faults.swap_remove(0));
    }
    mended.append(&mut faults);
    let steps = (end - start) / usual;
    if !steps.is_finite() || steps > (order.len() * MOST_SLICES) as f64 {
        return Err(Irregular::new(
            Fault::TooLarge,
            "The slices lie so far apart that an even grid would be too large.",
        ));
    }
    // The first slice and the last are kept as they are: where the usual distance does not come out even, steps are that
    // much shorter, so that nothing is cut off and nothing is made up beyond the ends.
    let whole = steps.round();
    let count = if (steps - whole).abs() <= 0.05 { whole } else { steps.ceil() }.max(1.0);
    let step = (end - start) / count;
    let blend = |slice: usize| between(order, start + slice as f64 * step);
    Ok((step, (0..=count as usize).map(blend).collect()))
}

/// What lies at `position` mm of slices in `order`, which has at least one.
fn between(order: &[(usize, f64)], position: f64) -> Blend {
    /// Nearer than this share of the way it is the slice itself.
    const SAME: f64 = 1e-6;
    let after = order.partition_point(|&(_, at)| at < position);
    let nearest = |place: usize| order.get(place.min(order.len().saturating_sub(1))).copied().unwrap_or_default();
    let ((near, low), (far, high)) = (nearest(after.saturating_sub(1)), nearest(after));
    let share = if high > low { ((position - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
    if share <= SAME {
        Blend { near, far: near, share: 0.0 }
    } else if share >= 1.0 - SAME {
        Blend { near: far, far, share: 0.0 }
    } else {
        Blend { near, far, share }
    }
}

/// Makes the grid as wide as the shifted slices reach, and `shifts` from the way each slice was moved into where the
/// first voxel lies in it.
fn widen(grid: &mut Grid, shifts: &mut [[f64; 2]]) -> Result<(), Irregular> {
    for axis in [0, 1] {
        let moved = || shifts.iter().filter_map(|shift| shift.get(axis).copied());
        let (low, high) = moved().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), by| (a.min(by), b.max(by)));
        // A shift of less than a pixel over the whole stack is no tilt along this axis.
        let (low, high) = if high - low < 1.0 { (0.0, 0.0) } else { (low.floor(), high.ceil()) };
        let is_level = low == high;
        if let (Some(along), Some(step)) = (grid.size.get_mut(axis), grid.steps_mm.get(axis)) {
            if !(high - low).is_finite() || high - low > MOST_WIDENED * *along as f64 {
                return Err(Irregular::new(
                    Fault::TooLarge,
                    "The slices lean so much that the grid would be too large.",
                ));
            }
            *along += (high - low) as usize;
            grid.origin_mm = sum(grid.origin_mm, scaled(*step, low));
        }
        for by in shifts.iter_mut().filter_map(|shift| shift.get_mut(axis)) {
            *by = if is_level { 0.0 } else { low - *by };
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
