//! _Sequence of Ultrasound Regions_ (0018,6011): which part of the picture is measured how (PS3.3 C.8.5.5).

use dicom_dictionary_std::tags;

use crate::geometry::{Spacing, SpacingBasis};

use super::{Finding, FindingCode, ImageDescription, header::Header, spacing::usable};

/// Regions of one picture that are read.
const MOST_REGIONS: usize = 256;

/// An item of _Sequence of Ultrasound Regions_ (0018,6011).
#[derive(Clone, Debug, PartialEq)]
pub struct UltrasoundRegion {
    /// x0, y0, x1, y1 in pixels, inclusive.
    pub bounds: [u32; 4],
    /// Millimetres per pixel along x, when the unit is cm, the format 2-D and the region inside the picture.
    pub delta_x_mm: Option<f64>,
    /// Millimetres per pixel along y.
    pub delta_y_mm: Option<f64>,
    /// _Region Spatial Format_ (0018,6012): 0 none, 1 2-D, 2 M-mode, 3 spectral, 4 wave form, 5 graphics.
    pub spatial_format: u16,
    /// _Region Flags_ (0018,6016) bit 0: where regions overlap, the others hold.
    pub low_priority: bool,
}

impl UltrasoundRegion {
    /// Whether the region covers a point in continuous pixel coordinates.
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        let [x0, y0, x1, y1] = self.bounds.map(f64::from);
        x >= x0 && y >= y0 && x < x1 + 1.0 && y < y1 + 1.0
    }

    /// What lies beneath the others and has no format is no region of its own.
    fn shows_something(&self) -> bool {
        !self.low_priority || self.spatial_format != 0
    }

    /// Its spacing, where both directions are in millimetres.
    pub fn spacing(&self) -> Option<Spacing> {
        let (column_mm, row_mm) = self.delta_x_mm.zip(self.delta_y_mm)?;
        Some(Spacing { row_mm, column_mm, basis: SpacingBasis::UltrasoundRegion })
    }
}

impl ImageDescription {
    /// The spacing that holds for a length or area between these points (continuous pixel coordinates): that of the
    /// picture, or, with ultrasound regions, that of the one region that holds them all. `None` where lengths have no
    /// millimetres: outside of every region, across regions, or in one that shows something else than distances.
    pub fn spacing_at(&self, points: &[[f64; 2]]) -> Option<Spacing> {
        if self.regions.is_empty() {
            return self.spacing;
        }
        let region = self.region_of(*points.first()?)?;
        let together =
            points.iter().all(|&point| self.region_of(point) == Some(region) && self.is_agreed(region, point));
        if together { region.spacing() } else { None }
    }

    fn region_of(&self, point: [f64; 2]) -> Option<&UltrasoundRegion> {
        let holding = || self.regions.iter().filter(|region| region.shows_something() && region.contains(point));
        holding().find(|region| !region.low_priority).or_else(|| holding().next())
    }

    /// Whether no region of the same rank says something else about a point.
    fn is_agreed(&self, region: &UltrasoundRegion, point: [f64; 2]) -> bool {
        let rank = |other: &UltrasoundRegion| other.shows_something() && other.low_priority == region.low_priority;
        let mut rivals = self.regions.iter().filter(|other| rank(other) && other.contains(point));
        rivals.all(|other| other.spacing() == region.spacing())
    }
}

/// The regions of a picture of `size` (columns, rows).
pub(super) fn regions(header: &Header, size: [u32; 2], findings: &mut Vec<Finding>) -> Vec<UltrasoundRegion> {
    let mut outside = false;
    let items = header.top().items(tags::SEQUENCE_OF_ULTRASOUND_REGIONS).take(MOST_REGIONS);
    let regions = items.filter_map(|item| {
        let bound = |tag| item.integer(tag).and_then(|value| u32::try_from(value).ok());
        let bounds = [
            bound(tags::REGION_LOCATION_MIN_X0)?,
            bound(tags::REGION_LOCATION_MIN_Y0)?,
            bound(tags::REGION_LOCATION_MAX_X1)?,
            bound(tags::REGION_LOCATION_MAX_Y1)?,
        ];
        // Some count the last pixel from 1.
        let inside = bounds[2] <= size[0] && bounds[3] <= size[1];
        let format = item.integer(tags::REGION_SPATIAL_FORMAT).and_then(|format| u16::try_from(format).ok());
        let two_dimensional = format == Some(1);
        outside |= two_dimensional && !inside;
        let in_mm = |unit, delta| {
            let centimetres = two_dimensional && inside && item.integer(unit) == Some(3);
            item.number(delta).map(|delta| delta.abs() * 10.0).filter(|&mm| centimetres && usable(mm))
        };
        let delta_x_mm = in_mm(tags::PHYSICAL_UNITS_X_DIRECTION, tags::PHYSICAL_DELTA_X);
        let delta_y_mm = in_mm(tags::PHYSICAL_UNITS_Y_DIRECTION, tags::PHYSICAL_DELTA_Y);
        let low_priority = item.integer(tags::REGION_FLAGS).is_some_and(|flags| flags & 1 == 1);
        Some(UltrasoundRegion { bounds, delta_x_mm, delta_y_mm, spatial_format: format.unwrap_or(0), low_priority })
    });
    let regions = regions.collect();
    if outside {
        let text = "An ultrasound region reaches outside of the picture, which must have been cut or scaled since; the \
                    region gives no millimetres.";
        findings.push(Finding::new(FindingCode::Geometry, Some((0x18, 0x6011)), text));
    }
    regions
}
