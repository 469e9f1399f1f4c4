//! Where frames lie and what a pixel measures: planes, letters, spacing, proportion, sides.

use super::{ultrasound::region, *};
use crate::geometry::{Anatomy, SpacingBasis};

fn many(frames: usize) -> DataSetWriter {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[frames as i32]);
    words(&mut set, &vec![0; 12 * frames]);
    set
}

/// Positions of the first `frames` frames, rounded to micrometres.
fn positions(set: &DataSetWriter, frames: usize) -> Vec<Option<[f64; 3]>> {
    let object = read(set, EXPLICIT_LITTLE);
    let rounded = |at: f64| (at * 1000.0).round() / 1000.0 + 0.0;
    (0..frames).map(|frame| object.plane(frame).map(|plane| plane.position_mm.map(rounded))).collect()
}

fn spacing(set: &DataSetWriter) -> Option<(f64, f64, SpacingBasis)> {
    read(set, EXPLICIT_LITTLE)
        .image
        .as_ref()
        .unwrap()
        .spacing
        .map(|spacing| (spacing.row_mm, spacing.column_mm, spacing.basis))
}

fn dose(offsets: &[f64], position: [f64; 3], orientation: [f64; 6]) -> DataSetWriter {
    let mut set = many(3);
    set.text((0x0008, 0x0060), "CS", "RTDOSE").text((0x3004, 0x0002), "CS", "GY");
    set.decimals((0x3004, 0x000E), &[0.001]).decimals((0x3004, 0x000C), offsets);
    set.decimals((0x0020, 0x0032), &position).decimals((0x0020, 0x0037), &orientation);
    set.bytes((0x0028, 0x0009), "AT", [0x04, 0x30, 0x0C, 0]);
    set
}

#[test]
fn dose_planes_go_along_the_normal() {
    let at = [10.0, 20.0, -50.0];
    let axial = [1., 0., 0., 0., 1., 0.];
    let relative = dose(&[0.0, 2.5, 7.5], at, axial);
    assert_eq!(positions(&relative, 4), [Some(at), Some([10., 20., -47.5]), Some([10., 20., -42.5]), None]);
    // Rows to the left, columns upwards: the normal (1,0,0) x (0,0,1) points to the front, (0,-1,0).
    let coronal = dose(&[0.0, 2.5, 7.5], at, [1., 0., 0., 0., 0., 1.]);
    assert_eq!(positions(&coronal, 3), [Some(at), Some([10., 17.5, -50.]), Some([10., 12.5, -50.])]);
    // Both directions turned: the normal still points to the head.
    let prone = dose(&[0.0, 2.5, 7.5], at, [-1., 0., 0., 0., -1., 0.]);
    assert_eq!(positions(&prone, 3)[1], Some([10., 20., -47.5]));
    // Down the patient.
    let down = dose(&[0.0, -2.5, -7.5], at, axial);
    assert_eq!(positions(&down, 3)[2], Some([10., 20., -57.5]));
}

#[test]
fn dose_planes_may_be_written_as_z() {
    let at = [10.0, 20.0, -50.0];
    let absolute = dose(&[-50.0, -47.0, -41.0], at, [1., 0., 0., 0., 1., 0.]);
    assert_eq!(positions(&absolute, 3), [Some(at), Some([10., 20., -47.]), Some([10., 20., -41.])]);
    assert!(!codes(&read(&absolute, EXPLICIT_LITTLE)).contains(&FindingCode::Geometry));
    // Neither of both, or of planes that are not transverse: nothing is said of the later ones.
    for (offsets, orientation) in
        [([-40.0, -37.0, -31.0], [1., 0., 0., 0., 1., 0.]), ([-50.0, -47.0, -41.0], [1., 0., 0., 0., 0., 1.])]
    {
        let unclear = dose(&offsets, at, orientation);
        assert_eq!(positions(&unclear, 3), [Some(at), None, None]);
        assert!(codes(&read(&unclear, EXPLICIT_LITTLE)).contains(&FindingCode::Geometry));
    }
    let short = dose(&[0.0, 2.5], at, [1., 0., 0., 0., 1., 0.]);
    assert_eq!(positions(&short, 3)[2], None);
}

fn nuclear(kind: &str, detectors: &[[f64; 3]]) -> DataSetWriter {
    let mut set = many(3);
    set.text((0x0008, 0x0008), "CS", &format!("ORIGINAL\\PRIMARY\\{kind}\\EMISSION"));
    set.text((0x0008, 0x0060), "CS", "NM").remove((0x0020, 0x0032)).remove((0x0020, 0x0037));
    let items = detectors.iter().map(|position| {
        let mut item = DataSetWriter::new();
        item.decimals((0x0020, 0x0032), position).decimals((0x0020, 0x0037), &[1., 0., 0., 0., 1., 0.]);
        item
    });
    set.sequence((0x0054, 0x0022), items.collect());
    set
}

