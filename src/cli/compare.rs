//! `compare`: what differs between two files. The status is 0 whether they differ or not: the answer is the output.

use std::{fmt::Write as _, path::PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use crate::dicom::{
    Means, TagPath,
    charset::shown_path,
    compare::{CompareLine, CompareOptions, Comparison, Difference, PixelComparison, compare},
    open_with,
};

use super::{arguments::Common, output, report::Report};

/// `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The first DICOM file
    #[arg(value_name = "A")]
    pub before: PathBuf,
    /// The second one
    #[arg(value_name = "B")]
    pub after: PathBuf,
    /// As a JSON object
    #[arg(long)]
    pub json: bool,
    /// Leave out a tag at every depth, or one path: PatientName, 00100010, Sequence[1].Keyword
    #[arg(long, value_name = "TAG")]
    pub ignore: Vec<TagPath>,
    /// Leave out private elements
    #[arg(long)]
    pub ignore_private: bool,
    /// Leave out the file's head, group 0002
    #[arg(long)]
    pub ignore_meta: bool,
    /// Leave out UIDs, but for those of classes and syntaxes
    #[arg(long)]
    pub ignore_uids: bool,
    /// Leave out dates and times
    #[arg(long)]
    pub ignore_dates: bool,
    /// Leave out pixel data
    #[arg(long, conflicts_with = "decoded_pixels")]
    pub ignore_pixels: bool,
    /// Compare what the pixel data decode to, not their bytes
    #[arg(long)]
    pub decoded_pixels: bool,
}

impl Compare {
    fn options(&self) -> CompareOptions {
        CompareOptions {
            ignore: self.ignore.clone(),
            private: self.ignore_private,
            meta: self.ignore_meta,
            uids: self.ignore_uids,
            dates: self.ignore_dates,
            pixels: match (self.ignore_pixels, self.decoded_pixels) {
                (true, _) => PixelComparison::Ignored,
                (_, true) => PixelComparison::Decoded,
                _ => PixelComparison::Bytes,
            },
        }
    }
}

/// Prints the differences.
pub fn run(options: &Compare, common: &Common, means: &Means, report: &mut Report) {
    let mut open = |path: &PathBuf| open_with(path, means).map_err(|fault| report.failure(path, fault)).ok();
    // Both are tried, so that both faults are said.
    let (Some(before), Some(after)) = (open(&options.before), open(&options.after)) else { return };
    let found = match compare(&before, &after, &options.options(), &|| false) {
        Ok(found) => found,
        Err(fault) => return report.failure_without_file(fault),
    };
    if let Err(fault) = print(options, common, &found) {
        report.failure_without_file(fault);
    }
}

fn print(options: &Compare, common: &Common, found: &Comparison) -> Result<()> {
    let text = if options.json {
        output::json_text(&json_of(options, common, found)) + "\n"
    } else {
        let mut text = String::new();
        for line in found.lines() {
            push_line(&mut text, &line, found, common.hide_identity);
        }
        text + &found.sentence() + "\n"
    };
    Ok(output::print(&text)?)
}

/// `~ (0018,0050) DS SliceThickness  2.5 -> 5`, indented by depth.
fn push_line(text: &mut String, line: &CompareLine, found: &Comparison, hide_identity: bool) {
    // Writing to a String cannot fail.
    let _ = match line {
        CompareLine::Holder(depth, path) => writeln!(text, "{:1$}  {path}", "", depth * 2),
        CompareLine::Difference(depth, at) => {
            let Some(one) = found.differences.get(*at) else { return };
            let (before, after) = values(one, hide_identity);
            let values = match (before, after) {
                (Some(before), Some(after)) => format!("{before} -> {after}"),
                (before, after) => before.or(after).unwrap_or_default().to_owned(),
            };
            let note = if one.note.is_empty() { String::new() } else { format!("  ({})", one.note) };
            let line = format!(
                "{:1$}{2} {3} {4} {5}  {values}{note}",
                "",
                depth * 2,
                one.change.mark(),
                one.path,
                one.vr,
                one.name
            );
            writeln!(text, "{}", line.trim_end())
        }
    };
}

/// What is hidden is told to differ, not how.
fn values(one: &Difference, hide_identity: bool) -> (Option<&str>, Option<&str>) {
    if hide_identity && one.identifying {
        return (None, None);
    }
    (one.before.as_deref(), one.after.as_deref())
}

fn json_of(options: &Compare, common: &Common, found: &Comparison) -> Value {
    let difference = |one: &Difference| {
        let (before, after) = values(one, common.hide_identity);
        json!({
            "path": one.path.to_string(), "change": one.change.name(), "name": one.name, "vr": one.vr,
            "a": before, "b": after, "note": one.note,
        })
    };
    let differences: Vec<Value> = found.differences.iter().map(difference).collect();
    json!({
        "a": shown_path(&options.before), "b": shown_path(&options.after), "equal": found.is_equal(),
        "compared": found.compared, "differences": differences, "more": found.more,
    })
}
