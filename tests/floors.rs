//! The house keeps its floors: a module names only modules to its left, and each outside crate stays where it belongs.
//!
//! The check reads `src/` as text: every path (use groups expanded) that starts with `crate` or climbs by `super` to the
//! crate root must name a lower floor; some names are confined to some floors; no file grows without bound.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Lowest first. The last two are faces: they stand side by side and neither names the other.
const FLOORS: [&str; 13] = [
    "geometry",
    "image",
    "volume",
    "annotation",
    "dicom",
    "study",
    "state",
    "export",
    "jobs",
    "session",
    "desktop",
    "cli",
    "gui",
];

/// A path that starts with one of `names` may stand only on one of `floors`.
const CONFINED: [(&[&str], &[&str]); 6] = [
    (
        &[
            "dicom_core",
            "dicom_dictionary_std",
            "dicom_encoding",
            "dicom_json",
            "dicom_object",
            "dicom_parser",
            "dicom_pixeldata",
            "dicom_transfer_syntax_registry",
        ],
        &["dicom"],
    ),
    (&["eframe", "egui", "egui_extras", "egui_plot", "rfd", "wgpu", "winit"], &["gui"]),
    (&["anyhow", "clap"], &["cli"]),
    (&["directories", "sysinfo"], &["desktop"]),
    (&["moxcms"], &["dicom"]),
    (&["zip"], &["export", "study"]),
];

/// Files, threads and clocks come to these floors as values only.
const PURE: [&str; 5] = ["geometry", "image", "volume", "annotation", "state"];
const IMPURE: [&str; 5] =
    ["std::fs", "std::thread", "std::time::Instant", "std::time::SystemTime", "std::time::UNIX_EPOCH"];

/// Lines at which a file is too large to have one subject.
const TOO_LONG: usize = 700;

#[test]
fn every_module_names_only_lower_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lengths = Vec::new();
    let mut faults = Vec::new();
    for path in rust_files(&root) {
        let text = fs::read_to_string(&path).unwrap();
        lengths.push(text.lines().count());
        faults.extend(faults_in(path.strip_prefix(&root).unwrap(), &text));
    }
    lengths.sort_unstable();
    println!(
        "{} files, median {} lines, longest {}",
        lengths.len(),
        lengths[lengths.len() / 2],
        lengths.last().unwrap()
    );
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn there_is_one_egui() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let versions = lock.lines().filter(|line| *line == "name = \"egui\"").count();
    assert_eq!(versions, 1, "a second egui means types that do not fit together: raise all egui crates at once");
}

#[test]
fn planted_faults_are_caught() {
    let caught = |file: &str, text: &str| !faults_in(Path::new(file), text).is_empty();
    for (file, text) in [
        ("image/frame.rs", "use crate::dicom::Object;"),
        ("image/frame.rs", "use crate::{\n    geometry::View,\n    state::{Action, Event},\n};"),
        ("image/frame.rs", "fn f() { super::super::session::Session::new(); }"),
        ("image/mod.rs", "use super::gui;"),
        ("cli/mod.rs", "use crate::gui::run;"),
        ("gui/mod.rs", "use crate::cli::parse;"),
        ("state/mod.rs", "use crate::Workspace;"),
        ("attic/mod.rs", "fn f() {}"),
        ("lib.rs", "pub use crate::image::Frame;"),
        ("export/png.rs", "let x = dicom_object::open_file(path);"),
        ("session.rs", "use egui::Context;"),
        ("state/mod.rs", "use std::{fmt, time::{Duration, Instant}};"),
        ("geometry/mod.rs", "let x = std::fs::read(path);"),
        ("jobs/mod.rs", "use anyhow::Context;"),
    ] {
        assert!(caught(file, text), "{file}: {text}");
    }
    assert!(caught("image/frame.rs", &"\n".repeat(TOO_LONG + 1)));
    for (file, text) in [
        ("image/frame.rs", "use crate::geometry::View; // and crate::dicom is above\nuse super::Samples;"),
        ("image/frame.rs", "mod tests {\n    use super::super::Samples;\n}\n"),
        ("session.rs", "/// See [`egui::Context`].\nuse crate::{dicom::json::dicom_json, jobs::Want};"),
        ("state/mod.rs", "use std::{fmt, time::Duration};"),
        ("gui/mod.rs", "use egui::{self, Context};\nuse crate::desktop::launch::WindowOptions;"),
        ("lib.rs", "pub mod image;"),
    ] {
        assert!(!caught(file, text), "{file}: {text}");
    }
}

