//! The reference grid of a JPEG 2000 image and its tiles (T.800 Annex B.2, B.3).

use std::ops::Range;

/// Where image and tiles lie, in pixels: all components are sampled alike here.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// The image.
    pub x: Range<u32>,
    pub y: Range<u32>,
    /// The first tile starts here, at or before the image.
    tile_x: u32,
    tile_y: u32,
    tile_width: u32,
    tile_height: u32,
    /// Tiles in a row.
    pub across: u64,
    /// Rows of tiles.
    pub down: u64,
}

impl Grid {
    /// From the eight words of a SIZ segment. `None` when the image or its first tile would be empty.
    pub fn read(words: &[u32]) -> Option<Self> {
        let &[x1, y1, x0, y0, tile_width, tile_height, tile_x, tile_y] = words else { return None };
        let starts_before = tile_x <= x0 && tile_y <= y0;
        let reaches = tile_x.saturating_add(tile_width) > x0 && tile_y.saturating_add(tile_height) > y0;
        if x0 >= x1 || y0 >= y1 || !starts_before || !reaches {
            return None;
        }
        let across = u64::from((x1 - tile_x).div_ceil(tile_width));
        let down = u64::from((y1 - tile_y).div_ceil(tile_height));
        Some(Self { x: x0..x1, y: y0..y1, tile_x, tile_y, tile_width, tile_height, across, down })
    }

    pub fn columns(&self) -> u32 {
        self.x.end - self.x.start
    }

    pub fn rows(&self) -> u32 {
        self.y.end - self.y.start
    }

    /// Columns and rows of the grid that a tile covers.
    pub fn tile(&self, index: u64) -> (Range<u64>, Range<u64>) {
        let span = |place: u64, first: u32, size: u32, image: &Range<u32>| {
            let start = u64::from(first) + place * u64::from(size);
            let end = start + u64::from(size);
            start.max(u64::from(image.start))..end.min(u64::from(image.end))
        };
        let across = self.across.max(1);
        (
            span(index % across, self.tile_x, self.tile_width, &self.x),
            span(index / across, self.tile_y, self.tile_height, &self.y),
        )
    }

    /// Where the image ends when only the first `rows` rows of tiles are there.
    pub fn end_of_rows(&self, rows: u64) -> u32 {
        let end = u64::from(self.tile_y) + rows * u64::from(self.tile_height);
        u32::try_from(end).unwrap_or(u32::MAX).min(self.y.end)
    }
}
