//! The system's file dialogs, never on the window's thread.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use crate::{desktop::dialogs, jobs::Wake};

/// Dialogs under way.
pub struct Dialogs {
    sender: Sender<Answer>,
    receiver: Receiver<Answer>,
    open: bool,
}

/// What came of a dialog.
pub enum Answer {
    /// Chosen paths.
    Chosen(Vec<PathBuf>),
    /// Put away.
    Cancelled,
    /// None could be shown; the sentence says what to do instead.
    Unavailable(&'static str),
}

const UNAVAILABLE: &str =
    "No file dialog service is installed; use the files panel on the left, or type a path there (Ctrl+L).";

impl Default for Dialogs {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, open: false }
    }
}

impl Dialogs {
    /// Asks for files, or for a folder. A second dialog is not opened beside the first.
    pub fn ask(&mut self, folder: bool, start: Option<PathBuf>, wake: Wake) {
        if self.open {
            return;
        }
        self.open = true;
        let sender = self.sender.clone();
        let ask = move || {
            let answer = if dialogs::available() { choose(folder, start) } else { Answer::Unavailable(UNAVAILABLE) };
            // The window may be gone by now.
            let _ = sender.send(answer);
            wake(Duration::ZERO);
        };
        if thread::Builder::new().name("dialog".to_owned()).spawn(ask).is_err() {
            self.open = false;
        }
    }

    /// The answer, once there is one.
    pub fn answer(&mut self) -> Option<Answer> {
        let answer = self.receiver.try_recv().ok()?;
        self.open = false;
        Some(answer)
    }
}

fn choose(folder: bool, start: Option<PathBuf>) -> Answer {
    let mut dialog = rfd::FileDialog::new();
    if let Some(start) = start {
        dialog = dialog.set_directory(start);
    }
    let chosen = if folder {
        dialog.set_title("Open folder").pick_folders()
    } else {
        dialog.set_title("Open DICOM files").pick_files()
    };
    match chosen {
        Some(paths) if !paths.is_empty() => Answer::Chosen(paths),
        _ => Answer::Cancelled,
    }
}
