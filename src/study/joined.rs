//! Series that some writers spread over studies.

use std::{collections::HashMap, sync::Arc};

use super::{Library, Series, display_sets};

/// All series, those of one _Series Instance UID_ (0020,000E) and one patient as one, though they stand in different
/// studies: a UID names one series in the world (PS3.5 9), and there are writers that make up a study for each slice.
/// Patients of whom different things are known are never mixed.
pub fn joined(library: &Library) -> Vec<Arc<Series>> {
    join(library, |_| true)
}

/// The same of those with one UID only.
pub fn joined_of(library: &Library, uid: &str) -> Vec<Arc<Series>> {
    join(library, |series| *series.facts.uid == *uid)
}

fn join(library: &Library, takes: impl Fn(&Series) -> bool) -> Vec<Arc<Series>> {
    let mut all: Vec<Arc<Series>> = Vec::new();
    let mut known = HashMap::new();
    for patient in &library.patients {
        for series in patient.studies.iter().flat_map(|study| &study.series).filter(|series| takes(series)) {
            let uid = &series.facts.uid;
            let key = (uid, &patient.facts.name, &patient.facts.id, &patient.facts.birth_date);
            match known.get(&key).and_then(|&at: &usize| all.get_mut(at)) {
                Some(first) if !uid.is_empty() => {
                    let whole = Arc::make_mut(first);
                    whole.instances.extend(series.instances.iter().cloned());
                    // Sets are made anew below.
                    whole.sets.clear();
                }
                _ => {
                    known.insert(key, all.len());
                    all.push(Arc::clone(series));
                }
            }
        }
    }
    for series in &mut all {
        if series.sets.is_empty() && !series.instances.is_empty() {
            let series = Arc::make_mut(series);
            series.sets = display_sets(&series.facts.modality, &series.instances).into_iter().map(Arc::new).collect();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::{
        dicom::{Facts, ImageFacts},
        geometry::ImagePlane,
        study::{LibraryBuilder, Location},
    };

    use super::*;

    /// Slices of one series UID, each in a study of its own, of patients of these names.
    fn library(names: &[&str]) -> Library {
        let mut builder = LibraryBuilder::default();
        for (number, name) in (0_u32..).zip(names) {
            let mut facts = Facts::default();
            facts.patient.name = (*name).into();
            facts.study.uid = format!("1.{number}").into();
            facts.series.uid = "2.1".into();
            facts.instance.sop_instance_uid = format!("3.{number}").into();
            let at = [0.0, 0.0, f64::from(number)];
            facts.instance.image = Some(Box::new(ImageFacts {
                rows: 4,
                columns: 4,
                frames: 1,
                samples_per_pixel: 1,
                spacing_mm: Some([1.0, 1.0]),
                plane: ImagePlane::from_attributes(&at, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
                ..ImageFacts::default()
            }));
            builder.insert(facts, Location::file(format!("{number}.dcm")), u64::from(number) + 1);
        }
        builder.snapshot()
    }

    #[test]
    fn a_study_for_each_slice_is_one_series() {
        let library = library(&["", "", ""]);
        assert_eq!(library.series().count(), 3);
        let joined = joined(&library);
        assert_eq!(joined.len(), 1);
        assert_eq!(joined_of(&library, "2.1").iter().map(|series| series.instances.len()).collect::<Vec<_>>(), [3]);
        assert!(joined_of(&library, "2.2").is_empty());
        assert!(
            joined.iter().all(|series| series.sets.len() == 1 && series.sets.iter().all(|set| set.frames.len() == 3))
        );
    }

    #[test]
    fn patients_are_never_mixed() {
        assert_eq!(joined(&library(&["Doe^Jane", "Roe^Richard"])).len(), 2);
        assert_eq!(joined(&library(&["Doe^Jane", ""])).len(), 2);
    }
}
