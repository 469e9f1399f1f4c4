//! The present user's folders and what is put into them.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::export::NewFile;

use super::{AssociationError, desktop_entry::desktop_entry, mimeapps};

const MIME_TYPE: &str = "application/dicom";
const ENTRY: &str = "hounsfield.desktop";
const ICONS: [(&str, &[u8]); 3] = [
    ("scalable/apps/hounsfield.svg", include_bytes!("../../../assets/icon/hounsfield.svg")),
    ("256x256/apps/hounsfield.png", include_bytes!("../../../assets/icon/hounsfield-256.png")),
    ("48x48/apps/hounsfield.png", include_bytes!("../../../assets/icon/hounsfield-48.png")),
];

/// Where the association is kept.
#[derive(Clone, Debug)]
pub struct UserHome {
    /// `$XDG_DATA_HOME`, or `~/.local/share`.
    pub data: PathBuf,
    /// `$XDG_CONFIG_HOME`, or `~/.config`.
    pub config: PathBuf,
    /// Folders that stay even when nothing is left in them: the home folder and those named by a variable.
    pub kept: Vec<PathBuf>,
}

impl UserHome {
    /// The folders by the *XDG Base Directory* specification. `None` without a home folder.
    pub fn from_environment() -> Option<Self> {
        let absolute = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        let (data, config, home) = (absolute("XDG_DATA_HOME"), absolute("XDG_CONFIG_HOME"), absolute("HOME"));
        let kept = [&data, &config, &home].into_iter().flatten().cloned().collect();
        Some(Self {
            data: data.or_else(|| Some(home.as_ref()?.join(".local/share")))?,
            config: config.or_else(|| Some(home.as_ref()?.join(".config")))?,
            kept,
        })
    }

    /// Writes the desktop entry of `program`, its icons and the default; returns the files written.
    pub fn install(&self, program: &Path) -> Result<Vec<PathBuf>, AssociationError> {
        let entry = desktop_entry(program).ok_or(AssociationError::ProgramPath)?;
        for (name, bytes) in ICONS {
            write(&self.icon(name), bytes)?;
        }
        write(&self.entry(), entry.as_bytes())?;
        let list = self.mimeapps();
        write(&list, mimeapps::with_default(&read_or_empty(&list)?, MIME_TYPE, ENTRY).as_bytes())?;
        self.refresh_cache();
        Ok(self.files())
    }

    /// Removes them again, with every folder that is left empty; returns the files removed or changed.
    pub fn remove(&self) -> Result<Vec<PathBuf>, AssociationError> {
        let mut changed = Vec::new();
        let list = self.mimeapps();
        let before = read_or_empty(&list)?;
        let after = mimeapps::without_default(&before, MIME_TYPE, ENTRY);
        if after != before && after.trim().is_empty() {
            remove_file(&list)?;
            changed.push(list.clone());
        } else if after != before {
            write(&list, after.as_bytes())?;
            changed.push(list.clone());
        }
        for path in self.files().into_iter().filter(|path| *path != list) {
            if remove_file(&path)? {
                changed.push(path);
            }
        }
        self.refresh_cache();
        for file in self.files() {
            self.remove_empty_folders_above(&file);
        }
        Ok(changed)
    }

    fn files(&self) -> Vec<PathBuf> {
        let icons = ICONS.iter().map(|(name, _)| self.icon(name));
        [self.entry()].into_iter().chain(icons).chain([self.mimeapps()]).collect()
    }

    fn entry(&self) -> PathBuf {
        self.data.join("applications").join(ENTRY)
    }

    fn icon(&self, name: &str) -> PathBuf {
        self.data.join("icons/hicolor").join(name)
    }

    fn mimeapps(&self) -> PathBuf {
        self.config.join("mimeapps.list")
    }

    /// Has the desktop's own tool rebuild its cache of entries; where the last entry went, the cache goes with it.
    /// Desktops without the tool read the entries themselves.
    fn refresh_cache(&self) {
        let applications = self.data.join("applications");
        let entries_left = fs::read_dir(&applications)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.file_name() != "mimeinfo.cache");
        if entries_left {
            let tool = Command::new("update-desktop-database")
                .arg(&applications)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            drop(tool);
        } else {
            drop(fs::remove_file(applications.join("mimeinfo.cache")));
        }
    }

    fn remove_empty_folders_above(&self, file: &Path) {
        for folder in file.ancestors().skip(1).take_while(|folder| !self.kept.iter().any(|kept| kept == folder)) {
            // Fails, as it should, on the first folder that still holds something.
            if fs::remove_dir(folder).is_err() && folder.exists() {
                break;
            }
        }
    }
}

fn read_or_empty(path: &Path) -> Result<String, AssociationError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        result => result.map_err(|source| AssociationError::Io { path: path.to_owned(), source }),
    }
}

/// Whole or not at all, with the folders it needs.
fn write(path: &Path, bytes: &[u8]) -> Result<(), AssociationError> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| AssociationError::Io { path: folder.to_owned(), source })?;
    }
    let written = NewFile::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.finish()
    });
    written.map_err(|source| AssociationError::Write { path: path.to_owned(), source })
}

fn remove_file(path: &Path) -> Result<bool, AssociationError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(AssociationError::Io { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn home(root: &Path) -> UserHome {
        UserHome { data: root.join(".local/share"), config: root.join(".config"), kept: vec![root.to_owned()] }
    }

    #[test]
    fn removing_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        let written = home.install(Path::new("/opt/hounsfield")).unwrap();
        assert!(written.iter().all(|path| path.is_file()), "{written:?}");
        home.install(Path::new("/opt/newer/hounsfield")).unwrap();
        assert!(fs::read_to_string(home.entry()).unwrap().contains("Exec=/opt/newer/hounsfield %F"));
        home.remove().unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
        assert!(home.remove().unwrap().is_empty(), "a second time there is nothing to do");
    }

    #[test]
    fn what_the_person_had_stays() {
        let root = tempfile::tempdir().unwrap();
        let home = home(root.path());
        let list = "[Default Applications]\napplication/dicom=other.desktop\n";
        let other = home.data.join("applications/other.desktop");
        write(&home.mimeapps(), list.as_bytes()).unwrap();
        write(&other, b"[Desktop Entry]\n").unwrap();
        home.install(Path::new("/opt/hounsfield")).unwrap();
        home.remove().unwrap();
        assert_eq!(fs::read_to_string(home.mimeapps()).unwrap(), list);
        assert!(other.is_file());
        assert!(!home.data.join("icons").exists());
    }
}
