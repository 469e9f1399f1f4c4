//! A made-up study, generated in code: a chest in CT with calibration rods of known HU, and an ultrasound clip.
//!
//! Everything is a function of the slice or frame number, so that the same build always gives the same bytes. The study
//! is nobody: name, dates and identifiers are invented, and the UIDs stand under 2.25 (PS3.5 B.2).
//!
//! The rods lie in the pad under the back, from the patient's right to left ([`RODS`]); each has a radius of
//! [`ROD_RADIUS_MM`] and holds its value through all slices, apart from noise whose mean is 0:
//!
//! | rod | HU |
//! |---|---|
//! | air | -1000 |
//! | lung | -830 |
//! | fat | -90 |
//! | water | 0 |
//! | soft tissue | 45 |
//! | spongy bone | 300 |
//! | cortical bone | 1000 |

mod canvas;
mod chest;
mod clip;
mod random;

use rayon::prelude::*;

use super::write::{DataSetWriter, EXPLICIT_LITTLE};

pub use chest::{ROD_RADIUS_MM, RODS, Rod};

/// Slices of the CT series.
pub const SLICES: usize = 24;
/// Rows and columns of a slice.
pub const SLICE_SIZE: usize = 512;
/// Distance of neighbouring pixel centres, both ways.
pub const PIXEL_SPACING_MM: f64 = 0.703_125;
/// Distance of neighbouring slices.
pub const SLICE_SPACING_MM: f64 = 5.0;

/// Stored values are HU + 1024.
const INTERCEPT: f64 = -1024.0;
const PATIENT_NAME: &str = "Phantom^Hounsfield";
const DATE: &str = "20260102";

/// A file of the phantom study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhantomFile {
    /// File name, `ct-01.dcm` ... and `us-clip.dcm`.
    pub name: String,
    /// The whole DICOM file.
    pub bytes: Vec<u8>,
}

/// The whole study: [`SLICES`] CT slices from the feet up, then the ultrasound clip.
pub fn study() -> Vec<PhantomFile> {
    let mut files: Vec<PhantomFile> = (0..SLICES).into_par_iter().map(slice).collect();
    files.push(clip());
    files
}

