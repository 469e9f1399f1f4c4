//! What the code shows of a viewport.

use crate::{
    geometry::{Placement, View},
    state::ImageState,
};

use super::CodeView;

impl<'a> CodeView<'a> {
    /// The picture of a viewport as it stands, cut to what `placement` leaves in sight. `None` without a picture.
    pub fn of(image: &'a ImageState, placement: Option<&Placement>, file_name: &'a str) -> Option<Self> {
        let (picture, presentation) = (image.picture()?, image.presentation()?);
        let about = image.loaded.about.as_ref().and_then(|about| about.image.as_ref().ok());
        Some(Self {
            file_name,
            frame: image.loaded.key?.frame,
            frames: about.map_or(1, |image| image.frames),
            picture,
            presentation,
            view: image.view,
            visible: placement.and_then(|placement| visible(&image.view, placement)),
        })
    }
}

/// The columns and rows that are in sight, whole or in part; `None` where that is all of them.
fn visible(view: &View, placement: &Placement) -> Option<[u32; 4]> {
    let map = view.pixel_from_screen(placement);
    let [one, other] = [[0.0, 0.0], placement.viewport].map(|corner| map.apply(corner));
    let span = |axis: usize| {
        let all = placement.image.get(axis).copied().unwrap_or(0);
        let (one, other): (f64, f64) = if axis == 0 { (one[0], other[0]) } else { (one[1], other[1]) };
        // A hair of a pixel is rounding; the casts saturate.
        let first = (one.min(other) + 1e-6).floor().max(0.0) as u32;
        let end = ((one.max(other) - 1e-6).ceil().max(0.0) as u32).min(all);
        (first, end, all)
    };
    let ((left, right, columns), (top, bottom, rows)) = (span(0), span(1));
    let is_all = (left, top, right, bottom) == (0, 0, columns, rows);
    (!is_all && left < right && top < bottom).then_some([left, top, right, bottom])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Zoom;

    #[test]
    fn what_is_out_of_sight_is_cut_off() {
        let placement = Placement { image: [100, 50], pixel_aspect: 1.0, viewport: [40.0, 40.0] };
        assert_eq!(visible(&View::default(), &placement), None);
        let near = View { zoom: Zoom::Scale(2.0), ..View::default() };
        assert_eq!(visible(&near, &placement), Some([40, 15, 60, 35]));
        let aside = View { pan: [45.0, 0.0], flip_horizontal: true, ..near };
        assert_eq!(visible(&aside, &placement), Some([85, 15, 100, 35]));
        let away = View { pan: [450.0, 0.0], ..near };
        assert_eq!(visible(&away, &placement), None);
    }
}
