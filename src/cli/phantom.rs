//! `phantom`: the built-in study as files.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::dicom::phantom;

use super::{arguments::Phantom, output, report::Report};

/// Writes the study into the folder, which is made where it is missing.
pub fn run(options: &Phantom, report: &mut Report) {
    let folder = &options.output;
    if let Err(fault) = write(folder) {
        report.failure(folder, fault);
    }
}

fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).context("The folder cannot be made; choose another one with -o.")?;
    for file in phantom::study() {
        output::write(&folder.join(file.name), &file.bytes)?;
    }
    Ok(())
}
