//! Slice order, patients mixed under one series UID, mixed orientation, gantry tilt: what is scrolled through is what
//! belongs together, in the order in which it lies (PS3.3 C.7.6.2, C.7.3.1).

use std::{path::Path, sync::Arc};

use hounsfield::{
    dicom::write::{DataSetWriter, EXPLICIT_LITTLE},
    study::{DisplaySet, Found, Library, LibraryBuilder, Scan, ScanOptions, SetFindingCode, SetKind},
};

const AXIAL: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
const SAGITTAL: [f64; 6] = [0.0, 1.0, 0.0, 0.0, 0.0, -1.0];

struct Slice {
    patient: &'static str,
    position: [f64; 3],
    orientation: [f64; 6],
    instance: i32,
}

fn axial(z: f64, instance: i32) -> Slice {
    Slice { patient: "1", position: [0.0, 0.0, z], orientation: AXIAL, instance }
}

fn write(folder: &Path, name: &str, slice: &Slice) {
    let mut set = DataSetWriter::new();
    let uid = format!("2.25.9{}{}", slice.patient, slice.instance);
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.2").text((0x8, 0x18), "UI", &uid);
    set.text((0x8, 0x60), "CS", "CT").text((0x10, 0x20), "LO", slice.patient);
    set.text((0x10, 0x10), "PN", &format!("Doe^{}", slice.patient));
    set.text((0x20, 0xD), "UI", "2.25.1").text((0x20, 0xE), "UI", "2.25.2");
    set.integers((0x20, 0x13), &[slice.instance]);
    set.decimals((0x20, 0x32), &slice.position).decimals((0x20, 0x37), &slice.orientation);
    set.decimals((0x28, 0x30), &[1.0, 1.0]);
    set.unsigned((0x28, 0x2), &[1]).text((0x28, 0x4), "CS", "MONOCHROME2");
    for (element, value) in [(0x10, 1), (0x11, 1), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)] {
        set.unsigned((0x28, element), &[value]);
    }
    set.bytes((0x7FE0, 0x10), "OB", [slice.instance as u8, 0]);
    std::fs::write(folder.join(name), set.file(EXPLICIT_LITTLE)).unwrap();
}

fn scanned(slices: &[(&str, Slice)]) -> Library {
    let folder = tempfile::tempdir().unwrap();
    slices.iter().for_each(|(name, slice)| write(folder.path(), name, slice));
    let mut library = LibraryBuilder::default();
    let mut scan = Scan::new(vec![folder.path().to_path_buf()], ScanOptions::default()).unwrap();
    let mut number = 0;
    while let Some(batch) = scan.next_batch() {
        for found in batch.found {
            let Found::Instance { location, facts } = found else { panic!("{found:?}") };
            number += 1;
            library.insert(*facts, location, number);
        }
    }
    library.snapshot()
}

fn sets(library: &Library) -> Vec<Arc<DisplaySet>> {
    library.series().flat_map(|series| series.sets.clone()).collect()
}

fn has(set: &DisplaySet, code: SetFindingCode) -> bool {
    set.findings.iter().any(|finding| finding.code == code)
}

#[test]
fn slices_lie_by_position_whatever_their_names_and_numbers_say() {
    let library = scanned(&[
        ("c", axial(10.0, 2)),
        ("a", axial(30.0, 3)),
        ("b", axial(0.0, 1)),
        ("d", axial(20.0, 4)),
        ("0", axial(40.0, 0)),
    ]);
    let sets = sets(&library);
    let positions: Vec<f64> = sets[0].frames.iter().map(|frame| frame.position_mm.unwrap()).collect();
    assert_eq!((sets.len(), positions), (1, vec![0.0, 10.0, 20.0, 30.0, 40.0]));
    assert_eq!((sets[0].kind, sets[0].slice_spacing_mm), (SetKind::Stack, Some(10.0)));
}

#[test]
fn two_patients_under_one_series_are_never_stacked() {
    let other = |z, instance| Slice { patient: "2", ..axial(z, instance) };
    let library = scanned(&[("a", axial(0.0, 1)), ("b", other(1.0, 2)), ("c", axial(2.0, 3)), ("d", other(3.0, 4))]);
    assert_eq!(library.patients.len(), 2);
    let sets = sets(&library);
    assert_eq!(sets.len(), 2);
    for set in sets {
        assert_eq!(set.frames.len(), 2);
        assert!(has(&set, SetFindingCode::SharedSeriesUid), "{:?}", set.findings);
    }
}

#[test]
fn other_orientations_are_stacks_of_their_own() {
    let side = |x: f64, instance| Slice { position: [x, 0.0, 0.0], orientation: SAGITTAL, ..axial(0.0, instance) };
    let axials = (0..8).map(|z| axial(f64::from(z), z));
    let sides = (0..8).map(|x| side(f64::from(x), 100 + x));
    let names: Vec<String> = (0..16).map(|number| number.to_string()).collect();
    let slices: Vec<(&str, Slice)> = names.iter().map(String::as_str).zip(axials.chain(sides)).collect();
    let sets = sets(&scanned(&slices));
    assert_eq!(sets.iter().map(|set| set.frames.len()).collect::<Vec<_>>(), [8, 8]);
    assert!(sets.iter().all(|set| has(set, SetFindingCode::Split)));
}

#[test]
fn a_tilted_gantry_and_a_missing_slice_are_said() {
    // Each slice lies 10 mm on and slides by 10 tan(15 degrees) mm: 2.679.
    let tilted =
        |index: i32| Slice { position: [0.0, 2.679 * f64::from(index), 10.0 * f64::from(index)], ..axial(0.0, index) };
    let sets =
        sets(&scanned(&[("a", tilted(0)), ("b", tilted(1)), ("c", tilted(2)), ("e", tilted(4)), ("f", tilted(5))]));
    assert_eq!(sets.len(), 1);
    assert!(has(&sets[0], SetFindingCode::Tilt), "{:?}", sets[0].findings);
    assert!(has(&sets[0], SetFindingCode::Gaps), "{:?}", sets[0].findings);
    assert_eq!(sets[0].gaps(), [2], "after the third slice");
}
