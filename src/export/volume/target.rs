//! Where a volume goes, and what may be replaced there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::export::{ExportError, NewFile};

use super::{Format, names::sidecar_path, sidecar::is_own};

/// Where a volume goes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The volume.
    pub path: &'a Path,
    /// Its format.
    pub format: Format,
    /// Write the JSON file beside it, where the format has one.
    pub with_sidecar: bool,
    /// What becomes of files that are there.
    pub replaces: Replaces,
}

/// Which files may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaces {
    /// None.
    Nothing,
    /// The volume, and the JSON file that was written with it: what the person was asked about. No other JSON file.
    Volume,
    /// Both.
    Both,
}

impl Target<'_> {
    /// The JSON file, where there is to be one.
    pub fn sidecar(&self) -> Option<PathBuf> {
        (self.with_sidecar && self.format.has_sidecar()).then(|| sidecar_path(self.path, self.format))
    }

    /// The file that is in the way, `None` where there is none.
    pub fn taken(&self) -> Option<PathBuf> {
        let is_volume_there = is_there(self.path);
        if self.replaces == Replaces::Nothing && is_volume_there {
            return Some(self.path.to_owned());
        }
        let sidecar = self.sidecar().filter(|path| is_there(path))?;
        match self.replaces {
            Replaces::Both => None,
            Replaces::Volume if is_volume_there && is_own(&sidecar) => None,
            Replaces::Volume | Replaces::Nothing => Some(sidecar),
        }
    }

    /// Fails where a file is in the way.
    pub fn check(&self) -> Result<(), ExportError> {
        match self.taken() {
            None => Ok(()),
            Some(path) if path == self.path => Err(ExportError::Exists),
            Some(_) => Err(ExportError::DoesNotFit(
                "The JSON file of this name is there already, and was left as it is; choose another name, or leave the \
                 JSON file out."
                    .to_owned(),
            )),
        }
    }

    /// Puts the files under their names, the volume first; what came there meanwhile stays as well.
    pub fn finish(&self, volume: NewFile, sidecar: Option<NewFile>) -> Result<(), ExportError> {
        self.check()?;
        let put = if self.replaces == Replaces::Nothing { NewFile::finish_new } else { NewFile::finish };
        put(volume)?;
        sidecar.map_or(Ok(()), put)
    }
}

/// Whether a file has the name, or a link that leads nowhere. A device is written to, a folder refused by itself.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok() && !fs::metadata(path).is_ok_and(|found| !found.is_file())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn only_what_was_agreed_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (volume, json) = (folder.path().join("a.nii"), folder.path().join("a.json"));
        let taken = |replaces| {
            let target = Target { path: &volume, format: Format::Nifti, with_sidecar: true, replaces };
            target.taken().map(|path| if path == volume { "volume" } else { "json" })
        };
        let all = || [Replaces::Nothing, Replaces::Volume, Replaces::Both].map(taken);
        assert_eq!(all(), [None; 3]);
        let own = r#"{"ConversionSoftware": "Hounsfield"}"#;
        fs::write(&json, own).unwrap();
        assert_eq!(all(), [Some("json"), Some("json"), None], "of another volume, perhaps");
        fs::write(&volume, "old").unwrap();
        assert_eq!(all(), [Some("volume"), None, None]);
        for foreign in [r#"{"ConversionSoftware": "dcm2niix"}"#, "[1]", "no JSON", ""] {
            fs::write(&json, foreign).unwrap();
            assert_eq!(all(), [Some("volume"), Some("json"), None], "{foreign}");
        }
        let without = Target { path: &volume, format: Format::Nifti, with_sidecar: false, replaces: Replaces::Volume };
        assert_eq!(without.taken(), None);
        let file = NewFile::create(&volume).unwrap();
        let target = Target { replaces: Replaces::Nothing, ..without };
        assert!(matches!(target.finish(file, None), Err(ExportError::Exists)));
        assert_eq!(fs::read(&volume).unwrap(), b"old");
    }
}
