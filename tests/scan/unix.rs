//! What only some systems know: links, pipes, sockets, rights, names that are no text.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _, fs::symlink},
    process::Command,
};

use hounsfield::study::ScanOptions;

use crate::making::{Folder, Slice, left_out, paths, sets, skipped};

#[test]
fn links_pipes_and_strange_names_do_no_harm() {
    let folder = Folder::new();
    folder.write("a/1", Slice::at(1, 0.0).file());
    folder.write("b/2", Slice::at(2, 5.0).file());
    symlink(folder.path("a"), folder.path("b/circle-1")).unwrap();
    symlink(folder.path("b"), folder.path("a/circle-2")).unwrap();
    symlink(folder.0.path(), folder.path("a/up")).unwrap();
    symlink(folder.path("nowhere"), folder.path("dead")).unwrap();
    symlink("self", folder.path("self")).unwrap();
    symlink(folder.path("b/2"), folder.path("z-link")).unwrap();
    symlink("/dev/zero", folder.path("zero")).unwrap();
    fs::write(folder.0.path().join(OsStr::from_bytes(b"caf\xE9.dcm")), Slice::at(3, 10.0).file()).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket")).unwrap();
    let json = folder.json(&["."]);
    let set = &sets(&json)[0];
    assert_eq!(set["frames"], 3);
    assert_eq!(paths(set)[..2], ["./a/1", "./b/2"]);
    assert!(paths(set)[2].starts_with("./caf") && paths(set)[2].ends_with(".dcm"));
    assert_eq!(set["copies"][0]["path"], "./z-link");
    let reasons: Vec<(&str, &str)> =
        skipped(&json).into_iter().map(|(path, reason)| (path, reason.split([';', ',']).next().unwrap())).collect();
    let pipe = "This is a pipe";
    let expected = [
        ("./a/circle-2", "This is a link to a folder and was not followed"),
        ("./a/up", "This is a link to a folder and was not followed"),
        ("./b/circle-1", "This is a link to a folder and was not followed"),
        ("./dead", "This link leads to no file that can be reached"),
        ("./pipe", pipe),
        ("./self", "This link leads to no file that can be reached"),
        ("./socket", pipe),
        ("./zero", pipe),
    ];
    assert_eq!(reasons, expected);
    // A study may lie behind a link to a folder: that one was left alone is no small matter.
    let found = folder.found(ScanOptions::default());
    let small = |words: &str| left_out(&found).iter().filter(|(_, why, small)| *small && why.contains(words)).count();
    assert_eq!((small("link to a folder"), small("pipe")), (0, 3));
    // Named by the person, a pipe is a failure and is not waited for.
    assert_eq!(folder.run(&["pipe"]).status.code(), Some(1));
    // A link to a folder is followed where it was asked for.
    assert_eq!(folder.json(&["b/circle-1"])["patients"].as_array().unwrap().len(), 1);
}

#[test]
fn unreadable_folders_and_files_are_said() {
    let folder = Folder::new();
    folder.write("a", Slice::at(1, 0.0).file());
    folder.write("closed/b", Slice::at(2, 0.0).file());
    folder.write("secret", Slice::at(3, 0.0).file());
    let set = |name: &str, mode| fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    set("closed", 0o000);
    set("secret", 0o000);
    let is_bound = fs::read_dir(folder.path("closed")).is_err();
    let json = folder.json(&["."]);
    let status = folder.run(&["closed"]).status.code();
    set("closed", 0o700);
    if !is_bound {
        // An administrator may read everything.
        return;
    }
    let expected = [
        ("./closed", "This folder may not be read; ask for the right to read it."),
        ("./secret", "The file cannot be read: permission is denied; check that it exists and may be read."),
    ];
    assert_eq!(skipped(&json), expected);
    assert_eq!((paths(&sets(&json)[0]), status), (vec!["./a"], Some(1)));
}
