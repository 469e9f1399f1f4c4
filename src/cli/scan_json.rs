//! `scan --json`, written as it is made: a library of many files takes no second copy in memory. What is absent is `null`.

use std::{borrow::Cow, collections::HashSet, io::Write, sync::Arc};

use serde::{Serialize, Serializer, ser::SerializeSeq as _};

use crate::{
    export::json::ScreenSafe,
    study::{DisplaySet, Instance, Library, Patient, Series, Skipped, Study},
};

use super::scan::{Written, label};

/// Writes the library on one line.
pub fn write(library: &Library, hide_identity: bool, out: &mut impl Write) -> Written {
    let patients = List(&library.patients, |patient| PatientEntry::new(patient, hide_identity));
    let skipped = List(&library.skipped, SkippedEntry::new);
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, ScreenSafe);
    LibraryEntry { patients, skipped }.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Each of some items as what is made of it.
struct List<'a, T, F>(&'a [Arc<T>], F);

impl<'a, T, E: Serialize, F: Fn(&'a T) -> E> Serialize for List<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        self.0.iter().try_for_each(|item| list.serialize_element(&self.1(item)))?;
        list.end()
    }
}

#[derive(Serialize)]
struct LibraryEntry<P: Serialize, S: Serialize> {
    patients: P,
    skipped: S,
}

#[derive(Serialize)]
struct PatientEntry<'a> {
    /// Left out with `--hide-identity`.
    #[serde(flatten)]
    identity: Option<IdentityEntry<'a>>,
    #[serde(serialize_with = "studies")]
    studies: Below<'a, Patient>,
}

#[derive(Serialize)]
struct IdentityEntry<'a> {
    name: Option<&'a str>,
    id: Option<&'a str>,
    birth_date: Option<&'a str>,
}

impl<'a> PatientEntry<'a> {
    fn new(patient: &'a Patient, hide_identity: bool) -> Self {
        let facts = &patient.facts;
        let identity =
            IdentityEntry { name: text(&facts.name), id: text(&facts.id), birth_date: text(&facts.birth_date) };
        Self { identity: (!hide_identity).then_some(identity), studies: Below(patient, hide_identity) }
    }
}

/// What lies below, and whether the patient is to be left out.
struct Below<'a, T>(&'a T, bool);

fn studies<S: Serializer>(below: &Below<Patient>, serializer: S) -> Result<S::Ok, S::Error> {
    List(&below.0.studies, |study| StudyEntry::new(study, below.1)).serialize(serializer)
}

#[derive(Serialize)]
struct StudyEntry<'a> {
    study_uid: Option<&'a str>,
    date: Option<&'a str>,
    description: Option<&'a str>,
    #[serde(serialize_with = "series")]
    series: Below<'a, Study>,
}

impl<'a> StudyEntry<'a> {
    fn new(study: &'a Study, hide_identity: bool) -> Self {
        let facts = &study.facts;
        Self {
            study_uid: text(&facts.uid),
            date: text(&facts.date),
            description: text(&facts.description),
            series: Below(study, hide_identity),
        }
    }
}

fn series<S: Serializer>(below: &Below<Study>, serializer: S) -> Result<S::Ok, S::Error> {
    List(&below.0.series, |series| SeriesEntry::new(series, below.1)).serialize(serializer)
}

#[derive(Serialize)]
struct SeriesEntry<'a> {
    series_uid: Option<&'a str>,
    modality: Option<&'a str>,
    description: Option<&'a str>,
    number: Option<i64>,
    #[serde(serialize_with = "display_sets")]
    display_sets: Below<'a, Series>,
}

impl<'a> SeriesEntry<'a> {
    fn new(series: &'a Series, hide_identity: bool) -> Self {
        let facts = &series.facts;
        Self {
            series_uid: text(&facts.uid),
            modality: text(&facts.modality),
            description: text(&facts.description),
            number: facts.number,
            display_sets: Below(series, hide_identity),
        }
    }
}

