//! What is known of a patient, a study, a series, and the list entry that was built of it last.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    dicom::{PatientFacts, SeriesFacts, StudyFacts},
    study::{
        Instance, Series, SeriesId, SetFinding, SetFindingCode, Study, StudyId, display_sets,
        identity::{PatientKey, SeriesKey, StudyKey},
    },
};

/// The order of patients: by name, then ID; what is the same there, by the first study.
pub(super) type PatientPlace = (String, Arc<str>, Option<StudyId>);

/// The order of series: those without a number last; by number, time and UID; what is the same there, by what came first.
pub(super) type SeriesPlace = (bool, Option<i64>, Arc<str>, Arc<str>, SeriesId);

#[derive(Debug, Default)]
pub(super) struct PatientRoom {
    pub facts: PatientFacts,
    /// The name that the list is sorted by.
    pub plain_name: String,
    pub studies: HashMap<StudyKey, StudyId>,
    /// Where it is listed.
    pub place: Option<PatientPlace>,
}

#[derive(Debug)]
pub(super) struct StudyRoom {
    pub patient: PatientKey,
    pub key: StudyKey,
    pub facts: StudyFacts,
    pub series: HashMap<SeriesKey, SeriesId>,
    /// As they were built last, in order.
    pub listed: BTreeMap<SeriesPlace, Arc<Series>>,
    /// `None`: to be built anew.
    pub built: Option<Arc<Study>>,
}

#[derive(Debug)]
pub(super) struct SeriesRoom {
    pub study: StudyId,
    pub key: SeriesKey,
    pub facts: SeriesFacts,
    pub instances: Vec<Arc<Instance>>,
    /// Of each of them: its file states no birth date of the patient.
    pub undated: Vec<bool>,
    /// As it was built last; before that, without objects.
    pub built: Arc<Series>,
    /// Where it is listed.
    pub place: Option<SeriesPlace>,
}

/// The series with its sets; `is_shared`: its UID is that of another one as well.
pub(super) fn built(id: SeriesId, room: &SeriesRoom, is_shared: bool) -> Series {
    let mut sets = display_sets(&room.facts.modality, &room.instances);
    if is_shared {
        let text = "Another patient or study has a series with the same Series Instance UID; they are kept apart.";
        for set in &mut sets {
            set.findings.push(SetFinding::new(SetFindingCode::SharedSeriesUid, text));
        }
    }
    let sets = sets.into_iter().map(Arc::new).collect();
    Series { id, facts: room.facts.clone(), instances: room.instances.clone(), sets }
}
