//! Files that stand for others: archives and the directories of file-sets.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use crate::{
    dicom::{ReadError, contain, read_facts_source},
    study::{
        archive::{Archive, ArchiveLimits, Member},
        dicomdir::{self, FileSet, Way},
    },
};

use super::{
    Found, Location, Order, Skipped,
    reading::{Taken, found, is_wanted, skipped},
    walk::{Step, ToRead},
};

/// The sentence for an archive of other things.
const NO_DICOM_INSIDE: &str = "This archive holds no DICOM files.";
/// The sentence for a directory of a file-set that was met on the way.
const DIRECTORY: &str = "This is the directory of a file-set; the files that it lists were looked at by themselves.";
/// The sentence for one more of too many.
const UNCHECKED: &str = "This is one more directory of a file-set; the files were looked at by themselves, but not whether it names others.";
/// Names of directories of file-sets that are looked up, those compared with them included: folders may be full of such.
const MOST_NAMES: u64 = 20_000_000;
/// The sentence for one that leads nowhere.
const EMPTY: &str = "This directory of a file-set names no file that is there, so its folder was scanned instead.";

/// An archive whose members are being read, by several threads.
#[derive(Debug)]
pub(super) struct Unpacking {
    archive: Archive,
    /// Members that are still to be read.
    left: AtomicUsize,
    /// Notes about what is simply no DICOM: one will do if nothing else is in it.
    foreign: Mutex<Vec<(usize, Skipped)>>,
    /// Something else is in it.
    is_of_interest: AtomicBool,
    /// Held by the thread that unpacks all of a member: one at a time takes the memory for it.
    whole: Mutex<()>,
}

impl Unpacking {
    /// The archive's file.
    pub fn path(&self) -> &Path {
        self.archive.path()
    }

    /// What a member comes to, together with the notes that were held back if it is the last one.
    fn with_notes(&self, number: usize, taken: Taken) -> Taken {
        let is_foreign = |found: &Found| matches!(found, Found::Skipped(skipped) if skipped.is_foreign);
        let (foreign, mut found): (Vec<Found>, Vec<Found>) = taken.found.into_iter().partition(is_foreign);
        if !found.is_empty() {
            self.is_of_interest.store(true, Ordering::Release);
        }
        let mut notes = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        notes.extend(foreign.into_iter().filter_map(|found| match found {
            Found::Skipped(skipped) => Some((number, skipped)),
            Found::Instance { .. } => None,
        }));
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let mut notes = std::mem::take(&mut *notes);
            // As they are listed, whichever thread read them.
            notes.sort_by_key(|(number, _)| *number);
            if self.is_of_interest.load(Ordering::Acquire) {
                found.extend(notes.into_iter().map(|(_, note)| Found::Skipped(note)));
            } else if !notes.is_empty() {
                found.push(skipped(self.path(), NO_DICOM_INSIDE.into(), true));
            }
        }
        Taken { found, ..taken }
    }
}

/// What an archive holds, to be read next.
pub(super) fn read_archive(path: &Path, order: &Order) -> Taken {
    let archive = match Archive::open(path, &ArchiveLimits::for_files(&order.options.limits)) {
        Ok(archive) => archive,
        Err(error) => return skipped(path, error.to_string(), false).into(),
    };
    let members = archive.members().len();
    let found: Vec<Found> = archive.skipped().iter().cloned().map(Found::Skipped).collect();
    if members == 0 && found.is_empty() {
        return skipped(path, NO_DICOM_INSIDE.into(), true).into();
    }
    let unpacking = Arc::new(Unpacking {
        left: AtomicUsize::new(members),
        // Objects of another study are no notes.
        is_of_interest: AtomicBool::new(!found.is_empty() || order.options.study.is_some()),
        foreign: Mutex::default(),
        whole: Mutex::default(),
        archive,
    });
    let more = (0..members).map(|number| Step::Member(unpacking.clone(), number)).collect();
    Taken { found, more, folder: None }
}