/// CT slice `index`, 0-based from the feet; an index beyond the last gives the last.
pub fn slice(index: usize) -> PhantomFile {
    let index = index.min(SLICES - 1);
    let number = index + 1;
    let z_mm = index as f64 * SLICE_SPACING_MM;
    let corner_mm = -PIXEL_SPACING_MM * (SLICE_SIZE as f64 - 1.0) / 2.0;
    let stored = chest::slice_hu(z_mm).into_iter().map(|hu| {
        let stored = (f64::from(hu) - INTERCEPT).round();
        stored.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
    });
    let mut set = general("CT", "1.2.840.10008.5.1.4.1.1.2", "Chest CT phantom", 1, number);
    set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    set.text((0x0018, 0x0015), "CS", "CHEST");
    set.decimals((0x0018, 0x0050), &[SLICE_SPACING_MM]);
    set.decimals((0x0018, 0x0060), &[120.0]);
    set.text((0x0018, 0x5100), "CS", "HFS");
    set.decimals((0x0020, 0x0032), &[corner_mm, corner_mm, z_mm]);
    set.decimals((0x0020, 0x0037), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    set.text((0x0020, 0x0052), "UI", &random::uid("frame of reference"));
    set.decimals((0x0020, 0x1041), &[z_mm]);
    pixels(&mut set, SLICE_SIZE, SLICE_SIZE, 16, true);
    set.decimals((0x0028, 0x0030), &[PIXEL_SPACING_MM, PIXEL_SPACING_MM]);
    set.decimals((0x0028, 0x1050), &[40.0, -600.0]);
    set.decimals((0x0028, 0x1051), &[400.0, 1500.0]);
    set.decimals((0x0028, 0x1052), &[INTERCEPT]);
    set.decimals((0x0028, 0x1053), &[1.0]);
    set.text((0x0028, 0x1054), "LO", "HU");
    set.text((0x0028, 0x1055), "LO", "Soft tissue\\Lung");
    set.bytes((0x7FE0, 0x0010), "OW", stored.flat_map(i16::to_le_bytes).collect::<Vec<u8>>());
    PhantomFile { name: format!("ct-{number:02}.dcm"), bytes: set.file(EXPLICIT_LITTLE) }
}

/// The ultrasound clip: a beating chamber in a sector, with a calibrated region.
pub fn clip() -> PhantomFile {
    let mut set = general("US", "1.2.840.10008.5.1.4.1.1.3.1", "Ultrasound clip phantom", 2, 1);
    set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY");
    set.decimals((0x0018, 0x1063), &[clip::FRAME_TIME_MS]);
    set.sequence((0x0018, 0x6011), vec![clip::region()]);
    set.integers((0x0028, 0x0008), &[clip::FRAMES as i32]);
    // Frame Time (0018,1063).
    set.bytes((0x0028, 0x0009), "AT", [0x18, 0x00, 0x63, 0x10]);
    pixels(&mut set, clip::ROWS, clip::COLUMNS, 8, false);
    set.text((0x0028, 0x2110), "CS", "00");
    set.bytes((0x7FE0, 0x0010), "OB", clip::frames());
    PhantomFile { name: "us-clip.dcm".into(), bytes: set.file(EXPLICIT_LITTLE) }
}

/// Patient, study, series and instance.
fn general(modality: &str, sop_class_uid: &str, series: &str, series_number: i32, number: usize) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    set.text((0x0008, 0x0016), "UI", sop_class_uid);
    set.text((0x0008, 0x0018), "UI", &random::uid(&format!("{modality} instance {number}")));
    for tag in [(0x0008, 0x0020), (0x0008, 0x0021), (0x0008, 0x0022), (0x0008, 0x0023)] {
        set.text(tag, "DA", DATE);
    }
    for tag in [(0x0008, 0x0030), (0x0008, 0x0031), (0x0008, 0x0032), (0x0008, 0x0033)] {
        set.text(tag, "TM", "101500");
    }
    set.text((0x0008, 0x0050), "SH", "");
    set.text((0x0008, 0x0060), "CS", modality);
    set.text((0x0008, 0x0070), "LO", "Hounsfield");
    set.text((0x0008, 0x0090), "PN", "");
    set.text((0x0008, 0x1030), "LO", "Phantom study");
    set.text((0x0008, 0x103E), "LO", series);
    set.text((0x0010, 0x0010), "PN", PATIENT_NAME);
    set.text((0x0010, 0x0020), "LO", "PHANTOM-1");
    set.text((0x0010, 0x0030), "DA", "");
    set.text((0x0010, 0x0040), "CS", "O");
    set.text((0x0020, 0x000D), "UI", &random::uid("study"));
    set.text((0x0020, 0x000E), "UI", &random::uid(&format!("series {series_number}")));
    set.text((0x0020, 0x0010), "SH", "1");
    set.integers((0x0020, 0x0011), &[series_number]);
    set.integers((0x0020, 0x0013), &[number as i32]);
    set
}

/// Image Pixel module of one grey sample.
fn pixels(set: &mut DataSetWriter, rows: usize, columns: usize, bits: u16, signed: bool) {
    set.unsigned((0x0028, 0x0002), &[1]);
    set.text((0x0028, 0x0004), "CS", "MONOCHROME2");
    set.unsigned((0x0028, 0x0010), &[rows as u16]);
    set.unsigned((0x0028, 0x0011), &[columns as u16]);
    set.unsigned((0x0028, 0x0100), &[bits]);
    set.unsigned((0x0028, 0x0101), &[bits]);
    set.unsigned((0x0028, 0x0102), &[bits - 1]);
    set.unsigned((0x0028, 0x0103), &[u16::from(signed)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rod_has_its_value() {
        for z_mm in [0.0, 60.0, 115.0] {
            let hu = chest::slice_hu(z_mm);
            for rod in RODS {
                let inside = |index: usize| {
                    let x = (index % SLICE_SIZE) as f64 - (SLICE_SIZE as f64 - 1.0) / 2.0;
                    let y = (index / SLICE_SIZE) as f64 - (SLICE_SIZE as f64 - 1.0) / 2.0;
                    let (dx, dy) = (x * PIXEL_SPACING_MM - rod.x_mm, y * PIXEL_SPACING_MM - rod.y_mm);
                    dx.hypot(dy) < ROD_RADIUS_MM - 1.0
                };
                let values: Vec<f32> =
                    hu.iter().enumerate().filter(|(index, _)| inside(*index)).map(|(_, value)| *value).collect();
                let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64;
                assert!(values.len() > 100 && (mean - f64::from(rod.hu)).abs() < 3.0, "{}: {mean}", rod.name);
            }
        }
    }

    #[test]
    fn the_study_is_the_same_each_time() {
        assert_eq!(slice(3), slice(3));
        assert_ne!(slice(3).bytes, slice(4).bytes);
        assert_eq!(slice(SLICES + 5), slice(SLICES - 1));
        assert_eq!(clip(), clip());
        assert_eq!(study().len(), SLICES + 1);
    }
}
