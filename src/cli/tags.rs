//! `tags`: the tag inspector as text.

use std::io::Write;

use anyhow::Result;

use crate::{
    dicom::{self, Means},
    export::tags::{JsonChoice, choose, chosen_rows, script, write_csv, write_json, write_text},
};

use super::{
    arguments::{Common, Tags},
    output::Stdout,
    report::Report,
};

/// Prints the elements of a file.
pub fn run(options: &Tags, common: &Common, means: &Means, report: &mut Report) {
    if let Err(fault) = print(options, common, means, report) {
        report.failure(&options.file, fault);
    }
}

fn print(options: &Tags, common: &Common, means: &Means, report: &Report) -> Result<()> {
    let object = dicom::open_with(&options.file, means)?;
    report.milestone("opened");
    let mut out = Stdout::new();
    let find = options.find.as_deref();
    if options.format.json {
        write_json(&mut out, &object, &JsonChoice::new(&object, find, common.hide_identity))?;
        writeln!(out)?;
    } else {
        let tree = object.tag_tree();
        let chosen = choose(&tree, find, common.hide_identity);
        if options.format.csv {
            write_csv(&mut out, chosen_rows(&tree, &chosen))?;
        } else if options.format.python {
            out.write_all(script(&options.file, &tree, &chosen).as_bytes())?;
        } else {
            write_text(&mut out, chosen_rows(&tree, &chosen), options.all)?;
        }
    }
    Ok(out.flush()?)
}
