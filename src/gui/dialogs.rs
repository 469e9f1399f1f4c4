//! The system's file dialogs and what is written through them, never on the window's thread.

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use egui::Context;

use crate::{
    dicom::charset::shown_path,
    export::{ExportError, NewFile},
    jobs::Wake,
};

use super::save_sheet::SaveSheet;

/// Dialogs under way.
pub struct Dialogs {
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// Whether the system could show a dialog now; a few file lookups.
    has_service: fn() -> bool,
    sheet: SaveSheet,
    open: bool,
}

/// What came of a dialog.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// Chosen paths.
    Chosen(Vec<PathBuf>),
    /// Put away.
    Cancelled,
    /// None could be shown; the sentence says what to do instead.
    Unavailable(&'static str),
    /// A text that was chosen and read, or why it was not, in one sentence.
    Text(Result<String, String>),
    /// There is no dialog to choose a text with.
    NoTextDialog,
    /// Where something is to be written; a file that is there may be replaced.
    Where(PathBuf),
    /// Written, in one sentence.
    Saved(String),
    /// Not written, and why, in one sentence.
    NotSaved(String),
}

/// What a place is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To write this there at once.
    Save(SaveRequest),
    /// To tell it to whoever asked.
    Place {
        /// The suggested name.
        name: String,
        /// A folder, that may be there already.
        is_folder: bool,
    },
}

/// Something to be written where the person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveRequest {
    /// The suggested file name, with its ending and without anything about a patient.
    pub name: String,
    /// All of the file.
    pub contents: Vec<u8>,
}

enum Message {
    Answer(Answer),
    /// There is no dialog to ask with: a path has to be typed.
    TypeWhere(Purpose),
    /// What became of a typed path: it was written there, or is the place that was asked for.
    Typed(Result<Answer, Refusal>),
}

/// Why nothing was written at a typed path.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is such a file, and nobody said that it may be replaced.
    Exists,
    /// One sentence.
    Failed(String),
}

/// Bytes of a text that is imported.
const LONGEST_TEXT: u64 = 1 << 20;

const UNAVAILABLE: &str =
    "No file dialog service is installed; use the files panel on the left, or type a path there (Ctrl+L).";

