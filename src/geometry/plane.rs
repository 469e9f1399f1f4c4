//! The plane of one image in the patient.

use super::Spacing;

/// Position and directions of an image in patient coordinates (PS3.3 C.7.6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImagePlane {
    /// _Image Position (Patient)_ (0020,0032): the centre of the first pixel, LPS, mm.
    pub position_mm: [f64; 3],
    /// Unit vector along a row (columns increasing): the first three values of (0020,0037).
    pub row_direction: [f64; 3],
    /// Unit vector along a column (rows increasing): the last three values of (0020,0037).
    pub column_direction: [f64; 3],
}

/// How far a written direction may be from unit length and from a right angle: files round to two decimals.
const TOLERANCE: f64 = 0.01;

impl ImagePlane {
    /// From _Image Position (Patient)_ (0020,0032) and _Image Orientation (Patient)_ (0020,0037). `None` unless there
    /// are three and six finite values and the directions are unit vectors at a right angle, within rounding; what
    /// rounding took from their length is given back.
    pub fn from_attributes(position: &[f64], orientation: &[f64]) -> Option<Self> {
        let &[x, y, z] = position else { return None };
        let &[rx, ry, rz, cx, cy, cz] = orientation else { return None };
        let position_mm = [x, y, z];
        let row_direction = unit([rx, ry, rz])?;
        let column_direction = unit([cx, cy, cz])?;
        let sound = position_mm.iter().all(|value| value.is_finite())
            && dot(row_direction, column_direction).abs() <= TOLERANCE;
        sound.then_some(Self { position_mm, row_direction, column_direction })
    }

    /// Unit vector at a right angle to the plane: row direction x column direction.
    pub fn normal(&self) -> [f64; 3] {
        let [a, b, c] = self.row_direction;
        let [d, e, f] = self.column_direction;
        let cross = [b * f - c * e, c * d - a * f, a * e - b * d];
        let length = dot(cross, cross).sqrt();
        cross.map(|component| component / length)
    }

    /// Patient position (LPS, mm) of a point given in 0-based index coordinates: (0, 0) is the *centre* of the first
    /// pixel (PS3.3 C.7.6.2.1.1), half a pixel off continuous pixel coordinates.
    pub fn patient_from_pixel(&self, spacing: &Spacing, column: f64, row: f64) -> [f64; 3] {
        let (across, down) = (column * spacing.column_mm, row * spacing.row_mm);
        let mut patient = self.position_mm;
        for (axis, value) in patient.iter_mut().enumerate() {
            *value += self.row_direction[axis] * across + self.column_direction[axis] * down;
        }
        patient
    }

    /// Position along the normal, mm: orders the slices of a stack.
    pub fn location_mm(&self) -> f64 {
        dot(self.position_mm, self.normal())
    }
}

/// The vector scaled to length 1, if it is close to that.
fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(vector, vector).sqrt();
    ((length - 1.0).abs() <= TOLERANCE).then(|| vector.map(|component| component / length))
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::geometry::SpacingBasis;

    const AXIAL: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0];

    #[test]
    fn an_index_becomes_a_patient_position() {
        let plane = ImagePlane::from_attributes(&[-100.0, -50.0, 30.0], &AXIAL).unwrap();
        let spacing = Spacing { row_mm: 2.0, column_mm: 0.5, basis: SpacingBasis::Patient };
        assert_eq!(plane.patient_from_pixel(&spacing, 10.0, 3.0), [-95.0, -44.0, 30.0]);
        assert_eq!(plane.normal(), [0.0, 0.0, 1.0]);
        assert_eq!(plane.location_mm(), 30.0);
    }

    #[test]
    fn a_sagittal_plane_is_located_along_the_left() {
        let plane = ImagePlane::from_attributes(&[12.0, 5.0, 7.0], &[0.0, 1.0, 0.0, 0.0, 0.0, -1.0]).unwrap();
        assert_eq!(plane.normal(), [-1.0, 0.0, 0.0]);
        assert_eq!(plane.location_mm(), -12.0);
    }

    #[test]
    fn unusable_attributes_give_no_plane() {
        let at = [0.0; 3];
        assert!(ImagePlane::from_attributes(&at[..2], &AXIAL).is_none());
        assert!(ImagePlane::from_attributes(&at, &AXIAL[..5]).is_none());
        assert!(ImagePlane::from_attributes(&[0.0, f64::NAN, 0.0], &AXIAL).is_none());
        assert!(ImagePlane::from_attributes(&at, &[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]).is_none());
        assert!(ImagePlane::from_attributes(&at, &[0.0; 6]).is_none());
        assert!(ImagePlane::from_attributes(&at, &[f64::INFINITY, 0.0, 0.0, 0.0, 1.0, 0.0]).is_none());
        assert!(ImagePlane::from_attributes(&at, &[2.0, 0.0, 0.0, 0.0, 1.0, 0.0]).is_none());
    }
}
