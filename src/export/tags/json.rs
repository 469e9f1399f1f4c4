//! DICOM JSON (PS3.18 annex F), written as it is read: nothing of a large file is held.

use std::{
    collections::HashSet,
    io::{self, Write},
};

use serde::Serialize;
use serde_json::Value;

use crate::{
    dicom::{
        Object,
        json::{JsonPart, walk_json},
    },
    export::json::ScreenSafe,
};

/// What of a data set is written.
#[derive(Clone, Debug, Default)]
pub struct JsonChoice {
    /// Elements that are left out, wherever they stand.
    pub hidden: HashSet<(u16, u16)>,
    /// The elements of the top level that are written; `None` for all.
    pub kept: Option<HashSet<(u16, u16)>>,
}

impl JsonChoice {
    /// What names the patient is left out if that is to be hidden, and at the top level all that `find` does not find.
    pub fn new(object: &Object, find: Option<&str>, hide_identity: bool) -> Self {
        if find.is_none() && !hide_identity {
            return Self::default();
        }
        let tree = object.tag_tree();
        let identifying = tree.rows.iter().filter(|row| hide_identity && row.identifying);
        let hidden = identifying.map(|row| row.tag).collect();
        let kept = find.map(|_| {
            let chosen = super::choose(&tree, find, hide_identity);
            super::chosen_rows(&tree, &chosen).filter(|row| row.depth == 0).map(|row| row.tag).collect()
        });
        Self { hidden, kept }
    }
}

/// Writes the data set on one line.
///
/// # Errors
/// Those of `out`.
pub fn write_json(out: &mut dyn Write, object: &Object, choice: &JsonChoice) -> io::Result<()> {
    // Whether something was written already in the data set or sequence at each level.
    let mut begun = vec![false];
    let mut depth = 0_usize;
    out.write_all(b"{")?;
    let is_wanted = |tag: (u16, u16), depth: usize| {
        !choice.hidden.contains(&tag) && (depth > 0 || choice.kept.as_ref().is_none_or(|kept| kept.contains(&tag)))
    };
    walk_json(object, &is_wanted, &mut |part| {
        let comma = begun.last_mut().is_some_and(|begun| std::mem::replace(begun, true));
        match part {
            JsonPart::Value(key, value) => {
                separate(out, comma)?;
                write!(out, "\"{key}\":")?;
                write_value(out, value)
            }
            JsonPart::BeginSequence(key, is_empty) => {
                separate(out, comma)?;
                depth += 1;
                begun.push(false);
                write!(out, "\"{key}\":{{\"vr\":\"SQ\"{}", if is_empty { "" } else { ",\"Value\":[" })
            }
            JsonPart::EndSequence(is_empty) => {
                begun.pop();
                depth = depth.saturating_sub(1);
                out.write_all(if is_empty { b"}" } else { b"]}" })
            }
            JsonPart::BeginItem => {
                separate(out, comma)?;
                begun.push(false);
                out.write_all(b"{")
            }
            JsonPart::EndItem => {
                begun.pop();
                out.write_all(b"}")
            }
        }
    })?;
    out.write_all(b"}")
}

fn separate(out: &mut dyn Write, comma: bool) -> io::Result<()> {
    if comma { out.write_all(b",") } else { Ok(()) }
}

fn write_value(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, ScreenSafe))?)
}
