//! The box around a mask.

use super::BodyMask;

/// First and last row and column of a body, 0-based, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyBox {
    /// First column.
    pub first_column: u32,
    /// First row.
    pub first_row: u32,
    /// Last column.
    pub last_column: u32,
    /// Last row.
    pub last_row: u32,
}

impl BodyBox {
    /// The whole image.
    pub fn whole(columns: u32, rows: u32) -> Self {
        let (last_column, last_row) = (columns.saturating_sub(1), rows.saturating_sub(1));
        Self { first_column: 0, first_row: 0, last_column, last_row }
    }

    /// How many columns.
    pub fn columns(&self) -> u32 {
        self.last_column.saturating_sub(self.first_column).saturating_add(1)
    }

    /// How many rows.
    pub fn rows(&self) -> u32 {
        self.last_row.saturating_sub(self.first_row).saturating_add(1)
    }
}

/// fastai's `mask2bbox`: the rows and columns that hold any pixel of the body. `None` where none does; fastai answers
/// with the whole image then.
pub fn mask2bbox(mask: &BodyMask) -> Option<BodyBox> {
    let mut found: Option<BodyBox> = None;
    for (row, pixels) in (0..).zip(mask.inside.chunks(mask.columns.max(1) as usize)) {
        let Some(first) = pixels.iter().position(|inside| *inside) else { continue };
        let last = pixels.iter().rposition(|inside| *inside).unwrap_or(first);
        // Columns of an image fit 32 bits.
        let (first, last) = (first as u32, last as u32);
        found = Some(match found {
            None => BodyBox { first_column: first, first_row: row, last_column: last, last_row: row },
            Some(before) => BodyBox {
                first_column: before.first_column.min(first),
                last_column: before.last_column.max(last),
                last_row: row,
                ..before
            },
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_holds_every_pixel() {
        let drawn = "......\n..#...\n.....#\n......";
        let inside = drawn.lines().flat_map(|line| line.chars().map(|pixel| pixel == '#')).collect();
        let mask = BodyMask { columns: 6, rows: 4, inside };
        let found = BodyBox { first_column: 2, first_row: 1, last_column: 5, last_row: 2 };
        assert_eq!(mask2bbox(&mask), Some(found));
        assert_eq!((found.columns(), found.rows()), (4, 2));
        assert_eq!(mask2bbox(&BodyMask { inside: vec![false; 24], ..mask }), None);
        assert_eq!(BodyBox::whole(6, 4).columns(), 6);
    }
}
