//! What stands in the list: headings of patients and studies, and their sets.

use std::sync::Arc;

use crate::{
    state::{FrameKey, Workspace, document_key, listed_moments, listed_sets, set_keys},
    study::{DisplaySet, Patient, Series, SetKind, Study},
};

/// One line or card.
pub enum Row<'a> {
    /// Whose the studies below are.
    Patient {
        /// Who.
        patient: &'a Patient,
        /// His name is not to be seen.
        hidden: bool,
    },
    /// Which study the series below are of.
    Study {
        /// Which.
        study: &'a Study,
        /// Pictures in it.
        pictures: usize,
    },
    /// A set.
    Set {
        /// Its series.
        series: &'a Arc<Series>,
        /// Which.
        set: &'a Arc<DisplaySet>,
        /// What may name the patient is not to be seen.
        hidden: bool,
    },
}

/// The rows that hold all words of the filter; a heading stands where anything below it does.
pub fn rows<'a>(workspace: &'a Workspace, filter: &str, hide_identity: bool) -> Vec<Row<'a>> {
    let words: Vec<String> = filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for patient in &workspace.library.patients {
        let before = rows.len();
        rows.push(Row::Patient { patient, hidden: hide_identity });
        for study in &patient.studies {
            let heading = rows.len();
            rows.push(Row::Study { study, pictures: 0 });
            let mut pictures = 0;
            for series in &study.series {
                for set in listed_sets(series).filter(|set| matches(patient, study, series, set, &words, hide_identity))
                {
                    pictures += set.frames.len() * listed_moments(series, set);
                    rows.push(Row::Set { series, set, hidden: hide_identity });
                }
            }
            if rows.len() == heading + 1 {
                rows.pop();
            } else if let Some(Row::Study { pictures: count, .. }) = rows.get_mut(heading) {
                *count = pictures;
            }
        }
        if rows.len() == before + 1 {
            rows.pop();
        }
    }
    rows
}

fn matches(
    patient: &Patient,
    study: &Study,
    series: &Series,
    set: &DisplaySet,
    words: &[String],
    hide_identity: bool,
) -> bool {
    if words.is_empty() {
        return true;
    }
    let facts = &series.facts;
    let mut text = format!(
        "{} {} {} {} {} {} {} {}",
        facts.modality,
        facts.description,
        facts.body_part,
        facts.date_time,
        set.label,
        study.facts.description,
        study.facts.date,
        title(series, set, hide_identity).unwrap_or_default(),
    );
    if !hide_identity {
        text = format!("{text} {} {}", patient.facts.name, patient.facts.id);
    }
    if let Some(number) = facts.number {
        text = format!("{text} {number}");
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// What an object without a picture calls itself.
pub fn title(series: &Series, set: &DisplaySet, hide_identity: bool) -> Option<String> {
    let instance = series.instances.get(set.document? as usize)?;
    Some(instance.facts.shown_title(hide_identity).to_string())
}

impl Row<'_> {
    /// Points.
    pub fn height(&self, labels_only: bool) -> f32 {
        match self {
            Row::Patient { .. } => 24.0,
            Row::Study { .. } => 22.0,
            Row::Set { set, .. } if labels_only || set.kind == SetKind::Document => 44.0,
            Row::Set { .. } => 66.0,
        }
    }

    /// What tells it from the others while rows come and go.
    pub fn id(&self) -> (u8, u64, usize) {
        match self {
            Row::Patient { patient, .. } => (0, patient.studies.first().map_or(0, |study| study.id), 0),
            Row::Study { study, .. } => (1, study.id, 0),
            Row::Set { .. } => self.key().map_or((2, 0, 0), |key| (2, key.id, key.frame)),
        }
    }

    /// The frame that is pictured small: the middle one.
    pub fn middle(&self) -> Option<FrameKey> {
        let Row::Set { series, set, .. } = self else { return None };
        set_keys(series, set).nth(set.frames.len() / 2)
    }

    /// What a click shows.
    pub fn key(&self) -> Option<FrameKey> {
        let Row::Set { series, set, .. } = self else { return None };
        set_keys(series, set).next().or_else(|| document_key(series, set))
    }
}