impl Dialogs {
    /// `has_service` tells whether the system can show a dialog.
    pub fn new(has_service: fn() -> bool) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, has_service, sheet: SaveSheet::default(), open: false }
    }

    /// Asks for files, or for a folder. A second dialog is not opened beside the first: false where there is one.
    pub fn ask(&mut self, folder: bool, start: Option<PathBuf>, wake: Wake) -> bool {
        let has_service = self.has_service;
        self.work(wake, move || {
            Message::Answer(if has_service() { choose(folder, start) } else { Answer::Unavailable(UNAVAILABLE) })
        })
    }

    /// Asks for a text file and reads it, at most [`LONGEST_TEXT`] bytes of it.
    pub fn ask_text(&mut self, wake: Wake) {
        let has_service = self.has_service;
        self.work(wake, move || {
            if !has_service() {
                return Message::Answer(Answer::NoTextDialog);
            }
            let dialog = rfd::FileDialog::new().set_title("Import").add_filter("JSON", &["json"]);
            Message::Answer(dialog.pick_file().map_or(Answer::Cancelled, |path| Answer::Text(read_text(&path))))
        });
    }

    /// Reads a text file, likewise.
    pub fn read_text(&mut self, path: PathBuf, wake: Wake) {
        self.work(wake, move || Message::Answer(Answer::Text(read_text(&path))));
    }

    /// Asks where to write something, and writes it there; see [`Self::save_made`].
    pub fn save(&mut self, request: SaveRequest, wake: Wake) {
        self.save_made(move || Ok(request), wake);
    }

    /// Makes something, asks where to write it, and writes it there. Where no dialog can be shown, a sheet asks for a path. A
    /// second dialog is not opened beside the first.
    pub fn save_made(&mut self, make: impl FnOnce() -> Result<SaveRequest, String> + Send + 'static, wake: Wake) {
        let has_service = self.has_service;
        self.work(wake, move || {
            let request = match make() {
                Ok(request) => request,
                Err(why) => return Message::Answer(Answer::NotSaved(why)),
            };
            if !has_service() {
                return Message::TypeWhere(Purpose::Save(request));
            }
            let dialog = rfd::FileDialog::new().set_title("Save").set_file_name(&request.name);
            Message::Answer(match dialog.save_file() {
                None => Answer::Cancelled,
                Some(path) => match write(&path, &request.contents) {
                    Ok(()) => Answer::Saved(saved(&path)),
                    Err(error) => Answer::NotSaved(error.to_string()),
                },
            })
        });
    }

    /// Makes something for another place than a file, in its own time; what is said of it comes as an answer.
    pub fn make(&mut self, make: impl FnOnce() -> Result<String, String> + Send + 'static, wake: Wake) {
        self.work(wake, move || Message::Answer(make().map_or_else(Answer::NotSaved, Answer::Saved)));
    }

    /// Asks for the place of a new file, or of a folder for several. Answered by [`Answer::Where`]; false where a dialog is
    /// open already.
    pub fn ask_where(&mut self, name: &str, is_folder: bool, wake: Wake) -> bool {
        let (has_service, name) = (self.has_service, name.to_owned());
        self.work(wake, move || {
            if !has_service() {
                return Message::TypeWhere(Purpose::Place { name, is_folder });
            }
            let dialog = rfd::FileDialog::new();
            let place = if is_folder {
                dialog.set_title("Export into a folder").pick_folder()
            } else {
                dialog.set_title("Export").set_file_name(&name).save_file()
            };
            Message::Answer(place.map_or(Answer::Cancelled, Answer::Where))
        })
    }

    /// Whether something is being asked for, or written where it was said.
    pub fn is_open(&self) -> bool {
        self.open || self.sheet.is_open()
    }

    /// Draws the sheet that asks for a path, while it does.
    pub fn ui(&mut self, ctx: &Context, wake: &Wake) {
        let Some(typed) = self.sheet.ui(ctx) else { return };
        let begun = self.work(wake.clone(), move || Message::Typed(write_typed(&typed)));
        self.sheet.is_writing = begun;
    }

    /// Whether the sheet asks for a path.
    pub fn asks(&self) -> bool {
        self.sheet.asks()
    }

    /// Puts the sheet away; true if there was one.
    pub fn close(&mut self) -> bool {
        self.sheet.close()
    }

    /// The answer, once there is one.
    pub fn answer(&mut self) -> Option<Answer> {
        let message = self.receiver.try_recv().ok()?;
        self.open = false;
        match message {
            Message::Answer(answer) => return Some(answer),
            Message::TypeWhere(purpose) => self.sheet.ask(purpose),
            Message::Typed(Ok(answer)) => {
                self.sheet.finish();
                return Some(answer);
            }
            Message::Typed(Err(refusal)) => self.sheet.refuse(refusal),
        }
        None
    }

    /// Has `work` done on a thread of its own, unless something is under way; true if it begins.
    fn work(&mut self, wake: Wake, work: impl FnOnce() -> Message + Send + 'static) -> bool {
        if self.open {
            return false;
        }
        let sender = self.sender.clone();
        let run = move || {
            // The window may be gone by now.
            let _ = sender.send(work());
            wake(Duration::ZERO);
        };
        self.open = thread::Builder::new().name("dialog".to_owned()).spawn(run).is_ok();
        self.open
    }
}

/// A path as it was typed, and what goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What to write, under which name in a folder.
    pub purpose: Purpose,
    /// A file, or a folder.
    pub path: PathBuf,
    /// A file that is there may be replaced.
    pub may_replace: bool,
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

/// Reads a text that is no longer than [`LONGEST_TEXT`]; what is no regular file (a pipe, a device) is never opened.
fn read_text(path: &Path) -> Result<String, String> {
    let name = shown_path(path.file_name().unwrap_or(path.as_os_str()));
    if !path.is_file() {
        return Err(format!("There is no file {name} there"));
    }
    let file = std::fs::File::open(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let mut bytes = Vec::new();
    file.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(|error| format!("{name} cannot be read: {error}"))?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(format!("{name} is too long to be such a list"));
    }
    String::from_utf8(bytes).map_err(|_| format!("{name} is no text in UTF-8"))
}

