//! `tags`: the tag inspector as text.

use std::{io::Write, sync::Arc};

use anyhow::Result;

use crate::{
    dicom::{self, Means, Object, TagRow},
    export::tags::{JsonChoice, choose, script, text_line, whole_line, write_csv, write_json, write_text},
    state::{Choices, Folds, Marks, Prepared, list_tags},
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
        if let Some(frame) = options.frame {
            write_frame(&mut out, &object, frame, options, common.hide_identity)?;
        } else if options.format.csv {
            write_csv(&mut out, &object, &chosen)?;
        } else if options.format.python {
            out.write_all(script(&options.file, &tree, &chosen).as_bytes())?;
        } else {
            write_text(&mut out, &object, &chosen, options.all)?;
        }
    }
    Ok(out.flush()?)
}

/// The functional groups of a frame, as the inspector lists them.
fn write_frame(out: &mut dyn Write, object: &Object, frame: u32, options: &Tags, hide_identity: bool) -> Result<()> {
    let prepared = Prepared::new(object.tag_tree(), hide_identity);
    let choices = Choices {
        query: options.find.clone().unwrap_or_default(),
        folds: Arc::new(Folds::all(true)),
        frame: Some(frame.saturating_sub(1) as usize),
        hide_identity,
        ..Choices::default()
    };
    let list = list_tags(&prepared, &choices, &Marks::default());
    for (listed, row) in (0..list.rows.len()).filter_map(|at| list.get(at)) {
        if hide_identity && row.identifying {
            continue;
        }
        let row = TagRow { depth: listed.depth, ..row.clone() };
        let line = if options.all { whole_line(object, listed.row as usize, &row) } else { text_line(&row, false) };
        let origin = listed.origin.map_or_else(String::new, |origin| format!("  {}", origin.name()));
        writeln!(out, "{line}{origin}")?;
    }
    Ok(())
}