fn display_sets<S: Serializer>(below: &Below<Series>, serializer: S) -> Result<S::Ok, S::Error> {
    List(&below.0.sets, |set| SetEntry::new(below.0, set, below.1)).serialize(serializer)
}

#[derive(Serialize)]
struct SetEntry<'a> {
    kind: &'static str,
    label: Option<Cow<'a, str>>,
    frames: usize,
    spacing_mm: Option<SpacingEntry>,
    findings: Vec<FindingEntry<'a>>,
    instances: Vec<InstanceEntry<'a>>,
    /// Files that repeat one of the instances.
    copies: Vec<InstanceEntry<'a>>,
}

/// Distances between rows, columns and slices.
#[derive(Serialize)]
struct SpacingEntry {
    row: Option<f64>,
    column: Option<f64>,
    slice: Option<f64>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    code: String,
    text: &'a str,
}

impl<'a> SetEntry<'a> {
    fn new(series: &'a Series, set: &'a DisplaySet, hide_identity: bool) -> Self {
        let instance = |at: u32| series.instances.get(at as usize);
        let shown = instances(set).into_iter();
        let entry = |at: u32, position_mm| Some(InstanceEntry::new(instance(at)?, position_mm, hide_identity));
        let shown = shown.filter_map(|(at, position_mm)| entry(at, position_mm));
        let copies = set.copies.iter().filter_map(|copy| entry(copy.instance, None));
        let first = set.frames.first().and_then(|frame| instance(frame.instance));
        let plane = first.and_then(|first| first.facts.image.as_ref()).and_then(|image| image.spacing_mm);
        let spacing = SpacingEntry {
            row: plane.map(|[row, _]| row),
            column: plane.map(|[_, column]| column),
            slice: set.slice_spacing_mm,
        };
        let findings = set.findings.iter();
        Self {
            kind: set.kind.name(),
            label: Some(label(series, set, hide_identity)).filter(|label| !label.is_empty()),
            frames: set.frames.len(),
            spacing_mm: (plane.is_some() || set.slice_spacing_mm.is_some()).then_some(spacing),
            findings: findings
                .map(|finding| FindingEntry {
                    code: finding.code.badge().to_lowercase().replace(' ', "-"),
                    text: &finding.text,
                })
                .collect(),
            instances: shown.collect(),
            copies: copies.collect(),
        }
    }
}

/// The objects of a set in the order in which they are shown, each once, with the position of its first frame.
pub(super) fn instances(set: &DisplaySet) -> Vec<(u32, Option<f64>)> {
    let mut known = HashSet::with_capacity(set.frames.len());
    let shown = set.frames.iter().filter(|frame| known.insert(frame.instance));
    let shown = shown.map(|frame| (frame.instance, frame.position_mm));
    shown.chain(set.document.map(|document| (document, None))).collect()
}

#[derive(Serialize)]
struct InstanceEntry<'a> {
    path: Cow<'a, str>,
    member: Option<&'a str>,
    sop_uid: Option<&'a str>,
    /// Frames of the object; 0 where it has no picture.
    frame_count: u32,
    position_mm: Option<f64>,
    /// What an object without a picture calls itself.
    title: Option<Cow<'a, str>>,
}

impl<'a> InstanceEntry<'a> {
    fn new(instance: &'a Instance, position_mm: Option<f64>, hide_identity: bool) -> Self {
        let facts = &instance.facts;
        Self {
            path: instance.location.path.to_string_lossy(),
            member: instance.location.member.as_deref(),
            sop_uid: text(&facts.sop_instance_uid),
            frame_count: facts.image.as_ref().map_or(0, |image| image.frames),
            position_mm,
            title: Some(facts.shown_title(hide_identity)).filter(|title| !title.is_empty()),
        }
    }
}

#[derive(Serialize)]
struct SkippedEntry<'a> {
    path: Cow<'a, str>,
    member: Option<&'a str>,
    reason: &'a str,
}

impl<'a> SkippedEntry<'a> {
    fn new(skipped: &'a Skipped) -> Self {
        Self { path: skipped.path.to_string_lossy(), member: skipped.member.as_deref(), reason: &skipped.reason }
    }
}

fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
