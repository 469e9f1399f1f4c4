//! What the files panel lists.

use std::{
    cmp::Ordering,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The listed place and its entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Browser {
    /// What is listed.
    pub place: Place,
    /// Folders first, then files, each by name.
    pub entries: Vec<Entry>,
    /// Where the cursor stands.
    pub selected: Option<usize>,
    /// Names that begin with a dot are shown.
    pub show_hidden: bool,
    /// Files that are not DICOM are shown.
    pub show_other: bool,
    /// A listing is under way.
    pub busy: bool,
    /// Where the last file that was looked into stands.
    pub(super) hint: usize,
    /// Why the place cannot be listed.
    pub fault: Option<String>,
}

/// What is listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Place {
    /// Nothing yet.
    #[default]
    Nowhere,
    /// A folder.
    Folder(PathBuf),
    /// Several files and folders that were opened together.
    Opened,
    /// The generated phantom.
    Phantom,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Full path.
    pub path: PathBuf,
    /// Shown name.
    pub name: String,
    /// What it is, as far as known.
    pub kind: EntryKind,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file not looked into yet.
    Unknown,
    /// A DICOM file.
    Dicom {
        /// (0008,0060), or empty.
        modality: Arc<str>,
        /// One line.
        description: Arc<str>,
        /// Frames; 0 when it holds no image.
        frames: usize,
    },
    /// An archive or the directory of a file-set: it stands for others.
    Collection,
    /// No DICOM.
    Other,
    /// Not looked into because it took the program down before.
    Avoided,
    /// Not readable, and why.
    Faulty(String),
}

impl Browser {
    /// Indices of the entries that are shown.
    pub fn visible(&self) -> Vec<usize> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| self.show_hidden || !entry.name.starts_with('.'))
            .filter(|(_, entry)| self.show_other || !matches!(entry.kind, EntryKind::Other))
            .map(|(index, _)| index)
            .collect()
    }

    /// The listed file `step` places on from the cursor, or before it; files known to hold no image are passed over.
    pub fn neighbour(&self, step: i64) -> Option<usize> {
        let holds_image = |entry: &Entry| match &entry.kind {
            EntryKind::Dicom { frames, .. } => *frames > 0,
            EntryKind::Unknown | EntryKind::Collection => true,
            _ => false,
        };
        let files: Vec<usize> =
            self.visible().into_iter().filter(|index| self.entries.get(*index).is_some_and(holds_image)).collect();
        let at = self.selected.and_then(|selected| files.iter().position(|index| *index == selected));
        let next = match at {
            Some(at) => at.checked_add_signed(isize::try_from(step).ok()?)?,
            None => 0,
        };
        files.get(next).copied()
    }

    /// How many files were left out because they are not DICOM.
    pub fn others(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.kind, EntryKind::Other)).count()
    }

    /// Files that were not looked into yet, in list order.
    pub fn unknown(&self) -> Vec<PathBuf> {
        self.entries.iter().filter(|e| matches!(e.kind, EntryKind::Unknown)).map(|e| e.path.clone()).collect()
    }

    /// Position of a path.
    pub fn position(&self, path: &Path) -> Option<usize> {
        // Files are looked into in list order, so the next one asked for is mostly the next one in the list.
        let name = path.as_os_str();
        let found = |entry: &Entry| entry.path.as_os_str() == name;
        let (before, after) = self.entries.split_at_checked(self.hint)?;
        let later = after.iter().position(found).map(|index| index + self.hint);
        later.or_else(|| before.iter().position(found))
    }

    /// Notes what a file turned out to be.
    pub fn recognised(&mut self, path: &Path, kind: EntryKind) {
        let listed = match &self.place {
            Place::Folder(folder) => path.parent() == Some(folder),
            _ => true,
        };
        if listed
            && let Some(index) = self.position(path)
            && let Some(entry) = self.entries.get_mut(index)
        {
            self.hint = index;
            entry.kind = kind;
        }
    }
}

/// Folders first, then by name with numbers in counting order (`IM2` before `IM10`).
pub fn sort_entries(entries: &mut [Entry]) {
    entries.sort_by(|a, b| {
        let folder = |entry: &Entry| !matches!(entry.kind, EntryKind::Folder);
        folder(a).cmp(&folder(b)).then_with(|| human_order(&a.name, &b.name))
    });
}

/// Compares runs of digits as numbers and the rest without case.
fn human_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return a.cmp(b),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, y) = (digits(&mut left), digits(&mut right));
                let order = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                left.next();
                right.next();
            }
        }
    }
}

/// Takes a run of digits without its leading zeros.
fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut run = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if digit != '0' || !run.is_empty() {
            run.push(digit);
        }
    }
    run
}
