//! `table` through the program.

use std::fs;

use super::Folder;

#[test]
fn a_folder_becomes_a_table() {
    let folder = Folder::new();
    let text = String::from_utf8(folder.served("table . -o -")).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    // A head, four objects, and nothing after the last line's end.
    assert_eq!((lines.len(), lines[5]), (6, ""));
    assert!(lines[0].contains("fname") && lines[0].contains("MultiWindowCenter,WindowCenter,WindowCenter1"));
    let ct = lines.iter().find(|line| line.contains("ct.dcm")).unwrap();
    assert!(ct.contains("40.0,-600.0"), "{ct}");
    let output = folder.run("table . -o table.csv --pixels");
    assert!(output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("2 of the files are no DICOM"));
    assert!(fs::read_to_string(folder.path("table.csv")).unwrap().contains("img_pct_window"));
    folder.served("table . -o table.parquet --all-keywords");
    assert!(fs::read(folder.path("table.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = Folder::new();
    assert!(folder.refused("table ct.dcm -o table.txt", 1, 1).contains(".csv or .parquet"));
    assert!(folder.refused("table missing -o table.csv", 1, 2).contains("no such file"));
    assert!(!folder.path("table.csv").exists());
    folder.refused("table ct.dcm notes.txt -o table.csv", 1, 1);
    assert!(folder.path("table.csv").exists(), "the rest is served");
    assert_eq!(folder.run("table -o table.csv").status.code(), Some(2));
}

#[test]
fn identity_can_be_left_out() {
    let folder = Folder::new();
    let text = String::from_utf8(folder.served("table . -o -")).unwrap();
    assert!(text.contains("PatientName"));
    for more in ["", "--all-keywords"] {
        let hidden = String::from_utf8(folder.served(&format!("table . -o - --hide-identity {more}"))).unwrap();
        assert!(!hidden.contains("PatientName") && !hidden.contains("PatientID"));
    }
}