#[test]
fn nuclear_slices_follow_each_other() {
    let mut set = nuclear("RECON TOMO", &[[-100., -90., 40.]]);
    set.decimals((0x0018, 0x0088), &[4.0]).unsigned((0x0054, 0x0080), &[1, 2, 3]);
    assert_eq!(positions(&set, 3), [40., 44., 48.].map(|z| Some([-100., -90., z])));
    assert_eq!(read(&set, EXPLICIT_LITTLE).directions(2).unwrap().bottom, "P");
    // The sign is the direction, and the vector says which slice a frame is.
    set.decimals((0x0018, 0x0088), &[-4.0]).unsigned((0x0054, 0x0080), &[3, 2, 1]);
    assert_eq!(positions(&set, 3), [32., 36., 40.].map(|z| Some([-100., -90., z])));
    // Nothing that says how far they lie apart.
    set.remove((0x0018, 0x0088)).unsigned((0x0054, 0x0080), &[1, 2, 3]);
    assert_eq!(positions(&set, 3), [Some([-100., -90., 40.]), None, None]);
}

#[test]
fn nuclear_projections_lie_where_their_detector_does() {
    let mut set = nuclear("STATIC", &[[1., 2., 3.], [4., 5., 6.]]);
    set.unsigned((0x0054, 0x0020), &[2, 1, 2]);
    assert_eq!(positions(&set, 3), [[4., 5., 6.], [1., 2., 3.], [4., 5., 6.]].map(Some));
    // A detector that turns has a place only at its start.
    let turning = nuclear("TOMO", &[[1., 2., 3.]]);
    assert_eq!(positions(&turning, 3), [Some([1., 2., 3.]), None, None]);
    let turning = read(&turning, EXPLICIT_LITTLE);
    assert_eq!((turning.directions(0).is_some(), turning.directions(1)), (true, None));
    // A vector that says nothing of a frame does not make it the first detector's.
    set.unsigned((0x0054, 0x0020), &[2, 1]);
    assert_eq!(positions(&set, 3), [Some([4., 5., 6.]), Some([1., 2., 3.]), None]);
}

#[test]
fn a_position_of_one_frame_is_not_that_of_the_next() {
    let set = many(3);
    assert_eq!(positions(&set, 3), [Some([-10., -20., 30.]), None, None]);
    let group = |z: f64| {
        let mut position = DataSetWriter::new();
        position.decimals((0x0020, 0x0032), &[0.0, 0.0, z]);
        let mut group = DataSetWriter::new();
        group.sequence((0x0020, 0x9113), vec![position]);
        group
    };
    let mut set = many(3);
    set.sequence((0x5200, 0x9230), vec![group(1.0), DataSetWriter::new(), group(3.0)]);
    assert_eq!(positions(&set, 3), [Some([0., 0., 1.]), None, Some([0., 0., 3.])]);
    let findings = read(&set, EXPLICIT_LITTLE).load(1).unwrap().findings;
    assert!(findings.iter().any(|finding| finding.tag == Some((0x0020, 0x9113))), "{findings:?}");
}

#[test]
fn each_frame_has_its_own_side_thickness_and_findings() {
    let group = |side: &str, thickness: f64, slope: Option<f64>| {
        let mut anatomy = DataSetWriter::new();
        anatomy.text((0x0020, 0x9072), "CS", side);
        let mut measures = DataSetWriter::new();
        measures.decimals((0x0018, 0x0050), &[thickness]);
        let mut group = DataSetWriter::new();
        group.sequence((0x0020, 0x9071), vec![anatomy]).sequence((0x0028, 0x9110), vec![measures]);
        if let Some(slope) = slope {
            let mut values = DataSetWriter::new();
            values.decimals((0x0028, 0x1052), &[0.0]).decimals((0x0028, 0x1053), &[slope]);
            group.sequence((0x0028, 0x9145), vec![values]);
        }
        group
    };
    let mut set = many(3);
    set.remove((0x0028, 0x1052)).remove((0x0028, 0x1053));
    set.sequence((0x5200, 0x9230), vec![group("R", 1.0, None), group("L", 5.0, Some(2.0)), group("R", 1.0, None)]);
    let object = read(&set, EXPLICIT_LITTLE);
    let seen = [0, 1, 2].map(|index| (object.laterality(index), object.slice_thickness_mm(index)));
    assert_eq!(seen, [("R".into(), Some(1.0)), ("L".into(), Some(5.0)), ("R".into(), Some(1.0))]);
    // Frames 1 and 3 lack a rescale that frame 2 has, and each says so itself.
    let rescale = |finding: &&crate::dicom::Finding| finding.tag == Some((0x0028, 0x9145));
    let said = |index: usize| {
        let of_frame = object.load(index).unwrap().findings;
        object.findings_for(index).iter().chain(&of_frame).filter(rescale).count()
    };
    assert_eq!([said(0), said(1), said(2)], [1, 0, 1]);
}

