//! Where the body ends and the air around it begins.

use std::ops::Range;

use super::{
    Picture, Run, Unit,
    frame::{wide, with_samples},
};

/// Values below this many HU are taken for air: far above the -1000 of air itself and far below fat, which begins at about
/// -150.
pub const AIR_BELOW_HU: f64 = -300.0;

/// The pixels of a picture that are not air outside of the body.
pub(super) struct Body {
    /// In the order of rows and columns.
    pub(super) runs: Vec<Run>,
    /// Pixels of air outside.
    pub(super) air: u64,
    /// Padding that lies in it.
    pub(super) padding: u64,
}

/// The body of a picture in HU, by the rule that [`super::Counts::without_air`] tells.
pub(super) fn body(picture: &Picture) -> Option<Body> {
    if picture.model().unit != Unit::Hounsfield || picture.is_colour() {
        return None;
    }
    let (columns, rows) = (picture.frame().columns, picture.rows_present());
    let kinds = Kinds::of(picture);
    let mut regions = Regions { parent: vec![OUTSIDE] };
    let mut flags = Vec::new();
    // The open runs of each row, each with its region.
    let mut open: Vec<Vec<(Range<u32>, u32)>> = Vec::with_capacity(rows as usize);
    for row in 0..rows {
        let is_edge = row == 0 || row + 1 == rows;
        let mut found = Vec::new();
        kinds.row(row, &mut flags);
        let mut from = 0;
        for run in flags.chunk_by(PartialEq::eq) {
            let range = from..from + run.len() as u32;
            from = range.end;
            if run.first() != Some(&true) {
                continue;
            }
            let touches_border = is_edge || range.start == 0 || range.end == columns;
            let region = if touches_border { OUTSIDE } else { regions.new_one() };
            found.push((range, region));
        }
        if let Some(above) = open.last() {
            regions.join_rows(above, &found);
        }
        open.push(found);
    }
    let mut body = Body { runs: Vec::new(), air: 0, padding: 0 };
    for (row, open) in (0..).zip(&open) {
        let mut from = 0;
        for (range, region) in open {
            if regions.root(*region) == OUTSIDE {
                body.runs.extend((from < range.start).then_some((row, from..range.start)));
                from = range.end;
                let padding = kinds.padding_in(row, range.clone());
                body.padding += padding;
                body.air += u64::from(range.end - range.start) - padding;
            }
        }
        body.runs.extend((from < columns).then_some((row, from..columns)));
    }
    Some(body)
}

/// The region that touches the border.
const OUTSIDE: u32 = 0;

/// Regions that turn out to be one are joined under the smallest number among them.
struct Regions {
    parent: Vec<u32>,
}

impl Regions {
    fn new_one(&mut self) -> u32 {
        // A picture has fewer runs than pixels, and of those u32::MAX at most.
        let region = u32::try_from(self.parent.len()).unwrap_or(OUTSIDE);
        self.parent.push(region);
        region
    }

    fn root(&mut self, region: u32) -> u32 {
        let mut at = region;
        loop {
            let above = self.parent.get(at as usize).copied().unwrap_or(OUTSIDE);
            if above == at {
                return at;
            }
            let over = self.parent.get(above as usize).copied().unwrap_or(OUTSIDE);
            if let Some(parent) = self.parent.get_mut(at as usize) {
                *parent = over;
            }
            at = above;
        }
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parent.get_mut(one.max(other) as usize) {
            *parent = one.min(other);
        }
    }

    /// Joins the runs of a row with those above that they touch.
    fn join_rows(&mut self, above: &[(Range<u32>, u32)], below: &[(Range<u32>, u32)]) {
        let (mut above, mut below) = (above.iter().peekable(), below.iter().peekable());
        while let (Some((upper, of_upper)), Some((lower, of_lower))) = (above.peek(), below.peek()) {
            if upper.start < lower.end && lower.start < upper.end {
                self.join(*of_upper, *of_lower);
            }
            if upper.end <= lower.end {
                above.next()
            } else {
                below.next()
            };
        }
    }
}

/// What the pixels of a picture are.
struct Kinds<'a> {
    picture: &'a Picture,
    /// For the stored values from the first on that a table can hold: whether air or padding passes through.
    table: Vec<bool>,
    first: i32,
}

impl<'a> Kinds<'a> {
    fn of(picture: &'a Picture) -> Self {
        let (first, last) = picture.stored_range().unwrap_or((0, -1));
        let table = (first..=last).map(|stored| is_open(picture, stored.into())).collect();
        Self { picture, table, first }
    }

    /// Which pixels of a row are open.
    fn row(&self, row: u32, open: &mut Vec<bool>) {
        open.clear();
        let columns = self.picture.frame().columns as usize;
        let start = row as usize * columns;
        let is_open_at = |stored: f64| {
            if self.table.is_empty() {
                return is_open(self.picture, stored);
            }
            let at = usize::try_from(stored as i32 - self.first).unwrap_or(usize::MAX);
            self.table.get(at).copied().unwrap_or(false)
        };
        with_samples!(&self.picture.frame().samples, values => {
            let values = values.get(start..start + columns).unwrap_or_default();
            open.extend(values.iter().map(|&value| is_open_at(wide(value))));
        });
    }

    fn padding_in(&self, row: u32, range: Range<u32>) -> u64 {
        if !self.picture.may_have_gaps() {
            return 0;
        }
        let is_padding =
            |column: &u32| self.picture.stored(*column, row).is_some_and(|stored| self.picture.is_gap(stored));
        range.filter(is_padding).count() as u64
    }
}

fn is_open(picture: &Picture, stored: f64) -> bool {
    picture.is_gap(stored) || picture.model().modality.apply(stored) < AIR_BELOW_HU
}

#[cfg(test)]
#[path = "air_tests.rs"]
mod tests;
