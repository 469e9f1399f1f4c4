//! The JSON file beside a NIfTI volume.

use serde_json::{Map, Value};

use super::{Encoding, Plan};

/// How the volume was acquired, completed by what is known of it as a whole. Nothing in it names the patient.
pub fn sidecar(plan: &Plan, encoding: &Encoding, mut acquired: Map<String, Value>) -> Vec<u8> {
    let unit = encoding.unit.symbol();
    if !unit.is_empty() {
        acquired.insert("Units".to_owned(), unit.into());
    }
    if let Some(timing) = &plan.timing {
        let seconds = timing.seconds.iter().map(|seconds| (seconds * 1e6).round() / 1e6);
        acquired.insert("SliceTiming".to_owned(), seconds.map(Value::from).collect());
    }
    let note = plan.note();
    if !note.is_empty() {
        acquired.insert("ConversionComments".to_owned(), note.into());
    }
    acquired.insert("ConversionSoftware".to_owned(), "Hounsfield".into());
    acquired.insert("ConversionSoftwareVersion".to_owned(), env!("CARGO_PKG_VERSION").into());
    let mut text = serde_json::to_vec_pretty(&Value::Object(acquired)).unwrap_or_default();
    text.push(b'\n');
    text
}
