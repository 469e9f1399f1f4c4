//! `phantom`: the built-in study as files.

use std::fs;

use anyhow::{Context, Result};

use crate::dicom::phantom;

use super::{arguments::Phantom, output, report::Report};

/// Writes the study into the folder, which is made where it is missing.
pub fn run(options: &Phantom, report: &mut Report) {
    let folder = &options.output;
    let made: Result<()> = fs::create_dir_all(folder)
        .context("The folder cannot be made; choose another one with -o.")
        .and_then(|()| phantom::study().into_iter().try_for_each(|file| output::write(&folder.join(file.name), &file.bytes)));
    if let Err(fault) = made {
        report.failure(folder, fault);
    }
}
