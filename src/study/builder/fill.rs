//! What one file of a patient, study or series lacks, another one knows.

use std::sync::Arc;

use crate::dicom::{PatientFacts, SeriesFacts, StudyFacts};

/// Writes what `from` knows where `known` is empty; true where that changed something.
fn fill(known: &mut Arc<str>, from: &Arc<str>) -> bool {
    let is_new = known.is_empty() && !from.is_empty();
    if is_new {
        *known = from.clone();
    }
    is_new
}

pub(super) fn fill_patient(known: &mut PatientFacts, from: &PatientFacts) -> bool {
    let PatientFacts { name, id, birth_date, sex } = known;
    fill(name, &from.name) | fill(id, &from.id) | fill(birth_date, &from.birth_date) | fill(sex, &from.sex)
}

pub(super) fn fill_study(known: &mut StudyFacts, from: &StudyFacts) -> bool {
    let StudyFacts { uid, date, time, description } = known;
    fill(uid, &from.uid) | fill(date, &from.date) | fill(time, &from.time) | fill(description, &from.description)
}

/// The series is built anew anyway. It begins when its first object does.
pub(super) fn fill_series(known: &mut SeriesFacts, from: &SeriesFacts) {
    let SeriesFacts { uid, modality, description, number, date_time, body_part } = known;
    for (known, from) in
        [(uid, &from.uid), (modality, &from.modality), (description, &from.description), (body_part, &from.body_part)]
    {
        fill(known, from);
    }
    *number = number.or(from.number);
    if date_time.is_empty() || (!from.date_time.is_empty() && from.date_time < *date_time) {
        *date_time = from.date_time.clone();
    }
}
