//! Files one by one into a [`Library`].
//!
//! Only the series that files were added to are worked on again, and only when a [`Library`] is asked for; all others are
//! shared with the ones given out before.

mod fill;
mod listing;
mod persons;
mod rooms;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::PathBuf,
    sync::Arc,
};

use fill::{fill_patient, fill_series, fill_study};
use rooms::{PatientPlace, PatientRoom, SeriesRoom, StudyRoom};

use super::{
    Instance, InstanceId, Library, Location, Patient, SeriesId, Skipped, StudyId,
    identity::{PatientKey, SeriesKey, StudyKey, keys, plain_name},
};
use crate::dicom::{Facts, InstanceFacts, PatientFacts, SeriesFacts, StudyFacts};

/// A library that grows.
#[derive(Debug, Default)]
pub struct LibraryBuilder {
    patients: HashMap<PatientKey, PatientRoom>,
    /// The birth dates of the patients with one ID and name; an empty one stands for the patient without one.
    persons: HashMap<PatientKey, Vec<Arc<str>>>,
    studies: HashMap<StudyId, StudyRoom>,
    series: HashMap<SeriesId, SeriesRoom>,
    /// The series and the position in it of each file.
    places: HashMap<Location, (SeriesId, usize)>,
    /// Series by UID, to find those of two patients or studies.
    uids: HashMap<Arc<str>, Vec<SeriesId>>,
    /// What changed since it was last built.
    changed: BTreeSet<SeriesId>,
    /// Patients that are to be listed anew.
    stale: HashSet<PatientKey>,
    /// The patients as they were given out last, in order.
    listed: BTreeMap<PatientPlace, Arc<Patient>>,
    skipped: Vec<Arc<Skipped>>,
    /// Where each of them stands in `skipped`.
    skipped_at: HashMap<(PathBuf, Option<String>), usize>,
    /// As much of `skipped` as was given out last.
    skipped_listed: Arc<Vec<Arc<Skipped>>>,
    texts: HashSet<Arc<str>>,
    next_id: u64,
}

/// A series of at most so many objects is never behind.
const SMALL: usize = 256;

/// A larger one is built again once it has grown by one part in so many: all in all, that costs as much as building it
/// once, so many times.
const GROWTH: usize = 8;

impl LibraryBuilder {
    /// Takes in the file at `location`, in place of what was known of it.
    pub fn insert(&mut self, mut facts: Facts, location: Location, id: InstanceId) {
        if !self.skipped_at.is_empty() {
            self.unskip(&location);
        }
        self.share_texts(&mut facts.instance);
        let (patient_key, study_key, series_key) = keys(&facts, &location);
        let is_undated = patient_key.person().is_some_and(|(_, date)| date.is_empty());
        let patient_key = self.settle(patient_key);
        let Facts { patient, study, series, instance } = facts;
        let series_id = self.series_id(patient_key, study_key, series_key, &patient, &study, &series);
        let instance = Arc::new(Instance { id, location: location.clone(), facts: instance });
        let known = self.places.get(&location).copied();
        if let Some((_, index)) = known.filter(|(at, _)| *at == series_id) {
            if let Some(room) = self.series.get_mut(&series_id)
                && let Some((old, flag)) = room.instances.get_mut(index).zip(room.undated.get_mut(index))
            {
                (*old, *flag) = (instance, is_undated);
            }
            self.changed.insert(series_id);
        } else {
            self.remove(&location);
            self.add(series_id, instance, is_undated);
        }
    }

    fn add(&mut self, series_id: SeriesId, instance: Arc<Instance>, is_undated: bool) {
        if let Some(room) = self.series.get_mut(&series_id) {
            self.places.insert(instance.location.clone(), (series_id, room.instances.len()));
            room.instances.push(instance);
            room.undated.push(is_undated);
        }
        self.changed.insert(series_id);
    }

    /// Forgets the file at `location`. False if it was not known. Costs as much as its series is long.
    pub fn remove(&mut self, location: &Location) -> bool {
        let Some((series_id, index)) = self.places.remove(location) else { return false };
        let Some(room) = self.series.get_mut(&series_id) else { return false };
        if index < room.instances.len() {
            room.instances.remove(index);
            room.undated.remove(index);
        }
        for (at, instance) in room.instances.iter().enumerate().skip(index) {
            self.places.insert(instance.location.clone(), (series_id, at));
        }
        self.changed.insert(series_id);
        if room.instances.is_empty() {
            self.remove_series(series_id);
        }
        true
    }

    /// Closes a study: forgets all of its files. False if there is none with this number.
    pub fn remove_study(&mut self, id: StudyId) -> bool {
        let Some(study) = self.studies.get(&id) else { return false };
        for series_id in study.series.values().copied().collect::<Vec<_>>() {
            for instance in self.series.get(&series_id).into_iter().flat_map(|room| &room.instances) {
                self.places.remove(&instance.location);
            }
            self.remove_series(series_id);
        }
        self.texts.retain(|text| Arc::strong_count(text) > 1);
        true
    }

