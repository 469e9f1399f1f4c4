//! `edit`: what it writes, what it leaves alone, and what it refuses.

use std::fs;

use super::{Folder, ct};

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_edits_the_copy_is_identical() {
    let folder = Folder::new();
    assert!(folder.run("edit ct.dcm -o copy.dcm").status.success());
    assert_eq!(fs::read(folder.path("copy.dcm")).unwrap(), ct(1));
}

#[test]
fn one_value_changes_and_the_original_stays() {
    let folder = Folder::new();
    let output = folder.run("edit ct.dcm -o out.dcm --add StudyDescription=Phantom --keep-uid");
    assert!(output.status.success(), "{}", said(&output));
    let (before, after) = (ct(1), fs::read(folder.path("out.dcm")).unwrap());
    assert_eq!(fs::read(folder.path("ct.dcm")).unwrap(), before);
    // LO of 8 bytes with its header of 8; the class and version of who wrote it are this program's in both.
    assert_eq!(after.len(), before.len() + 16);
    let at = after.windows(16).position(|bytes| bytes == b"\x08\0\x30\x10LO\x08\0Phantom ").unwrap();
    assert_eq!((&after[..at], &after[at + 16..]), (&before[..at], &before[at..]));
}

#[test]
fn a_preview_writes_nothing() {
    let folder = Folder::new();
    let output = folder.run("edit ct.dcm --dry-run --set PatientName=Roe");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains("(0010,0010) PN PatientName: ") && text.contains(" → Roe"),
        "{text}"
    );
    let hidden = folder.run("edit ct.dcm --dry-run --set PatientName=Roe --hide-identity");
    assert!(!String::from_utf8_lossy(&hidden.stdout).contains("Roe"));
}

#[test]
fn names_that_are_taken_stay_unless_asked() {
    let folder = Folder::new();
    folder.write("taken.dcm", b"mine");
    let refused = folder.run("edit ct.dcm -o taken.dcm");
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("there already"), "{}", said(&refused));
    assert_eq!(fs::read(folder.path("taken.dcm")).unwrap(), b"mine");
    assert_eq!(folder.run("edit ct.dcm -o ct.dcm --add StudyDescription=x").status.code(), Some(1));
    assert_eq!(fs::read(folder.path("ct.dcm")).unwrap(), ct(1));
    // The original goes only by wish, and stays under another name.
    assert!(folder.run("edit ct.dcm -o ct.dcm --add StudyDescription=x --overwrite").status.success());
    assert_eq!(fs::read(folder.path("ct.dcm.bak")).unwrap(), ct(1));
    assert_ne!(fs::read(folder.path("ct.dcm")).unwrap(), ct(1));
}

#[test]
fn values_are_held_to_their_vr_and_the_set() {
    let folder = Folder::new();
    for (arguments, sentence) in [
        ("--set Modality=ct", "capital letters"),
        ("--set PatientName=Müller", "--charset utf8"),
        ("--set InstitutionalDepartmentName=1", "not in the file"),
        ("--add StudyDate=2024-01-01", "YYYYMMDD"),
    ] {
        let output = folder.run(&format!("edit ct.dcm -o out.dcm {arguments}"));
        assert_eq!(output.status.code(), Some(1), "{arguments}");
        assert!(said(&output).contains(sentence), "{arguments}: {}", said(&output));
        assert!(!folder.path("out.dcm").exists(), "{arguments}");
    }
    assert_eq!(folder.run("edit ct.dcm -o out.dcm --set Nobody=1").status.code(), Some(2));
    assert!(folder.run("edit ct.dcm -o out.dcm --set PatientName=Müller --charset utf8").status.success());
    let bytes = fs::read(folder.path("out.dcm")).unwrap();
    assert!(bytes.windows(7).any(|part| part == "Müller".as_bytes()));
    assert!(bytes.windows(10).any(|part| part == b"ISO_IR 192"));
}

#[test]
fn several_files_go_into_a_folder_and_a_bad_one_is_named() {
    let folder = Folder::new();
    let output = folder.run("edit ct.dcm empty.dcm clip.dcm -o out --add StudyDescription=x");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("empty.dcm"), "{}", said(&output));
    let mut names: Vec<_> = fs::read_dir(folder.path("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["clip.dcm", "ct.dcm"]);
}

#[test]
fn two_files_of_one_name_never_become_one() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        fs::create_dir(folder.path(name)).unwrap();
    }
    folder.write("a/x.dcm", &ct(1));
    folder.write("b/x.dcm", &ct(2));
    let output = folder.run("edit a b -o out --overwrite");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("same name"), "{}", said(&output));
    assert_eq!(fs::read(folder.path("out/x.dcm")).unwrap(), ct(1));
    assert!(!folder.path("out/x.dcm.bak").exists());
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_to_costs_a_sentence() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let closed = folder.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    // Who may do everything is refused nothing.
    if fs::write(closed.join("probe"), "").is_ok() {
        return;
    }
    let output = folder.run("edit ct.dcm -o closed/out.dcm");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cannot be written"), "{}", said(&output));
}
