//! File association for the present user: after [`install`] a double-click on a DICOM file opens it here.
//!
//! On Linux it follows the freedesktop.org specifications *Desktop Entry*, *Icon Theme* and *Association between MIME
//! types and applications*. Other systems are not served yet and say so.

use std::path::PathBuf;

use crate::export::ExportError;

mod desktop_entry;
mod home;
mod mimeapps;

pub use home::UserHome;

/// Why the association could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AssociationError {
    /// The system has no support in this version.
    #[error("File association is built for Linux only so far; choose the program in the file manager's \"Open with\".")]
    OtherSystem,
    /// Neither HOME nor the XDG variables lead anywhere.
    #[error("The present user has no home folder; set HOME.")]
    NoHome,
    /// The program's own path cannot be written into a desktop entry.
    #[error("The program's own path cannot stand in a desktop entry; move it to a folder with a plain name.")]
    ProgramPath,
    /// A file could not be written.
    #[error("{path}: {source}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What stood in the way.
        source: ExportError,
    },
    /// A file or folder could not be read, made or removed.
    #[error("{path} cannot be changed ({source}); check its permissions.", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Makes this program the present user's viewer of `application/dicom` and returns the files it wrote.
///
/// Repeating it repairs the entry, e.g. after the program was moved.
pub fn install() -> Result<Vec<PathBuf>, AssociationError> {
    let program = std::env::current_exe().map_err(|_| AssociationError::ProgramPath)?;
    present_user()?.install(&program)
}

/// Takes back all that [`install`] did and returns the files it removed or changed. Without an association it does
/// nothing.
pub fn remove() -> Result<Vec<PathBuf>, AssociationError> {
    present_user()?.remove()
}

fn present_user() -> Result<UserHome, AssociationError> {
    if cfg!(target_os = "linux") {
        UserHome::from_environment().ok_or(AssociationError::NoHome)
    } else {
        Err(AssociationError::OtherSystem)
    }
}
