//! Lookup tables of values: signs, packing, precedence, and where they are not for display (PS3.3 C.11.1, C.11.2).

use super::*;
use crate::image::{LookupTable, ModalityLut, Unit};

/// An item with a table: entries, first mapped value and bits as words, and the data.
fn table(descriptor: [u16; 3], data: &[u16]) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.unsigned((0x0028, 0x3002), &descriptor).unsigned((0x0028, 0x3006), data);
    item
}

fn voi_table(set: &DataSetWriter) -> LookupTable {
    read(set, EXPLICIT_LITTLE).pixel_model(0).unwrap().voi_luts[0].table.clone()
}

#[test]
fn the_first_value_of_a_voi_table_has_the_sign_of_what_it_maps() {
    let minus_two = 0xFFFE;
    let mut set = ct();
    set.sequence((0x0028, 0x3010), vec![table([3, minus_two, 12], &[0, 2000, 4095])]);
    // The rescale goes down to -1024.
    assert_eq!(voi_table(&set).first_mapped, -2);
    set.decimals((0x0028, 0x1052), &[0.0]);
    assert_eq!(voi_table(&set).first_mapped, 65534);
    // Without a rescale the pixels' own sign counts.
    set.remove((0x0028, 0x1052)).remove((0x0028, 0x1053));
    assert_eq!(voi_table(&set).first_mapped, 65534);
    shape(&mut set, 3, 4, 1, [16, 16, 15], 1);
    assert_eq!(voi_table(&set).first_mapped, -2);
    // A slope that turns unsigned values negative.
    shape(&mut set, 3, 4, 1, [16, 16, 15], 0);
    set.decimals((0x0028, 0x1052), &[0.0]).decimals((0x0028, 0x1053), &[-1.0]);
    assert_eq!(voi_table(&set).first_mapped, -2);
    // What a modality table gives is never negative.
    shape(&mut set, 3, 4, 1, [16, 16, 15], 1);
    set.sequence((0x0028, 0x3000), vec![table([2, minus_two, 16], &[7, 40000])]);
    let object = read(&set, EXPLICIT_LITTLE);
    let model = object.pixel_model(0).unwrap();
    assert_eq!(model.voi_luts[0].table.first_mapped, 65534);
    let ModalityLut::Table(modality) = &model.modality else { panic!("{model:?}") };
    // Its own first value has the sign of the pixels.
    assert_eq!((modality.first_mapped, modality.lookup(-2), modality.lookup(5)), (-2, 7, 40000));
    // It stands in the rescale's place, and that is said.
    assert!(codes(&object).contains(&FindingCode::Modality));
}

#[test]
fn bits_are_believed_unless_the_entries_contradict_them() {
    let mut set = ct();
    let bits = |set: &mut DataSetWriter, descriptor, data: &[u16]| {
        set.sequence((0x0028, 0x3010), vec![table(descriptor, data)]);
        let object = read(set, EXPLICIT_LITTLE);
        (object.pixel_model(0).unwrap().voi_luts[0].table.bits, codes(&object).contains(&FindingCode::Voi))
    };
    // A table that stops short of white is meant so.
    assert_eq!(bits(&mut set, [3, 0, 12], &[0, 500, 1000]), (12, false));
    assert_eq!(bits(&mut set, [3, 0, 12], &[0, 500, 4096]), (13, true));
    // 16 stated, 12 used.
    assert_eq!(bits(&mut set, [3, 0, 16], &[0, 500, 4095]), (12, true));
    assert_eq!(bits(&mut set, [3, 0, 16], &[0, 500, 40000]), (16, false));
}

#[test]
fn eight_bit_entries_may_be_packed_in_words() {
    let mut set = ct();
    set.sequence((0x0028, 0x3010), vec![table([4, 0, 8], &[0x2010, 0x4030])]);
    assert_eq!(voi_table(&set).entries, [0x10, 0x20, 0x30, 0x40]);
    set.sequence((0x0028, 0x3010), vec![table([4, 0, 8], &[0x10, 0x20, 0x30, 0x40])]);
    assert_eq!(voi_table(&set).entries, [0x10, 0x20, 0x30, 0x40]);
    let object = read(&set, EXPLICIT_BIG);
    assert_eq!(object.pixel_model(0).unwrap().voi_luts[0].table.entries, [0x10, 0x20, 0x30, 0x40]);
}

