//! What is known of a patient, a study, a series, and the list entry that was built of it last.

use std::{collections::HashMap, sync::Arc};

use crate::{
    dicom::{PatientFacts, SeriesFacts, StudyFacts},
    study::{
        Instance, Patient, Series, SeriesId, SetFinding, SetFindingCode, Study, StudyId, display_sets,
        identity::{PatientKey, SeriesKey, StudyKey},
    },
};

#[derive(Debug, Default)]
pub(super) struct PatientRoom {
    pub facts: PatientFacts,
    /// The name that the list is sorted by.
    pub plain_name: String,
    pub studies: HashMap<StudyKey, StudyId>,
    /// `None`: to be built anew.
    pub built: Option<Arc<Patient>>,
}

#[derive(Debug)]
pub(super) struct StudyRoom {
    pub patient: PatientKey,
    pub key: StudyKey,
    pub facts: StudyFacts,
    pub series: HashMap<SeriesKey, SeriesId>,
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

/// The patient with all studies, of which only those that changed are put together anew.
pub(super) fn built_patient(
    room: &mut PatientRoom,
    studies: &mut HashMap<StudyId, StudyRoom>,
    series: &HashMap<SeriesId, SeriesRoom>,
) -> Arc<Patient> {
    if let Some(patient) = &room.built {
        return patient.clone();
    }
    let mut own = Vec::with_capacity(room.studies.len());
    for id in room.studies.values() {
        let Some(study) = studies.get_mut(id) else { continue };
        own.push(
            study.built.get_or_insert_with(|| Arc::new(built_study(*id, &study.facts, &study.series, series))).clone(),
        );
    }
    // Newest first, those without a date last.
    own.sort_by(|a, b| {
        let newest_first = b.facts.date.cmp(&a.facts.date).then_with(|| b.facts.time.cmp(&a.facts.time));
        newest_first.then_with(|| a.facts.uid.cmp(&b.facts.uid)).then(a.id.cmp(&b.id))
    });
    let patient = Arc::new(Patient { facts: room.facts.clone(), studies: own });
    room.built = Some(patient.clone());
    patient
}

fn built_study(
    id: StudyId,
    facts: &StudyFacts,
    own: &HashMap<SeriesKey, SeriesId>,
    rooms: &HashMap<SeriesId, SeriesRoom>,
) -> Study {
    let mut series: Vec<Arc<Series>> =
        own.values().filter_map(|id| rooms.get(id)).map(|room| room.built.clone()).collect();
    series.sort_unstable_by(|a, b| {
        let number = |series: &Series| (series.facts.number.is_none(), series.facts.number);
        number(a)
            .cmp(&number(b))
            .then_with(|| a.facts.date_time.cmp(&b.facts.date_time))
            .then_with(|| a.facts.uid.cmp(&b.facts.uid))
            .then(a.id.cmp(&b.id))
    });
    Study { id, facts: facts.clone(), series }
}