#[test]
fn animals_have_letters_of_their_own() {
    let mut set = ct();
    let letters = |set: &DataSetWriter| {
        let directions = read(set, EXPLICIT_LITTLE).image.clone().unwrap().directions;
        directions.map(|directions| (directions.right, directions.bottom, directions.anatomy))
    };
    assert_eq!(letters(&set), Some(("L".into(), "P".into(), Anatomy::Biped)));
    set.text((0x0010, 0x2210), "CS", "QUADRUPED");
    assert_eq!(letters(&set), Some(("LE".into(), "D".into(), Anatomy::Quadruped)));
    set.remove((0x0020, 0x0037)).text((0x0020, 0x0020), "CS", "L\\DI");
    assert_eq!(letters(&set), Some(("L".into(), "DI".into(), Anatomy::Quadruped)));
    set.text((0x0010, 0x2210), "CS", "BIPED");
    assert_eq!(letters(&set), None);
    // Both on one axis say nothing.
    set.text((0x0020, 0x0020), "CS", "L\\R");
    assert_eq!(letters(&set), None);
}

#[test]
fn projections_are_scaled_by_what_is_known() {
    let mut set = ct();
    set.text((0x0008, 0x0060), "CS", "XA").remove((0x0028, 0x0030));
    set.decimals((0x0018, 0x1164), &[0.4, 0.2]);
    assert_eq!(spacing(&set), Some((0.4, 0.2, SpacingBasis::Detector)));
    set.decimals((0x0018, 0x1110), &[1000.0]).decimals((0x0018, 0x1111), &[800.0]);
    assert_eq!(spacing(&set), Some((0.32, 0.16, SpacingBasis::Estimated)));
    set.decimals((0x0018, 0x1114), &[2.0]);
    assert_eq!(spacing(&set), Some((0.2, 0.1, SpacingBasis::Estimated)));
    // A picture that is smaller than what it shows is no projection.
    set.decimals((0x0018, 0x1114), &[0.5]);
    assert_eq!(spacing(&set), Some((0.4, 0.2, SpacingBasis::Detector)));
    set.decimals((0x0028, 0x0030), &[0.4, 0.2]);
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Detector);
    set.text((0x0028, 0x0A02), "CS", "FIDUCIAL");
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Calibrated);
    set.remove((0x0028, 0x0030)).remove((0x0018, 0x1164)).decimals((0x0018, 0x2010), &[0.1, 0.3]);
    assert_eq!(spacing(&set), Some((0.1, 0.3, SpacingBasis::Nominal)));
}

#[test]
fn enhanced_projections_keep_their_spacing_in_groups() {
    let mut properties = DataSetWriter::new();
    properties.decimals((0x0018, 0x1164), &[0.4, 0.2]);
    let mut shared = DataSetWriter::new();
    shared.sequence((0x0028, 0x9443), vec![properties]);
    let mut set = ct();
    set.text((0x0008, 0x0060), "CS", "XA").remove((0x0028, 0x0030));
    set.sequence((0x5200, 0x9229), vec![shared.clone()]);
    assert_eq!(spacing(&set), Some((0.4, 0.2, SpacingBasis::Detector)));
    let mut calibration = DataSetWriter::new();
    calibration.decimals((0x0018, 0x9404), &[0.3, 0.15]);
    shared.sequence((0x0018, 0x9401), vec![calibration]);
    set.sequence((0x5200, 0x9229), vec![shared]);
    assert_eq!(spacing(&set), Some((0.3, 0.15, SpacingBasis::Estimated)));
}

#[test]
fn slices_made_from_projections_lie_in_the_patient() {
    let mut measures = DataSetWriter::new();
    measures.decimals((0x0028, 0x0030), &[0.1, 0.2]);
    let mut orientation = DataSetWriter::new();
    orientation.decimals((0x0020, 0x0037), &[0., 1., 0., 0., 0., -1.]);
    let mut shared = DataSetWriter::new();
    shared.sequence((0x0028, 0x9110), vec![measures]);
    let mut set = ct();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.13.1.3").text((0x0008, 0x0060), "CS", "MG");
    set.sequence((0x5200, 0x9229), vec![shared.clone()]);
    assert_eq!(spacing(&set), Some((0.1, 0.2, SpacingBasis::Undetermined)));
    shared.sequence((0x0020, 0x9116), vec![orientation]);
    set.sequence((0x5200, 0x9229), vec![shared]);
    assert_eq!(spacing(&set), Some((0.1, 0.2, SpacingBasis::Patient)));
}