fn write_typed(typed: &Typed) -> Result<Answer, Refusal> {
    let (name, is_folder) = match &typed.purpose {
        Purpose::Save(request) => (&request.name, false),
        Purpose::Place { name, is_folder } => (name, *is_folder),
    };
    let path = if typed.path.is_dir() && !is_folder { typed.path.join(name) } else { typed.path.clone() };
    let is_taken = if is_folder { path.exists() && !path.is_dir() } else { path.exists() };
    if is_taken && (is_folder || !typed.may_replace) {
        return Err(Refusal::Exists);
    }
    match &typed.purpose {
        Purpose::Save(request) => {
            write(&path, &request.contents).map_err(|error| Refusal::Failed(error.to_string()))?;
            Ok(Answer::Saved(saved(&path)))
        }
        Purpose::Place { .. } if path.parent().is_some_and(Path::is_dir) => Ok(Answer::Where(path)),
        Purpose::Place { .. } => Err(Refusal::Failed("There is no such folder; make it first.".to_owned())),
    }
}

fn write(path: &Path, contents: &[u8]) -> Result<(), ExportError> {
    let mut file = NewFile::create(path)?;
    file.write_all(contents)?;
    file.finish()
}

fn saved(path: &Path) -> String {
    format!("Saved as {}", shown_path(path.file_name().unwrap_or(path.as_os_str())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::{fs, sync::Arc};

    use super::*;

    fn answered(dialogs: &mut Dialogs) -> Option<Answer> {
        while dialogs.open {
            if let Some(answer) = dialogs.answer() {
                return Some(answer);
            }
            thread::yield_now();
        }
        None
    }

    #[test]
    fn without_a_service_a_sheet_asks_and_opening_points_elsewhere() {
        let wake: Wake = Arc::new(|_| {});
        let mut dialogs = Dialogs::new(|| false);
        dialogs.ask(false, None, wake.clone());
        assert_eq!(answered(&mut dialogs), Some(Answer::Unavailable(UNAVAILABLE)));
        dialogs.save(SaveRequest { name: "values.csv".into(), contents: b"1".to_vec() }, wake);
        assert_eq!(answered(&mut dialogs), None);
        assert!(dialogs.close() && !dialogs.close());
    }

    #[test]
    fn a_typed_path_is_written_and_a_file_replaced_only_when_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let request = SaveRequest { name: "values.csv".into(), contents: b"new".to_vec() };
        let purpose = Purpose::Save(request.clone());
        let mut typed = Typed { purpose, path: folder.path().to_owned(), may_replace: false };
        let file = folder.path().join("values.csv");
        assert_eq!(write_typed(&typed), Ok(Answer::Saved("Saved as values.csv".into())));
        assert_eq!(fs::read(&file).unwrap(), b"new");
        typed.purpose = Purpose::Save(SaveRequest { contents: b"newer".to_vec(), ..request });
        assert_eq!(write_typed(&typed), Err(Refusal::Exists));
        assert_eq!(fs::read(&file).unwrap(), b"new");
        typed.may_replace = true;
        assert!(write_typed(&typed).is_ok());
        assert_eq!(fs::read(&file).unwrap(), b"newer");
        typed.path = folder.path().join("no/such/folder.csv");
        assert!(matches!(write_typed(&typed), Err(Refusal::Failed(_))));
        let place = |is_folder| Purpose::Place { name: "volume.nii.gz".into(), is_folder };
        let mut typed = Typed { purpose: place(false), path: folder.path().to_owned(), may_replace: false };
        assert_eq!(write_typed(&typed), Ok(Answer::Where(folder.path().join("volume.nii.gz"))));
        typed.purpose = place(true);
        assert_eq!(write_typed(&typed), Ok(Answer::Where(folder.path().to_owned())));
        typed.path = file;
        assert_eq!(write_typed(&typed), Err(Refusal::Exists));
    }
}
