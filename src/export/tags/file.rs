//! Tags of files in a file.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    dicom::{Means, Object, ReadError, charset::shown_path, open_bytes_with, phantom},
    export::{ExportError, NewFile, Progress, Work},
    study::{self, Location},
};

use super::{JsonChoice, choose, write_csv, write_json, write_text};

/// How tags are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagFormat {
    /// A line an element.
    #[default]
    Text,
    /// Comma-separated values, a line an element.
    Csv,
    /// The DICOM JSON Model (PS3.18 annex F), without bulk data; of several files an array, as a DICOMweb server gives it.
    Json,
}

/// Tags to be written.
pub struct TagsExport {
    /// Of which objects; text and CSV are those of the first alone.
    pub of: Vec<Location>,
    /// How.
    pub format: TagFormat,
    /// What the rows must hold.
    pub find: Option<String>,
    /// Without what names the patient.
    pub hide_identity: bool,
    /// What the files are read with.
    pub means: Means,
}

impl TagFormat {
    /// By the ending; `None` where it is another one, or none.
    pub fn from_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        [Self::Text, Self::Csv, Self::Json].into_iter().find(|format| format.ending() == ending)
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

impl TagsExport {
    /// The work that writes them to `target`.
    pub fn into_work(self, target: PathBuf) -> Work {
        Box::new(move |progress| {
            let name = shown_path(target.file_name().unwrap_or(target.as_os_str()));
            let mut file = NewFile::create(&target).map_err(|error| error.to_string())?;
            self.write(&mut file, progress)?;
            file.finish().map_err(|error| error.to_string())?;
            Ok(format!("Saved as {name}"))
        })
    }

    fn write(&self, out: &mut dyn Write, progress: &Progress) -> Result<(), String> {
        let failed = |error: io::Error| ExportError::from(error).to_string();
        let is_array = self.format == TagFormat::Json && self.of.len() > 1;
        progress.expect(self.of.len() as u64);
        let count = if self.format == TagFormat::Json { self.of.len() } else { 1 };
        for (number, location) in self.of.iter().take(count).enumerate() {
            let object = open(location, &self.means).map_err(|error| error.to_string())?;
            if is_array {
                out.write_all(if number == 0 { b"[" } else { b",\n" }).map_err(failed)?;
            }
            self.write_one(out, &object).map_err(failed)?;
            progress.advance(1).map_err(|error| error.to_string())?;
        }
        let end: &[u8] = match self.format {
            TagFormat::Json if is_array => b"]\n",
            TagFormat::Json => b"\n",
            TagFormat::Text | TagFormat::Csv => b"",
        };
        out.write_all(end).map_err(failed)
    }

    fn write_one(&self, out: &mut dyn Write, object: &Object) -> io::Result<()> {
        let find = self.find.as_deref();
        if self.format == TagFormat::Json {
            return write_json(out, object, &JsonChoice::new(object, find, self.hide_identity));
        }
        let tree = object.tag_tree();
        let chosen = choose(&tree, find, self.hide_identity);
        match self.format {
            TagFormat::Csv => write_csv(out, object, &chosen),
            _ => write_text(out, object, &chosen, true),
        }
    }
}

/// Opens an object; those of the generated study lie nowhere and are generated again.
fn open(location: &Location, means: &Means) -> Result<Object, ReadError> {
    let is_generated = location.member.is_none() && !location.path.exists();
    let name = location.path.file_name().filter(|_| is_generated && location.path.starts_with("Phantom study"));
    let generated = name.and_then(|name| phantom::study().into_iter().find(|file| name == file.name.as_str()));
    match generated {
        Some(file) => open_bytes_with(&location.path, file.bytes, means),
        None => study::open(location, means),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn written(format: TagFormat, files: usize, find: Option<&str>, hide_identity: bool) -> String {
        let of = (1..=files).map(|number| Location::file(format!("Phantom study/ct-{number:02}.dcm"))).collect();
        let find = find.map(str::to_owned);
        let export = TagsExport { of, format, find, hide_identity, means: Means::default() };
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("tags");
        export.into_work(target.clone())(&Progress::silent()).unwrap();
        std::fs::read_to_string(target).unwrap()
    }

    #[test]
    fn tags_are_written_as_they_are_wanted() {
        let text = written(TagFormat::Text, 2, Some("keyword:windowcenter"), false);
        assert_eq!(text.lines().count(), 2, "WindowCenter, WindowCenterWidthExplanation: {text}");
        assert!(text.starts_with("(0028,1050) DS WindowCenter "), "{text}");
        let csv = written(TagFormat::Csv, 1, Some("00281050"), false);
        assert_eq!(
            csv,
            "depth,tag,keyword,vr,length,vm,value,creator\r\n0,\"(0028,1050)\",WindowCenter,DS,8,2,40\\-600,\r\n"
        );
        let json: serde_json::Value = serde_json::from_str(&written(TagFormat::Json, 2, None, true)).unwrap();
        assert_eq!(json.as_array().map(Vec::len), Some(2));
        assert_eq!(json[1]["00200013"]["Value"][0], 2);
        assert!(json[0].get("00100010").is_none() && json[0].get("00080060").is_some());
    }
}