/// What is wrong with the file at `path` (relative to `src/`), one line a fault.
fn faults_in(path: &Path, text: &str) -> Vec<String> {
    let mut modules: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if modules.last().is_some_and(|name| name == "mod") {
        modules.pop();
    }
    let floor = modules[0].clone();
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("src/{}: {what}", path.display()));
    if text.lines().count() > TOO_LONG {
        fault(format!("longer than {TOO_LONG} lines"));
    }
    if floor == "lib" || floor == "main" {
        if text.lines().any(|line| line.trim_start().starts_with("pub use")) {
            fault("re-exports at the root hide which floor a name comes from".into());
        }
        return faults;
    }
    let Some(height) = FLOORS.iter().position(|name| *name == floor) else {
        fault("stands on no floor".into());
        return faults;
    };
    for (inline_depth, path) in paths(text) {
        let climbs = path.iter().take_while(|part| *part == "super").count();
        let target = match path.first().map(String::as_str) {
            Some("crate") => path.get(1),
            Some("super") if climbs == modules.len() + inline_depth => path.get(climbs),
            _ => None,
        };
        if let Some(target) = target {
            let faces = ["cli", "gui"].contains(&target.as_str()) && floor != *target;
            if faces || FLOORS.iter().take(height + 1).all(|name| name != target) {
                fault(format!("{} names {target}, which is no floor below {floor}", path.join("::")));
            }
        }
        for (names, floors) in CONFINED {
            if names.contains(&path[0].as_str()) && !floors.contains(&floor.as_str()) {
                fault(format!("{} belongs to {}", path.join("::"), floors.join(", ")));
            }
        }
        let joined = path.join("::");
        if PURE.contains(&floor.as_str()) && IMPURE.iter().any(|name| joined.starts_with(name)) {
            fault(format!("{joined} must not be known here"));
        }
    }
    faults
}

/// Every path of two or more parts in `text`, comments left out and `{}` groups expanded, with the number of inline
/// modules around it. Relies on rustfmt's layout: a module's closing brace stands under its opening line.
fn paths(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut open_modules: Vec<usize> = Vec::new();
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    for (number, line) in code.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.contains(&"mod") && words.last() == Some(&"{") {
            open_modules.push(indent);
        } else if words == ["}"] && open_modules.last() == Some(&indent) {
            open_modules.pop();
        }
        for (at, _) in line.match_indices("::") {
            let start = line[..at].rfind(|c: char| !is_name(c)).map_or(0, |i| i + 1);
            if start == at || line[..start].ends_with(':') {
                continue;
            }
            let rest = format!("{}\n{}", &line[start..], code[number + 1..].join("\n"));
            expand(&rest, &[], &mut |path| found.push((open_modules.len(), path)));
        }
    }
    found
}

/// Reads one path at the start of `text`, calls `found` for each leaf, and returns the bytes read.
fn expand(text: &str, prefix: &[String], found: &mut dyn FnMut(Vec<String>)) -> usize {
    let name_end = text.find(|c: char| !is_name(c)).unwrap_or(text.len());
    let mut path = prefix.to_vec();
    path.push(text[..name_end].to_owned());
    let Some(rest) = text[name_end..].strip_prefix("::") else {
        found(path);
        return name_end;
    };
    let start = name_end + 2;
    if !rest.starts_with('{') {
        return start + expand(rest, &path, found);
    }
    let mut at = start + 1;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '}' => return at + 1,
            _ if is_name(c) => at += expand(&text[at..], &path, found).max(1),
            _ => at += c.len_utf8(),
        }
    }
    at
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
