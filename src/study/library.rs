//! Everything that was found, grouped. Cheap to clone: what did not change is shared.

use std::{path::PathBuf, sync::Arc};

use crate::dicom::{PatientFacts, SeriesFacts, StudyFacts};

use super::{DisplaySet, Instance, InstanceId};

/// Number of a study as long as it is open.
pub type StudyId = u64;

/// Number of a series as long as it is open.
pub type SeriesId = u64;

/// Patients, studies, series, in the order in which they are listed, and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// By name, then ID.
    pub patients: Vec<Arc<Patient>>,
    /// What was not taken in, and why.
    pub skipped: Arc<Vec<Arc<Skipped>>>,
}

/// One patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patient {
    /// Who.
    pub facts: PatientFacts,
    /// Newest first.
    pub studies: Vec<Arc<Study>>,
}

/// One study of one patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Study {
    /// Its number.
    pub id: StudyId,
    /// Which.
    pub facts: StudyFacts,
    /// By number, then by time.
    pub series: Vec<Arc<Series>>,
}

/// One series of one study of one patient: two patients under one UID make two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its number.
    pub id: SeriesId,
    /// Which.
    pub facts: SeriesFacts,
    /// All its objects, in the order in which they were found; [`super::SetFrame::instance`] counts in here.
    pub instances: Vec<Arc<Instance>>,
    /// What a viewport scrolls through. Every object is in exactly one of them, as a picture, as a document
    /// ([`DisplaySet::document`]) or as a copy of one of these ([`DisplaySet::copies`]); the frames of one object may be in
    /// several.
    pub sets: Vec<Arc<DisplaySet>>,
}

impl Library {
    /// All series, in the order in which they are listed.
    pub fn series(&self) -> impl Iterator<Item = &Arc<Series>> {
        self.patients.iter().flat_map(|patient| &patient.studies).flat_map(|study| &study.series)
    }
}

impl Series {
    /// Where `frame` (0-based) of the object with the number `id` is shown: which of [`Self::sets`], and which frame of that.
    /// For a copy, where the object that it repeats is. `None` for a document and where there is no such frame.
    pub fn find(&self, id: InstanceId, frame: u32) -> Option<(usize, usize)> {
        let index = self.instances.iter().position(|instance| instance.id == id)?;
        let index = u32::try_from(index).ok()?;
        self.sets.iter().enumerate().find_map(|(set, shown)| Some((set, shown.find(index, frame)?)))
    }
}

/// A file that was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    /// The file or folder, or the archive.
    pub path: PathBuf,
    /// The archive's member.
    pub member: Option<String>,
    /// One sentence without the path: fault and remedy.
    pub reason: String,
    /// It is simply no DICOM: nothing is wrong with it.
    pub is_foreign: bool,
}