#[test]
fn portal_images_are_scaled_to_the_isocentre() {
    let mut set = ct();
    set.text((0x0008, 0x0060), "CS", "RTIMAGE").remove((0x0028, 0x0030));
    set.decimals((0x3002, 0x0011), &[0.8, 0.4]);
    assert_eq!(spacing(&set), Some((0.8, 0.4, SpacingBasis::Detector)));
    set.decimals((0x3002, 0x0026), &[1600.0]).decimals((0x3002, 0x0022), &[1000.0]);
    assert_eq!(spacing(&set), Some((0.5, 0.25, SpacingBasis::Estimated)));
    assert_eq!(aspect(&set), 2.0);
}

fn aspect(set: &DataSetWriter) -> f64 {
    read(set, EXPLICIT_LITTLE).pixel_model(0).unwrap().pixel_aspect
}

#[test]
fn pixels_have_the_proportion_that_is_stated() {
    let mut set = ct();
    // 0.5 between rows, 0.25 between columns: twice as high as wide.
    assert_eq!(aspect(&set), 2.0);
    set.remove((0x0028, 0x0030));
    assert_eq!(aspect(&set), 1.0);
    set.integers((0x0028, 0x0034), &[4, 3]);
    assert_eq!(aspect(&set), 4.0 / 3.0);
    set.text((0x0008, 0x0060), "CS", "US");
    let region_of = |deltas| region([0, 0, 3, 2], 1, 3, deltas, 0);
    set.sequence((0x0018, 0x6011), vec![region_of([0.02, 0.03]), region_of([0.04, -0.06])]);
    assert!((aspect(&set) - 1.5).abs() < 1e-12);
    set.sequence((0x0018, 0x6011), vec![region_of([0.02, 0.03]), region_of([0.02, 0.02])]);
    assert_eq!(aspect(&set), 4.0 / 3.0);
    set.remove((0x0018, 0x6011)).integers((0x0028, 0x0034), &[4, 0]);
    assert_eq!(aspect(&set), 1.0);
}

#[test]
fn a_captured_screen_vouches_for_no_millimetres() {
    let mut set = ct();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.7").remove((0x0020, 0x0037)).remove((0x0020, 0x0032));
    assert_eq!(spacing(&set), Some((0.5, 0.25, SpacingBasis::Undetermined)));
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.7.2");
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Undetermined);
    // Visible light, such as OPT.
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.77.1.5.4");
    assert_eq!(spacing(&set).unwrap().2, SpacingBasis::Patient);
}

#[test]
fn a_side_that_is_not_stated_is_said_on_breasts_and_limbs() {
    let identity = |modality: &str, part: &str, side: &str| {
        let mut set = ct();
        set.text((0x0008, 0x0060), "CS", modality).text((0x0018, 0x0015), "CS", part).text(
            (0x0020, 0x0062),
            "CS",
            side,
        );
        let object = read(&set, EXPLICIT_LITTLE);
        let said = object.findings.iter().any(|finding| finding.tag == Some((0x20, 0x62)));
        let identity = object.summary.identity.clone();
        assert_eq!(identity.side_missing, said);
        (identity.laterality, said)
    };
    assert_eq!(identity("MG", "", "R"), ("R".into(), false));
    assert_eq!(identity("MG", "BREAST", ""), (String::new(), true));
    assert_eq!(identity("DX", "HAND", ""), (String::new(), true));
    assert_eq!(identity("CR", "KNEE", "B"), ("B".into(), false));
    assert_eq!(identity("DX", "CHEST", ""), (String::new(), false));
    assert_eq!(identity("CT", "KNEE", ""), (String::new(), false));
    // Unpaired is a statement.
    assert_eq!(identity("DX", "EXTREMITY", "U"), (String::new(), false));
}

#[test]
fn a_view_has_a_name_where_only_its_code_stands() {
    let mut modifier = DataSetWriter::new();
    modifier.text((0x0008, 0x0104), "LO", "magnified");
    let mut code = DataSetWriter::new();
    code.text((0x0008, 0x0104), "LO", "cranio-caudal").sequence((0x0054, 0x0222), vec![modifier]);
    let mut set = ct();
    set.sequence((0x0054, 0x0220), vec![code]);
    assert_eq!(read(&set, EXPLICIT_LITTLE).summary.identity.view_position, "cranio-caudal, magnified");
    set.text((0x0018, 0x5101), "CS", "CC");
    assert_eq!(read(&set, EXPLICIT_LITTLE).summary.identity.view_position, "CC");
}
