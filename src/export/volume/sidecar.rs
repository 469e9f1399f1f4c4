//! The JSON file beside a NIfTI volume.

use std::{fs::File, io::Read, path::Path};

use serde_json::{Map, Value};

use super::{Encoding, Plan};

/// What files of ours say of who wrote them.
const SOFTWARE: &str = "Hounsfield";

/// No file of ours is longer.
const LONGEST: u64 = 4 << 20;

/// How the volume was acquired, completed by what is known of it as a whole. Nothing in it names the patient.
pub fn sidecar(plan: &Plan, encoding: &Encoding, note: &str, mut acquired: Map<String, Value>) -> Vec<u8> {
    let unit = encoding.unit.symbol();
    if !unit.is_empty() {
        acquired.insert("Units".to_owned(), unit.into());
    }
    if let Some(timing) = &plan.timing {
        let seconds = timing.seconds.iter().map(|seconds| (seconds * 1e6).round() / 1e6);
        acquired.insert("SliceTiming".to_owned(), seconds.map(Value::from).collect());
    }
    if !note.is_empty() {
        acquired.insert("ConversionComments".to_owned(), note.into());
    }
    acquired.insert("ConversionSoftware".to_owned(), SOFTWARE.into());
    acquired.insert("ConversionSoftwareVersion".to_owned(), env!("CARGO_PKG_VERSION").into());
    let mut text = serde_json::to_vec_pretty(&Value::Object(acquired)).unwrap_or_default();
    text.push(b'\n');
    text
}

/// Whether the file is one that was written here, not by another program or a person.
pub fn is_own(path: &Path) -> bool {
    let mut bytes = Vec::new();
    // What is no regular file (a pipe) is never opened.
    let read = path.is_file().then(|| File::open(path)?.take(LONGEST).read_to_end(&mut bytes));
    let said = serde_json::from_slice(&bytes).ok().filter(|_| matches!(read, Some(Ok(_))));
    said.is_some_and(|said: Value| said.get("ConversionSoftware").and_then(Value::as_str) == Some(SOFTWARE))
}