/// One member of an archive.
pub(super) fn read_member(unpacking: &Unpacking, number: usize, order: &Order) -> Taken {
    let archive = &unpacking.archive;
    let broken = ReadError::Damaged { what: "it breaks its reader".into(), at: 0 };
    let Some(member) = archive.members().get(number) else { return Taken::default() };
    let taken = contain(|| Ok(of_member(unpacking, member, order)), broken);
    let failed = |error: ReadError| Found::Skipped(archive.skip(member, error.to_string(), false)).into();
    unpacking.with_notes(number, taken.unwrap_or_else(failed))
}

/// What its DICOMDIR names lies in the archive as well, and is found by itself.
fn of_member(unpacking: &Unpacking, member: &Member, order: &Order) -> Taken {
    let archive = &unpacking.archive;
    let source = match archive.beginning(member) {
        Ok(source) => source,
        Err(left_out) => return Found::Skipped(left_out).into(),
    };
    let facts = match read_facts_source(source, &order.options.limits) {
        // Its picture may lie behind what was inflated.
        Ok(facts) if facts.instance.image.is_none() && !facts.is_directory() && archive.goes_on(member) => {
            let _alone = unpacking.whole.lock().unwrap_or_else(PoisonError::into_inner);
            archive
                .whole(member, &order.options.limits)
                .and_then(|(source, _)| read_facts_source(source, &order.options.limits))
        }
        facts => facts,
    };
    match facts {
        Ok(facts) if facts.is_directory() => {
            let note = |reason: &str, is_foreign| archive.skip(member, reason.to_owned(), is_foreign);
            met(order, |way| dicomdir::of_member(archive, member, way), note)
        }
        Ok(facts) if !is_wanted(&facts, order) => Taken::default(),
        Ok(facts) => {
            let location = Location::member(archive.path().clone(), member.name.clone());
            found(location, facts, order).into()
        }
        Err(error) => Found::Skipped(archive.skip(member, error.to_string(), error == ReadError::NotDicom)).into(),
    }
}

/// A DICOMDIR: what it names, where it was opened itself, and what it names in vain.
pub(super) fn read_directory(path: &Path, named: bool, order: &Order) -> Taken {
    let note =
        |reason: &str, is_foreign| Skipped { path: path.into(), member: None, reason: reason.into(), is_foreign };
    if !named {
        return met(order, |way| dicomdir::of_file(path, way), note);
    }
    let way = Way { limits: order.options.limits, follows: true, is_stopped: &|| order.is_stopped() };
    match dicomdir::of_file(path, &way) {
        Ok(set) if !set.files.is_empty() => {
            let file = |location: &Location| Step::File(ToRead { path: location.path.to_path_buf(), named: false });
            let more = set.files.iter().map(file).collect();
            Taken { found: set.skipped.into_iter().map(Found::Skipped).collect(), more, folder: None }
        }
        // Met again in its folder, it says what it names in vain.
        _ => {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Taken { folder: Some(folder.into()), ..Found::Skipped(note(EMPTY, false)).into() }
        }
    }
}

/// A DICOMDIR among other files, which are found by themselves, further ones too.
fn met(
    order: &Order,
    read: impl FnOnce(&Way) -> Result<FileSet, ReadError>,
    note: impl Fn(&str, bool) -> Skipped,
) -> Taken {
    if order.names_looked_up.load(Ordering::Relaxed) > MOST_NAMES {
        return Found::Skipped(note(UNCHECKED, false)).into();
    }
    let way = Way { limits: order.options.limits, follows: false, is_stopped: &|| order.is_stopped() };
    let set = read(&way);
    let effort = set.as_ref().map_or(0, |set| set.effort);
    order.names_looked_up.fetch_add(effort, Ordering::Relaxed);
    let found = match set {
        Ok(set) if set.files.is_empty() && !set.skipped.is_empty() => set.skipped,
        Ok(set) => [note(DIRECTORY, true)].into_iter().chain(set.skipped).collect(),
        Err(error) => vec![note(&error.to_string(), false)],
    };
    Taken { found: found.into_iter().map(Found::Skipped).collect(), ..Taken::default() }
}