#[test]
fn angiography_keeps_its_logarithms_to_itself() {
    let mut set = ct();
    set.remove((0x0028, 0x1052)).remove((0x0028, 0x1053));
    set.sequence((0x0028, 0x3000), vec![table([2, 0, 16], &[7, 40000])]);
    for (modality, relationship, applied) in [
        ("XA", "LIN", true),
        ("XA", "LOG", false),
        ("RF", "DISP", false),
        // In DX and MG the relationship changes nothing.
        ("DX", "LOG", true),
        ("MG", "DISP", true),
    ] {
        set.text((0x0008, 0x0060), "CS", modality).text((0x0028, 0x1040), "CS", relationship);
        let model = read(&set, EXPLICIT_LITTLE).pixel_model(0).unwrap();
        assert_eq!(matches!(model.modality, ModalityLut::Table(_)), applied, "{modality} {relationship}");
        assert_eq!(model.unit, Unit::None);
    }
}

#[test]
fn enhanced_ct_is_in_hu_by_the_frame_s_own_type() {
    let group = |kind: &str, rescale_type: &str| {
        let mut frame_type = DataSetWriter::new();
        frame_type.text((0x0008, 0x9007), "CS", kind);
        let mut rescale = DataSetWriter::new();
        rescale.decimals((0x0028, 0x1052), &[-1024.0]).decimals((0x0028, 0x1053), &[1.0]);
        rescale.text((0x0028, 0x1054), "LO", rescale_type);
        let mut group = DataSetWriter::new();
        group.sequence((0x0018, 0x9329), vec![frame_type]).sequence((0x0028, 0x9145), vec![rescale]);
        group
    };
    let mut set = ct();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.2.1");
    set.text((0x0008, 0x0008), "CS", "MIXED\\PRIMARY\\VOLUME\\NONE");
    set.integers((0x0028, 0x0008), &[5]);
    words(&mut set, &[0; 60]);
    let groups = vec![
        group("ORIGINAL\\PRIMARY\\VOLUME\\NONE", "HU"),
        group("ORIGINAL\\PRIMARY\\LOCALIZER\\NONE", "HU"),
        group("DERIVED\\PRIMARY\\PERFUSION\\RCBF", "US"),
        group("ORIGINAL\\PRIMARY\\VOLUME\\NONE", ""),
        group("DERIVED\\PRIMARY\\VOLUME\\NONE", ""),
    ];
    set.sequence((0x5200, 0x9230), groups);
    let object = read(&set, EXPLICIT_LITTLE);
    let units: Vec<Unit> = (0..5).map(|frame| object.pixel_model(frame).unwrap().unit.clone()).collect();
    let (hounsfield, none) = (Unit::Hounsfield, Unit::None);
    assert_eq!(units, [hounsfield.clone(), none.clone(), none.clone(), hounsfield, none]);
}

#[test]
fn a_frame_s_windows_are_its_own() {
    let group = |centers: &[f64]| {
        let mut voi = DataSetWriter::new();
        voi.decimals((0x0028, 0x1050), centers).decimals((0x0028, 0x1051), &vec![100.0; centers.len()]);
        let mut group = DataSetWriter::new();
        group.sequence((0x0028, 0x9132), vec![voi]);
        group
    };
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[3]);
    words(&mut set, &[0; 36]);
    // Three values at the top are three alternatives for every frame, however many frames there are.
    set.decimals((0x0028, 0x1050), &[1.0, 2.0, 3.0]).decimals((0x0028, 0x1051), &[9.0, 9.0, 9.0]);
    let centers = |set: &DataSetWriter| -> Vec<Vec<f64>> {
        let object = read(set, EXPLICIT_LITTLE);
        let windows = |frame| object.pixel_model(frame).unwrap().windows.clone();
        (0..3).map(|frame| windows(frame).iter().map(|window| window.window.center).collect()).collect()
    };
    assert_eq!(centers(&set), vec![vec![1.0, 2.0, 3.0]; 3]);
    set.remove((0x0028, 0x1050)).remove((0x0028, 0x1051));
    set.sequence((0x5200, 0x9230), vec![group(&[10.0]), DataSetWriter::new(), group(&[30.0, 31.0])]);
    assert_eq!(centers(&set), [vec![10.0], vec![], vec![30.0, 31.0]]);
}
