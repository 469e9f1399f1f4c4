//! `compare` through the program.

use super::{Folder, text};

#[test]
fn a_file_does_not_differ_from_itself() {
    let folder = Folder::new();
    let said = text(&folder.served("compare ct.dcm ct.dcm"));
    assert!(said.starts_with("No difference in "), "{said}");
    let json = folder.json("compare ct.dcm ct.dcm --json");
    assert_eq!((json["equal"].as_bool(), json["differences"].as_array().map(Vec::len)), (Some(true), Some(0)));
}

#[test]
fn differences_are_told_and_can_be_ignored() {
    let folder = Folder::new();
    let said = text(&folder.served("compare ct.dcm clip.dcm"));
    assert!(said.contains("+ (0028,0008) IS NumberOfFrames  3"), "{said}");
    assert!(said.contains("~ (7FE0,0010)"), "{said}");
    let json = folder.json("compare ct.dcm clip.dcm --json --ignore-pixels --ignore NumberOfFrames --ignore 00280009");
    let names: Vec<_> = json["differences"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["FrameTime"]);
    let json = folder.json("compare ct.dcm clip.dcm --json --decoded-pixels --hide-identity");
    assert!(json["differences"].to_string().contains("1 and 3 frames"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = Folder::new();
    folder.refused("compare notes.txt missing.dcm", 1, 2);
    assert_eq!(folder.run("compare ct.dcm").status.code(), Some(2));
    assert_eq!(folder.run("compare ct.dcm ct.dcm --ignore NoSuchKeyword").status.code(), Some(2));
}
