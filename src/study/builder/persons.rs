//! One ID and one name, several birth dates.
//!
//! A file without a birth date belongs to the patient of its ID and name, as long as there is but one. Where two dates are
//! known, nothing says which of them it belongs to. The outcome does not depend on what was found first.

use std::sync::Arc;

use super::LibraryBuilder;
use crate::{
    dicom::{PatientFacts, SeriesFacts, StudyFacts},
    study::{
        Instance,
        identity::{PatientKey, SeriesKey, StudyKey},
    },
};

/// The files of a series that state no birth date.
struct Undated {
    study: (StudyKey, StudyFacts),
    series: (SeriesKey, SeriesFacts),
    instances: Vec<Arc<Instance>>,
}

impl LibraryBuilder {
    /// The patient that a file with the key `own` belongs to, among those that are known. Those make room: the first birth
    /// date becomes that of the patient without one; from a second one on, files without one have a patient of their own.
    pub(super) fn settle(&mut self, own: PatientKey) -> PatientKey {
        let Some((person, date)) = own.person() else { return own };
        let dates = self.persons.entry(person.clone()).or_default();
        let only = match dates.as_slice() {
            [only] if *only != date => only.clone(),
            _ => {
                if !dates.contains(&date) {
                    dates.push(date);
                }
                return own;
            }
        };
        if date.is_empty() {
            return own.born(only);
        }
        dates.push(date);
        if only.is_empty() {
            dates.retain(|date| !date.is_empty());
            self.rename(&person, &own);
        } else {
            self.part(&own.born(only), &person);
        }
        own
    }

    /// Forgets a patient who is gone.
    pub(super) fn unsettle(&mut self, gone: &PatientKey) {
        let Some((person, date)) = gone.person() else { return };
        if let Some(dates) = self.persons.get_mut(&person) {
            dates.retain(|known| *known != date);
            if dates.is_empty() {
                self.persons.remove(&person);
            }
        }
    }

    fn rename(&mut self, from: &PatientKey, to: &PatientKey) {
        let Some(room) = self.patients.remove(from) else { return };
        for study in room.studies.values() {
            if let Some(study) = self.studies.get_mut(study) {
                study.patient = to.clone();
            }
        }
        self.patients.insert(to.clone(), room);
        self.stale.insert(to.clone());
    }

    /// Gives the files of `from` that state no birth date to the patient `to`.
    fn part(&mut self, from: &PatientKey, to: &PatientKey) {
        let Some(room) = self.patients.get(from) else { return };
        let patient = PatientFacts { birth_date: Arc::default(), ..room.facts.clone() };
        let mut studies: Vec<_> = room.studies.values().copied().collect();
        studies.sort_unstable();
        let own = studies.iter().filter_map(|study| self.studies.get(study)).flat_map(|study| study.series.values());
        let mut series: Vec<_> = own.copied().collect();
        series.sort_unstable();
        for id in series {
            let Some(Undated { study, series, instances }) = self.take_undated(id) else { continue };
            if let Some((person, date)) = to.person() {
                let dates = self.persons.entry(person).or_default();
                if !dates.contains(&date) {
                    dates.push(date);
                }
            }
            let id = self.series_id(to.clone(), study.0, series.0, &patient, &study.1, &series.1);
            for instance in instances {
                self.add(id, instance, true);
            }
        }
    }

    fn take_undated(&mut self, id: u64) -> Option<Undated> {
        let room = self.series.get_mut(&id)?;
        let study = self.studies.get(&room.study)?;
        let study = (study.key.clone(), study.facts.clone());
        let series = (room.key.clone(), room.facts.clone());
        let mut flags = std::mem::take(&mut room.undated).into_iter();
        let all = std::mem::take(&mut room.instances).into_iter();
        let (instances, kept): (Vec<_>, Vec<_>) = all.partition(|_| flags.next() == Some(true));
        room.undated = vec![false; kept.len()];
        room.instances = kept;
        let is_bare = room.instances.is_empty();
        if instances.is_empty() {
            return None;
        }
        for (at, instance) in room.instances.iter().enumerate() {
            self.places.insert(instance.location.clone(), (id, at));
        }
        for instance in &instances {
            self.places.remove(&instance.location);
        }
        self.changed.insert(id);
        if is_bare {
            self.remove_series(id);
        }
        Some(Undated { study, series, instances })
    }
}
