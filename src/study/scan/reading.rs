//! One file into what is found in it.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::dicom::{Facts, ReadError, contain, read_facts};

use super::{
    Found, Location, Order, Skipped,
    collection::{self, Unpacking},
    walk::{Step, ToRead},
};
use crate::study::archive::is_archive_at;

/// The sentence for what was listed and is not there any more.
pub(super) const VANISHED: &str = "This was there when its folder was listed and is gone now; scan again.";

/// The sentence for what declares more frames than can be listed.
const NO_ROOM: &str =
    "With its frames, all files here declare more than can be listed at once; open this file or its folder by itself.";

/// What one file comes to.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub found: Vec<Found>,
    /// What it stands for, to be read next: members of an archive, files of a file-set.
    pub more: Vec<Step>,
    /// A folder to be walked next.
    pub folder: Option<PathBuf>,
}

impl From<Found> for Taken {
    fn from(found: Found) -> Self {
        Self { found: vec![found], ..Self::default() }
    }
}

/// Reads one file, whatever it is.
pub(super) fn read(file: ToRead, order: &Order) -> Taken {
    let ToRead { path, named } = file;
    if order.options.avoid.contains(&path) {
        return skipped(&path, ReadError::Avoided.to_string(), false).into();
    }
    watched(&path, order, || read_file(&path, named, order))
}

/// Reads one member of an archive.
pub(super) fn read_member(unpacking: &Unpacking, number: usize, order: &Order) -> Taken {
    watched(unpacking.path(), order, || collection::read_member(unpacking, number, order))
}

/// Reads behind the wall, and tells those who watch what is in hand.
fn watched(path: &Path, order: &Order, read: impl FnOnce() -> Taken) -> Taken {
    let thread = rayon::current_thread_index().unwrap_or(0);
    if let Some(watch) = &order.options.watch {
        watch(thread, Some(path));
    }
    let broken = ReadError::Damaged { what: "it breaks its reader".into(), at: 0 };
    let read = contain(|| Ok(read()), broken);
    let taken = read.unwrap_or_else(|error| skipped(path, error.to_string(), false).into());
    if let Some(watch) = &order.options.watch {
        watch(thread, None);
    }
    taken
}

fn read_file(path: &Path, named: bool, order: &Order) -> Taken {
    match read_facts(path, &order.options.limits) {
        Ok(facts) if facts.is_directory() => collection::read_directory(path, named, order),
        Ok(facts) if !is_wanted(&facts, order) => Taken::default(),
        Ok(facts) => found(Location::file(path), facts, order).into(),
        // Beside one file, of which the study is looked for, archives are left closed.
        Err(ReadError::NotDicom) if (named || order.options.study.is_none()) && is_archive_at(path) => {
            collection::read_archive(path, order)
        }
        Err(ReadError::Io(_)) if is_gone(path) => skipped(path, VANISHED.into(), false).into(),
        Err(error) => skipped(path, error.to_string(), error == ReadError::NotDicom).into(),
    }
}

/// Whether an object is of the study that was asked for.
pub(super) fn is_wanted(facts: &Facts, order: &Order) -> bool {
    order.options.study.as_ref().is_none_or(|study| *study == facts.study.uid)
}

/// An object, unless what its frames say takes more memory than there is for those of a scan.
pub(super) fn found(location: Location, facts: Facts, order: &Order) -> Found {
    if order.has_room_for(&facts) {
        return Found::Instance { location, facts: Box::new(facts) };
    }
    let member = location.member.map(|member| (*member).to_owned());
    Found::Skipped(Skipped { path: location.path.to_path_buf(), member, reason: NO_ROOM.into(), is_foreign: false })
}

fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

pub(super) fn skipped(path: &Path, reason: String, is_foreign: bool) -> Found {
    Found::Skipped(Skipped { path: path.to_owned(), member: None, reason, is_foreign })
}
