//! Where settings lie.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folder of this program's settings for the present user, e.g. `~/.config/hounsfield`. It need not exist yet.
/// `None` when the system names no home folder.
pub fn config_dir() -> Option<PathBuf> {
    ProjectDirs::from("", "", "hounsfield").map(|project| project.config_dir().to_owned())
}
