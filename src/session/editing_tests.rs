//! Edited files saved from the window's session.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::{
    dicom::{
        edit::{Change, Edit, EditOptions, NewValue},
        write::{DataSetWriter, EXPLICIT_LITTLE},
    },
    jobs::editing::Saving,
    state::EditAction,
};

const LONG: Duration = Duration::from_secs(60);

fn picture(pixels: [u8; 4]) -> Vec<u8> {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.7").text((0x0008, 0x0018), "UI", "1.2.3.4");
    set.text((0x0008, 0x0060), "CS", "OT").text((0x0008, 0x1030), "LO", "Before");
    set.unsigned((0x0028, 0x0002), &[1]).text((0x0028, 0x0004), "CS", "MONOCHROME2");
    set.unsigned((0x0028, 0x0010), &[2]).unsigned((0x0028, 0x0011), &[2]).unsigned((0x0028, 0x0100), &[8]);
    set.unsigned((0x0028, 0x0101), &[8]).unsigned((0x0028, 0x0102), &[7]).unsigned((0x0028, 0x0103), &[0]);
    set.bytes((0x7FE0, 0x0010), "OB", pixels);
    set.file(EXPLICIT_LITTLE)
}

fn edit(path: &str, text: &str) -> Edit {
    let change = Change::Set { vr: None, value: NewValue::Text(text.to_owned()) };
    Edit { path: path.parse().unwrap(), change }
}

fn description(session: &Session) -> Option<String> {
    let tags = session.workspace().tags.as_ref()?;
    tags.tree.rows.iter().find(|row| row.tag == (0x0008, 0x1030)).map(|row| row.value.clone())
}

fn until(session: &mut Session, is_so: impl Fn(&Session) -> bool) {
    let start = Instant::now();
    while !is_so(session) {
        assert!(start.elapsed() < LONG, "it never comes");
        session.poll();
        thread::sleep(Duration::from_millis(1));
    }
}

fn save(session: &mut Session, target: &std::path::Path) {
    let files: Vec<_> = session.workspace().edits.pending().map(|(id, edits)| (id, edits.to_vec())).collect();
    let work = session.saving(Saving { files, options: EditOptions::default(), hide_names: false });
    session.export("edited files", work(target.to_path_buf()));
}

#[test]
fn what_is_shown_is_read_again_once_its_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dcm");
    std::fs::write(&path, picture([0, 1, 2, 3])).unwrap();
    let mut session = Session::unattended();
    session.act(Action::Open(vec![path.clone()]));
    assert!(session.wait(LONG));
    until(&mut session, |session| description(session).is_some());
    let before = Arc::clone(session.workspace().image().picture().unwrap());
    let id = session.workspace().image().key().unwrap().id;
    for edit in [edit("StudyDescription", "After"), edit("PixelData", "09090909")] {
        session.act(Action::Edit(EditAction::Put { ids: vec![id], edit }));
    }
    save(&mut session, &path);
    // What is edited while it is written is another edit.
    let later = edit("StudyDescription", "Later");
    session.act(Action::Edit(EditAction::Put { ids: vec![id], edit: later.clone() }));
    until(&mut session, |session| description(session).as_deref() == Some("After"));
    assert!(session.wait(LONG));
    let image = session.workspace().image();
    assert!(!Arc::ptr_eq(image.picture().unwrap(), &before) && image.fault().is_none());
    assert_eq!(session.workspace().edits.of(id), [later]);
    // And once more: it is this program's own file by now.
    save(&mut session, &path);
    until(&mut session, |session| description(session).as_deref() == Some("Later"));
    assert!(session.workspace().edits.is_empty());
    assert!(session.objects().open(id).is_ok());
}

#[test]
fn several_files_of_one_name_get_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::unattended();
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        let path = folder.path().join(name).join("x.dcm");
        std::fs::write(&path, picture([0; 4])).unwrap();
        ids.push(session.objects().open_by_name(&path).0);
    }
    session.act(Action::Edit(EditAction::Put { ids, edit: edit("StudyDescription", "After") }));
    let out = folder.path().join("out");
    save(&mut session, &out);
    assert!(session.wait(LONG));
    assert!(session.workspace().edits.is_empty());
    let mut names: Vec<_> = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["x-2.dcm", "x.dcm"]);
}
