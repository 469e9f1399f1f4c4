//! Where settings and the crash journal lie.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folder of this program's settings for the present user, e.g. `~/.config/hounsfield`. It need not exist yet.
/// `None` when the system names no home folder.
pub fn config_dir() -> Option<PathBuf> {
    ProjectDirs::from("", "", "hounsfield").map(|project| project.config_dir().to_owned())
}

/// The folder of what this program notes about its own runs for the present user, e.g. `~/.local/state/hounsfield`. It
/// need not exist yet. `None` when the system names no home folder.
pub fn state_dir() -> Option<PathBuf> {
    let project = ProjectDirs::from("", "", "hounsfield")?;
    Some(project.state_dir().unwrap_or(project.data_local_dir()).to_owned())
}
