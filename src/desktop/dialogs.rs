//! Whether the system can show a file dialog.

/// Whether a file dialog would open. Without a dialog service the dialog returns at once and looks cancelled, so the
/// window asks here first and points to its own files panel instead.
///
/// Cheap (a few file lookups); a service installed while the program runs is found at the next call.
pub fn available() -> bool {
    #[cfg(target_os = "linux")]
    return linux::zenity_in_path() || linux::portal_installed();
    #[cfg(not(target_os = "linux"))]
    return true;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        env, fs,
        path::{Path, PathBuf},
    };

    pub fn zenity_in_path() -> bool {
        env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join("zenity").is_file()))
    }

    /// A session bus, the portal service on it, and a backend that offers a file chooser: all three are needed.
    pub fn portal_installed() -> bool {
        session_bus_exists()
            && data_dirs()
                .iter()
                .any(|dir| dir.join("dbus-1/services/org.freedesktop.portal.Desktop.service").is_file())
            && data_dirs().iter().any(|dir| offers_file_chooser(&dir.join("xdg-desktop-portal/portals")))
    }

    fn session_bus_exists() -> bool {
        env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty())
            || env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
    }

    fn offers_file_chooser(folder: &Path) -> bool {
        fs::read_dir(folder).into_iter().flatten().flatten().any(|backend| {
            fs::read_to_string(backend.path())
                .is_ok_and(|text| text.contains("org.freedesktop.impl.portal.FileChooser"))
        })
    }

    fn data_dirs() -> Vec<PathBuf> {
        match env::var_os("XDG_DATA_DIRS") {
            Some(dirs) if !dirs.is_empty() => env::split_paths(&dirs).collect(),
            _ => vec!["/usr/local/share".into(), "/usr/share".into()],
        }
    }
}
