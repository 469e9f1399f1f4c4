//! Everything that was found, grouped. Cheap to clone: what did not change is shared.

use std::{path::PathBuf, sync::Arc};

use crate::dicom::{PatientFacts, SeriesFacts, StudyFacts};

use super::{DisplaySet, Instance};

/// Patients, studies, series, in the order in which they are listed, and what was left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// By name, then ID.
    pub patients: Vec<Arc<Patient>>,
    /// What was not taken in, and why.
    pub skipped: Vec<Skipped>,
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
    /// Which.
    pub facts: StudyFacts,
    /// By number, then by time.
    pub series: Vec<Arc<Series>>,
}

/// One series of one study of one patient: two patients under one UID make two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Which.
    pub facts: SeriesFacts,
    /// All its objects, in the order in which they were found; [`super::SetFrame::instance`] counts in here.
    pub instances: Vec<Arc<Instance>>,
    /// What a viewport scrolls through. Every object is in exactly one; one without a picture has one of its own.
    pub sets: Vec<Arc<DisplaySet>>,
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
