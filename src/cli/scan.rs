//! `scan`: what lies in folders, grouped as the window groups it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    dicom::{Means, charset::shown_path, is_directory},
    study::{DisplaySet, Found, Library, LibraryBuilder, Scan as FolderScan, ScanOptions, Series, SetKind, Skipped},
};

use super::{arguments::Common, arguments::Scan, output::Stdout, report::Report, scan_csv, scan_json};

/// Prints patients, studies, series and what was skipped.
pub fn run(options: &Scan, common: &Common, means: &Means, report: &mut Report) {
    let scan_options = ScanOptions { limits: means.limits, ..ScanOptions::default() };
    let mut scan = match FolderScan::new(options.paths.clone(), scan_options) {
        Ok(scan) => scan,
        Err(error) => return report.failure_without_file(error),
    };
    let named: HashSet<&Path> = options.paths.iter().map(PathBuf::as_path).collect();
    // Archives that were named, and whether anything in them was of use.
    let mut archives: BTreeMap<PathBuf, bool> = BTreeMap::new();
    let mut library = LibraryBuilder::default();
    let mut id = 0;
    while let Some(batch) = scan.next_batch() {
        for found in batch.found {
            match found {
                Found::Instance { location, facts } => {
                    id += 1;
                    if location.member.is_some() && named.contains(&*location.path) {
                        archives.insert(location.path.to_path_buf(), true);
                    }
                    library.insert(*facts, location, id);
                }
                Found::Skipped(skipped) => {
                    if named.contains(&*skipped.path) {
                        if skipped.member.is_some() {
                            archives.entry(skipped.path.clone()).or_default();
                        } else if is_failure(&skipped) {
                            report.failure(&skipped.path, &skipped.reason);
                            archives.insert(skipped.path.clone(), true);
                        }
                    }
                    library.skip(skipped);
                }
            }
        }
    }
    for (path, _) in archives.iter().filter(|(_, is_served)| !**is_served) {
        report.failure(path, "Nothing in this archive could be read as DICOM; see what was skipped.");
    }
    report.milestone("scanned");
    let library = library.snapshot();
    report.milestone("grouped");
    let mut out = Stdout::new();
    let written = if options.json {
        scan_json::write(&library, common.hide_identity, &mut out)
    } else if options.csv {
        scan_csv::write(&library, common.hide_identity, &mut out)
    } else {
        out.write_all(text(&library, common.hide_identity).as_bytes())
    };
    if let Err(fault) = written.and_then(|()| out.flush()) {
        report.failure_without_file(format_args!("The output cannot be written: {fault}; check the space left."));
    }
}

/// Whether something named by the person was asked for in vain: an index whose files were found in its folder was not.
fn is_failure(skipped: &Skipped) -> bool {
    !skipped.is_foreign || !is_directory(&skipped.path)
}

/// What people read: one line a series' part, then what was skipped.
fn text(library: &Library, hide_identity: bool) -> String {
    let mut text = String::new();
    for (number, patient) in library.patients.iter().enumerate() {
        let facts = &patient.facts;
        let name = match hide_identity {
            true => format!("patient {}", number + 1),
            false => joined(&[&facts.name, &facts.id, &facts.birth_date]),
        };
        line(&mut text, 0, if name.is_empty() { "patient not named" } else { &name });
        for study in &patient.studies {
            let facts = &study.facts;
            let name = joined(&[&facts.date, &facts.time, &facts.description]);
            line(&mut text, 1, if name.is_empty() { "study without a date" } else { &name });
            study.series.iter().for_each(|series| series_lines(&mut text, series, hide_identity));
        }
    }
    skipped_lines(&mut text, &library.skipped);
    text
}

fn series_lines(text: &mut String, series: &Series, hide_identity: bool) {
    let facts = &series.facts;
    let number = facts.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    for set in &series.sets {
        let title =
            set.document.and_then(|at| series.instances.get(at as usize)).map(|at| at.facts.shown_title(hide_identity));
        let label: Arc<str> = title.map_or_else(|| set.label.clone(), Arc::from);
        let described = joined(&[&facts.description, &label]);
        let badges: Vec<&str> = set.findings.iter().map(|finding| finding.code.badge()).collect();
        let badges = if badges.is_empty() { String::new() } else { format!("  [{}]", badges.join("] [")) };
        line(text, 2, &format!("{number:>4}  {:<4} {:<40} {}{badges}", facts.modality, described, counted(set)));
        for finding in &set.findings {
            line(text, 4, &finding.text);
        }
    }
}

/// What a set is called: its label, which for a document is what that calls itself.
pub(super) fn label<'a>(series: &'a Series, set: &'a DisplaySet, hide_identity: bool) -> Cow<'a, str> {
    let document = set.document.and_then(|at| series.instances.get(at as usize));
    let document = document.filter(|_| hide_identity && !set.label.is_empty());
    document.map_or(Cow::Borrowed(&set.label), |document| document.facts.shown_title(true))
}

/// `28 slices, 2.5 mm apart`.
fn counted(set: &DisplaySet) -> String {
    let plural = if set.frames.len() == 1 { "" } else { "s" };
    let count = match set.kind {
        SetKind::Document => return "document".into(),
        SetKind::Stack => format!("{} slice{plural}", set.frames.len()),
        SetKind::Localizer => format!("{} localizer view{plural}", set.frames.len()),
        SetKind::Clip => format!("clip of {} frame{plural}", set.frames.len()),
        SetKind::MultiFrame => format!("{} frame{plural}", set.frames.len()),
        SetKind::Images => format!("{} image{plural}", set.frames.len()),
    };
    match set.slice_spacing_mm {
        Some(spacing) => format!("{count}, {} mm apart", (spacing * 1e3).round() / 1e3),
        None => count,
    }
}

/// Files with the same fault stand together; those that are simply no DICOM are counted.
fn skipped_lines(text: &mut String, skipped: &[Arc<Skipped>]) {
    let foreign = skipped.iter().filter(|skipped| skipped.is_foreign).count();
    let mut faults: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for skipped in skipped.iter().filter(|skipped| !skipped.is_foreign) {
        faults.entry(&skipped.reason).or_default().push(place(&skipped.path, skipped.member.as_deref()));
    }
    if !skipped.is_empty() {
        line(text, 0, &format!("skipped: {foreign} that are no DICOM images, {} others", skipped.len() - foreign));
    }
    for (reason, places) in faults {
        line(text, 1, reason);
        places.iter().for_each(|place| line(text, 2, place));
    }
}

/// A path to be read by people, of a member with its archive's.
fn place(path: &Path, member: Option<&str>) -> String {
    let path = shown_path(path);
    member.map_or_else(|| path.clone(), |member| format!("{path}: {}", crate::dicom::charset::shown(member)))
}

fn line(text: &mut String, depth: usize, words: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{:1$}{words}", "", depth * 2);
}

fn joined(parts: &[&Arc<str>]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(|part| &***part).collect::<Vec<_>>().join("  ")
}

/// What is written, or why it cannot be.
pub(super) type Written = io::Result<()>;