    /// Notes what was left out.
    pub fn skip(&mut self, skipped: Skipped) {
        let place = (skipped.path.clone(), skipped.member.clone());
        let skipped = Arc::new(skipped);
        match self.skipped_at.get(&place).and_then(|at| self.skipped.get_mut(*at)) {
            // Met again by another scan: the newer word counts.
            Some(known) => {
                self.skipped_listed = Arc::default();
                *known = skipped;
            }
            None => {
                self.skipped_at.insert(place, self.skipped.len());
                self.skipped.push(skipped);
            }
        }
    }

    /// What was left out before and is there now is left out no more.
    fn unskip(&mut self, location: &Location) {
        let place = (location.path.to_path_buf(), location.member.as_ref().map(ToString::to_string));
        let Some(at) = self.skipped_at.remove(&place) else { return };
        if at < self.skipped.len() {
            self.skipped.remove(at);
        }
        self.skipped_at.values_mut().filter(|other| **other > at).for_each(|other| *other -= 1);
        self.skipped_listed = Arc::default();
    }

    /// Files that are known.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// No file is known.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// All that is known, in order. Costs as much as the series that changed since the last one was asked for, what was
    /// left out since, and a pointer for each patient and for each series of the studies that changed.
    pub fn snapshot(&mut self) -> Library {
        self.build(|_, _| true)
    }

    /// What is known, while more comes in: of a large series, and of what was left out, as much as there was when it was
    /// last worked on, at least eight ninths. Asked for after each of many batches, all of them together cost only a few
    /// times the last one, but for the pointers that [`Self::snapshot`] speaks of.
    pub fn glance(&mut self) -> Library {
        self.build(|now, then| now <= SMALL || now < then || now >= then.saturating_add(then / GROWTH))
    }

    /// The number of a series, new or known; what its facts lack is filled in.
    fn series_id(
        &mut self,
        patient_key: PatientKey,
        study_key: StudyKey,
        series_key: SeriesKey,
        patient: &PatientFacts,
        study: &StudyFacts,
        series: &SeriesFacts,
    ) -> SeriesId {
        let patient_room = self.patients.entry(patient_key.clone()).or_default();
        if fill_patient(&mut patient_room.facts, patient) {
            patient_room.plain_name = plain_name(&patient_room.facts.name);
            self.stale.insert(patient_key.clone());
        }
        let next_id = &mut self.next_id;
        let mut new_id = || {
            *next_id += 1;
            *next_id
        };
        let study_id = *patient_room.studies.entry(study_key.clone()).or_insert_with(&mut new_id);
        let study_room = self.studies.entry(study_id).or_insert_with(|| StudyRoom {
            patient: patient_key.clone(),
            key: study_key,
            facts: study.clone(),
            series: HashMap::new(),
            listed: BTreeMap::new(),
            built: None,
        });
        if fill_study(&mut study_room.facts, study) {
            study_room.built = None;
            self.stale.insert(patient_key);
        }
        let series_id = *study_room.series.entry(series_key.clone()).or_insert_with(&mut new_id);
        let room = self.series.entry(series_id).or_insert_with(|| {
            if !series.uid.is_empty() {
                let same = self.uids.entry(series.uid.clone()).or_default();
                same.push(series_id);
                // Those that had the UID to themselves have to say that they share it.
                self.changed.extend(same.iter().copied().filter(|_| same.len() == 2));
            }
            let facts = series.clone();
            SeriesRoom {
                study: study_id,
                key: series_key,
                facts,
                instances: Vec::new(),
                undated: Vec::new(),
                built: Arc::default(),
                place: None,
            }
        });
        fill_series(&mut room.facts, series);
        series_id
    }

    /// Takes out a series, and the study and the patient that it leaves empty.
    fn remove_series(&mut self, id: SeriesId) {
        let Some(room) = self.series.remove(&id) else { return };
        self.changed.remove(&id);
        if let Some(same) = self.uids.get_mut(&room.facts.uid) {
            same.retain(|other| *other != id);
            self.changed.extend(same.iter().copied().filter(|_| same.len() == 1));
            if same.is_empty() {
                self.uids.remove(&room.facts.uid);
            }
        }
        let Some(study) = self.studies.get_mut(&room.study) else { return };
        study.series.remove(&room.key);
        study.built = None;
        if let Some(place) = &room.place {
            study.listed.remove(place);
        }
        let (patient_key, is_bare) = (study.patient.clone(), study.series.is_empty());
        let Some(patient) = self.patients.get_mut(&patient_key) else { return };
        if is_bare {
            patient.studies.remove(&study.key);
            self.studies.remove(&room.study);
        }
        if patient.studies.is_empty() {
            if let Some(place) = patient.place.take() {
                self.listed.remove(&place);
            }
            self.patients.remove(&patient_key);
            self.unsettle(&patient_key);
        }
        self.stale.insert(patient_key);
    }

    /// Replaces texts of an object that many have by the one that is kept; those of series and above are kept once anyway.
    fn share_texts(&mut self, facts: &mut InstanceFacts) {
        let mut texts = vec![&mut facts.sop_class_uid, &mut facts.title];
        if let Some(image) = facts.image.as_deref_mut() {
            texts.extend([&mut image.image_type, &mut image.frame_of_reference]);
        }
        for text in texts {
            match self.texts.get(text) {
                Some(known) => *text = known.clone(),
                None => {
                    self.texts.insert(text.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
