//! Names of several volumes that were asked for under one.

use std::{
    collections::HashSet,
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::study::Series;

use super::Format;

/// Gives each volume its name, no name twice.
#[derive(Debug)]
pub struct Naming {
    target: PathBuf,
    format: Format,
    /// It is the only one, so the name that was asked for is its own.
    is_alone: bool,
    given: HashSet<String>,
}

/// Characters of a label that go into a name.
const LONGEST: usize = 40;

impl Naming {
    /// For `count` volumes under `target`, whose ending is that of `format`.
    pub fn new(target: &Path, format: Format, count: usize) -> Self {
        Self { target: target.to_owned(), format, is_alone: count <= 1, given: HashSet::new() }
    }

    /// The name of a volume of `series`: with the series number, and with `label` where there is one, before the ending.
    pub fn name(&mut self, series: &Series, label: &str) -> PathBuf {
        if self.is_alone {
            return self.target.clone();
        }
        let number = series.facts.number.map_or_else(|| "0".to_owned(), |number| number.to_string());
        let label = slug(label);
        let suffix = if label.is_empty() { format!("_{number}") } else { format!("_{number}_{label}") };
        let mut unique = suffix.clone();
        let mut again = 2;
        while !self.given.insert(unique.clone()) {
            unique = format!("{suffix}_{again}");
            again += 1;
        }
        with_suffix(&self.target, self.format, &unique)
    }
}

/// Where the JSON file beside a volume goes.
pub fn sidecar_path(volume: &Path, format: Format) -> PathBuf {
    let mut name = stem(volume, format);
    name.push(".json");
    volume.with_file_name(name)
}

fn with_suffix(path: &Path, format: Format, suffix: &str) -> PathBuf {
    let mut name = stem(path, format);
    name.push(suffix);
    name.push(format.ending());
    path.with_file_name(name)
}

/// The name without the ending, where it has it.
fn stem(path: &Path, format: Format) -> OsString {
    let mut path = path.to_owned();
    if Format::from_path(&path) == Ok(format) {
        // As often as there are dots in the ending.
        for _ in 0..format.ending().matches('.').count() {
            path.set_extension("");
        }
    }
    path.file_name().unwrap_or_default().to_owned()
}

/// Letters and digits, joined by hyphens.
fn slug(label: &str) -> String {
    let words = label.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined: String = words.collect::<Vec<_>>().join("-");
    joined.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use crate::dicom::SeriesFacts;

    use super::*;

    fn series(number: Option<i64>) -> Series {
        Series { facts: SeriesFacts { number, ..SeriesFacts::default() }, ..Series::default() }
    }

    #[test]
    fn one_volume_has_the_name_that_was_asked_for() {
        let mut naming = Naming::new(Path::new("a/ct.nii.gz"), Format::NiftiGzip, 1);
        assert_eq!(naming.name(&series(Some(3)), "echo 2"), Path::new("a/ct.nii.gz"));
        assert_eq!(sidecar_path(Path::new("a/ct.v2.nii.gz"), Format::NiftiGzip), Path::new("a/ct.v2.json"));
        assert_eq!(sidecar_path(Path::new("a/ct.v2"), Format::Nifti), Path::new("a/ct.v2.json"));
    }

    #[test]
    fn several_have_number_and_label_before_the_ending() {
        let mut naming = Naming::new(Path::new("a/out.v2.nii"), Format::Nifti, 5);
        assert_eq!(naming.name(&series(Some(3)), ""), Path::new("a/out.v2_3.nii"));
        assert_eq!(naming.name(&series(Some(3)), ""), Path::new("a/out.v2_3_2.nii"));
        assert_eq!(naming.name(&series(Some(4)), "TE 4.5 ms, ../x"), Path::new("a/out.v2_4_TE-4-5-ms-x.nii"));
        assert_eq!(naming.name(&series(None), ""), Path::new("a/out.v2_0.nii"));
    }
}
