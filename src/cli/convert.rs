//! `convert`: series and multi-frame objects as volumes.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use crate::{
    dicom::{Means, charset::shown_path},
    export::volume::{self, Format, Naming, Plan, Refusal, Replaces, Target, Written},
    state::listed_sets,
    study::{self, DisplaySet, Found, Instance, LibraryBuilder, Scan, ScanOptions, Series, SetKind},
    volume::{Remedy, Wish},
};

use super::{output, progress, report::Report};

/// `convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// Files, folders, zip archives and DICOMDIR files; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Volume to write: .nii.gz, .nii or .nrrd; several get the series number before the ending
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Only the series with this number or UID
    #[arg(long, value_name = "NUMBER|UID")]
    pub series: Option<String>,
    /// Shift the slices of a tilted gantry back, and interpolate
    #[arg(long)]
    pub correct_tilt: bool,
    /// Interpolate slices at even distances where theirs differ, or where some are missing
    #[arg(long)]
    pub resample: bool,
    /// Write no JSON file beside a NIfTI volume
    #[arg(long)]
    pub no_sidecar: bool,
    /// Replace volumes and JSON files that are there
    #[arg(long)]
    pub overwrite: bool,
}

impl Convert {
    /// Whether the output has a format.
    pub fn checked(&self) -> Result<(), String> {
        if output::is_stdout(&self.output) {
            return Err("a volume cannot go to standard output; give a file name with -o".into());
        }
        Format::from_path(&self.output).map(|_| ())
    }

    fn wish(&self) -> Wish {
        Wish { correct_tilt: self.correct_tilt, resample: self.resample }
    }

    fn takes(&self, series: &Series) -> bool {
        let number = || series.facts.number.map(|number| number.to_string());
        self.series.as_deref().is_none_or(|asked| *series.facts.uid == *asked || number().as_deref() == Some(asked))
    }
}

/// Writes one volume for each set of slices; what makes none is named, and the others are written.
pub fn run(options: &Convert, means: &Means, report: &mut Report) {
    let Ok(format) = Format::from_path(&options.output) else { return };
    let Some((all, is_whole)) = scanned(options, means, report) else { return };
    report.milestone("scanned");
    let chosen: Vec<&Arc<Series>> = all.iter().filter(|series| options.takes(series)).collect();
    if let (Some(asked), true) = (&options.series, chosen.is_empty()) {
        return report.failure_without_file(format_args!("No series has the number or UID {asked}; see `scan`."));
    }
    let sets: Vec<(&Arc<Series>, &Arc<DisplaySet>)> =
        chosen.into_iter().flat_map(|series| listed_sets(series).map(move |set| (series, set))).collect();
    let pictures: Vec<_> = sets.into_iter().filter(|(_, set)| set.kind != SetKind::Document).collect();
    if pictures.is_empty() {
        if !is_whole {
            return;
        }
        return report.failure_without_file("There are no pictures to make a volume of; give a folder with a series.");
    }
    let mut plans = Vec::new();
    for (series, set) in pictures {
        match Plan::new(series, set, options.wish()) {
            Ok(plan) => plans.push(plan),
            Err(refusal) => refused(series, &set.label, &refusal, report),
        }
    }
    let means = means.clone();
    let open = move |instance: &Instance| study::open(&instance.location, &means).map(Arc::new);
    let mut naming = Naming::new(&options.output, format, plans.len());
    for plan in plans {
        let path = naming.name(&plan.series, &plan.label);
        let replaces = if options.overwrite { Replaces::Both } else { Replaces::Nothing };
        let target = Target { path: &path, format, with_sidecar: !options.no_sidecar, replaces };
        if let Some(taken) = target.taken() {
            let text = "A file of this name is there already, and no volume was written; choose another name with -o, or \
                        add --overwrite.";
            report.failure(&taken, text);
            continue;
        }
        let progress = progress::on_terminal();
        match volume::write(&plan, &open, &target, &progress) {
            Ok(written) => said(&path, &written, report),
            Err(error) => report.failure(&path, error),
        }
    }
    report.milestone("written");
}

/// The series in what was named, and whether all of that could be read; what could not is said.
fn scanned(options: &Convert, means: &Means, report: &mut Report) -> Option<(Vec<Arc<Series>>, bool)> {
    let scan_options = ScanOptions { limits: means.limits, ..ScanOptions::default() };
    let mut scan = match Scan::new(options.paths.clone(), scan_options) {
        Ok(scan) => scan,
        Err(error) => {
            report.failure_without_file(error);
            return None;
        }
    };
    let mut library = LibraryBuilder::default();
    let (mut id, mut is_whole) = (0, true);
    while let Some(batch) = scan.next_batch() {
        for found in batch.found {
            match found {
                Found::Instance { location, facts } => {
                    id += 1;
                    library.insert(*facts, location, id);
                }
                Found::Skipped(skipped) => {
                    if options.paths.contains(&skipped.path) && skipped.member.is_none() {
                        report.failure(&skipped.path, &skipped.reason);
                        is_whole = false;
                    }
                }
            }
        }
    }
    Some((study::joined(&library.snapshot()), is_whole))
}

fn said(path: &Path, written: &Written, report: &Report) {
    let [columns, rows, slices] = written.size;
    let moments = if written.moments > 1 { format!(" × {} moments", written.moments) } else { String::new() };
    let text = format!("{}: {columns} × {rows} × {slices}{moments}, {}", shown_path(path), written.element.name());
    // Who reads no more need not be told.
    let _ = output::print(&format!("{text}\n"));
    if !written.note.is_empty() {
        report.note(path, &written.note);
    }
}

/// Series, fault, remedy.
fn refused(series: &Series, label: &str, refusal: &Refusal, report: &mut Report) {
    let number = series.facts.number.map_or_else(|| "without a number".to_owned(), |number| number.to_string());
    let label = if label.is_empty() { String::new() } else { format!(", {label}") };
    let options: Vec<&str> = refusal
        .remedies
        .iter()
        .map(|remedy| match remedy {
            Remedy::CorrectTilt => "--correct-tilt",
            Remedy::Resample => "--resample",
        })
        .collect();
    let remedy = match options.as_slice() {
        [] => String::new(),
        options => format!(" Add {} to interpolate them.", options.join(" ")),
    };
    report.failure_without_file(format_args!("series {number}{label}: {}{remedy}", refusal.text));
}
