//! What is known as lists in order, of which only what changed is put together anew.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    LibraryBuilder,
    rooms::{PatientRoom, StudyRoom, built},
};
use crate::study::{Library, Patient, Study, StudyId};

impl LibraryBuilder {
    /// The library, in which `is_due` says of a length now and when it was listed last whether to list it again.
    pub(super) fn build(&mut self, is_due: impl Fn(usize, usize) -> bool) -> Library {
        let mut late = BTreeSet::new();
        for id in std::mem::take(&mut self.changed) {
            let Some(room) = self.series.get_mut(&id) else { continue };
            if !is_due(room.instances.len(), room.built.instances.len()) {
                late.insert(id);
                continue;
            }
            let is_shared = self.uids.get(&room.facts.uid).is_some_and(|series| series.len() > 1);
            room.built = Arc::new(built(id, room, is_shared));
            let Some(study) = self.studies.get_mut(&room.study) else { continue };
            if let Some(place) = room.place.take() {
                study.listed.remove(&place);
            }
            let facts = &room.built.facts;
            let place = (facts.number.is_none(), facts.number, facts.date_time.clone(), facts.uid.clone(), id);
            study.listed.insert(place.clone(), room.built.clone());
            room.place = Some(place);
            study.built = None;
            self.stale.insert(study.patient.clone());
        }
        self.changed = late;
        for key in std::mem::take(&mut self.stale) {
            let Some(room) = self.patients.get_mut(&key) else { continue };
            if let Some(place) = room.place.take() {
                self.listed.remove(&place);
            }
            let patient = built_patient(room, &mut self.studies);
            let first = patient.studies.first().map(|study| study.id);
            let place = (room.plain_name.clone(), patient.facts.id.clone(), first);
            self.listed.insert(place.clone(), Arc::new(patient));
            room.place = Some(place);
        }
        let (now, then) = (self.skipped.len(), self.skipped_listed.len());
        if now != then && is_due(now, then) {
            self.skipped_listed = Arc::new(self.skipped.clone());
        }
        Library { patients: self.listed.values().cloned().collect(), skipped: self.skipped_listed.clone() }
    }
}

/// The patient with all studies, of which only those that changed are put together anew.
fn built_patient(room: &PatientRoom, studies: &mut HashMap<StudyId, StudyRoom>) -> Patient {
    let mut own: Vec<Arc<Study>> = Vec::with_capacity(room.studies.len());
    for id in room.studies.values() {
        let Some(study) = studies.get_mut(id) else { continue };
        let StudyRoom { facts, listed, built, .. } = study;
        let built = built.get_or_insert_with(|| {
            Arc::new(Study { id: *id, facts: facts.clone(), series: listed.values().cloned().collect() })
        });
        own.push(built.clone());
    }
    // Newest first, those without a date last.
    own.sort_by(|a, b| {
        let newest_first = b.facts.date.cmp(&a.facts.date).then_with(|| b.facts.time.cmp(&a.facts.time));
        newest_first.then_with(|| a.facts.uid.cmp(&b.facts.uid)).then(a.id.cmp(&b.id))
    });
    Patient { facts: room.facts.clone(), studies: own }
}
