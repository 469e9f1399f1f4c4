//! Who and what is the same: the keys by which files are grouped.
//!
//! - **Patient.** The same _Patient ID_ (0010,0020), spaces around it aside, and the same _Patient's Name_ (0010,0010),
//!   compared without regard to case, to spaces around its components and to delimiters at its end (PS3.5 6.2.1). Two
//!   birth dates (0010,0030) under them are two patients (`ANON` is no person); files without one belong to the one that is
//!   known, or, where several are, to none of them. Without
//!   an ID the same name and the same, known birth date. Else nothing says who it is, and each study is a patient of its
//!   own, and each name and birth date in it. So an ID under two names is two patients: either may be mistaken, and pictures of two people in one stack are
//!   worse than one person listed twice.
//! - **Study.** _Study Instance UID_ (0020,000D) of one patient. Without one, what a series holds is a study of its own.
//! - **Series.** _Series Instance UID_ (0020,000E) of one study. Without one, each file is a series of its own: a folder says
//!   nothing of what belongs together.

use std::sync::Arc;

use super::Location;
use crate::dicom::Facts;

/// A patient.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum PatientKey {
    /// By ID, name and birth date, which is empty where it is not known.
    Known { id: Arc<str>, name: String, birth_date: Arc<str> },
    /// By name and birth date.
    Named { name: String, birth_date: Arc<str> },
    /// Nobody knows: by study, and by what little is known.
    Unknown { study: StudyKey, name: String, birth_date: Arc<str> },
}

/// A study of a patient.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum StudyKey {
    /// By its own UID.
    Uid(Arc<str>),
    /// By what its series goes by.
    Series(SeriesKey),
}

/// A series of a study.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SeriesKey {
    /// By its own UID.
    Uid(Arc<str>),
    /// One file.
    Alone(Location),
}

impl PatientKey {
    /// ID and name are the same, and nothing else is asked; with which birth date. `None` without an ID.
    pub fn person(&self) -> Option<(Self, Arc<str>)> {
        let Self::Known { id, name, birth_date } = self else { return None };
        let person = Self::Known { id: id.clone(), name: name.clone(), birth_date: Arc::default() };
        Some((person, birth_date.clone()))
    }

    /// The same ID and name with this birth date.
    pub fn born(&self, date: Arc<str>) -> Self {
        match self.clone() {
            Self::Known { id, name, .. } => Self::Known { id, name, birth_date: date },
            other => other,
        }
    }
}

/// Where the file at `location` belongs, by what it says itself.
pub(super) fn keys(facts: &Facts, location: &Location) -> (PatientKey, StudyKey, SeriesKey) {
    let series = match trimmed(&facts.series.uid) {
        Some(uid) => SeriesKey::Uid(uid),
        None => SeriesKey::Alone(location.clone()),
    };
    let study = trimmed(&facts.study.uid).map_or_else(|| StudyKey::Series(series.clone()), StudyKey::Uid);
    let name = plain_name(&facts.patient.name);
    let birth_date = trimmed(&facts.patient.birth_date).unwrap_or_default();
    let patient = match trimmed(&facts.patient.id) {
        Some(id) => PatientKey::Known { id, name, birth_date },
        None if name.is_empty() || birth_date.is_empty() => {
            PatientKey::Unknown { study: study.clone(), name, birth_date }
        }
        None => PatientKey::Named { name, birth_date },
    };
    (patient, study, series)
}

/// A person name as it is compared: lower case, without empty components at the end of a group and empty groups at the end.
pub(super) fn plain_name(name: &str) -> String {
    let group = |group: &str| {
        let components: Vec<&str> = group.split('^').map(str::trim).collect();
        components.join("^").trim_end_matches('^').to_lowercase()
    };
    let groups: Vec<String> = name.split('=').map(group).collect();
    groups.join("=").trim_end_matches('=').to_owned()
}

/// The text without spaces around it; `None` where nothing is left. Does not allocate unless there are some.
fn trimmed(text: &Arc<str>) -> Option<Arc<str>> {
    let plain = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    match plain.len() {
        0 => None,
        length if length == text.len() => Some(text.clone()),
        _ => Some(plain.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Patient (name, ID, birth date), study UID and series UID of a file in `a.dcm`.
    fn of(patient: [&str; 3], study: &str, series: &str) -> (PatientKey, StudyKey, SeriesKey) {
        of_file(patient, study, series, "a.dcm")
    }

    fn of_file(
        [name, id, birth_date]: [&str; 3],
        study: &str,
        series: &str,
        file: &str,
    ) -> (PatientKey, StudyKey, SeriesKey) {
        let mut facts = Facts::default();
        facts.patient.name = name.into();
        facts.patient.id = id.into();
        facts.patient.birth_date = birth_date.into();
        facts.study.uid = study.into();
        facts.series.uid = series.into();
        keys(&facts, &Location::file(file))
    }

    #[test]
    fn patients_go_by_id_and_name() {
        let one = of(["Doe^Jane", "7", ""], "1", "1.1");
        for name in ["DOE^JANE", "Doe^Jane^^^", " Doe ^ Jane ", "Doe^Jane==", "Doe^Jane^="] {
            assert_eq!(one, of([name, " 7 ", " "], "1", "1.1"), "{name}");
            let (person, date) = of([name, " 7 ", "1970-01-01"], "1", "1.1").0.person().unwrap();
            assert_eq!((&person, &*date), (&one.0, "1970-01-01"), "{name}");
        }
        for other in [["Doe^John", "7", ""], ["Doe^Jane", "8", ""], ["Doe^Jane", "", ""], ["", "7", ""]] {
            assert_ne!(one.0, of(other, "1", "1.1").0, "{other:?}");
        }
        // An ID is no word: case may count.
        assert_ne!(of(["Doe", "a1", ""], "1", "1.1").0, of(["Doe", "A1", ""], "1", "1.1").0);
        // An empty component within a name holds a place.
        assert_ne!(of(["Doe^^Jane", "7", ""], "1", "1.1").0, one.0);
    }

    #[test]
    fn without_an_id_the_birth_date_has_to_agree() {
        let born = |date: &str, study: &str| of(["Doe^Jane", "", date], study, "1.1").0;
        assert_eq!(born("1970-01-01", "1"), born("1970-01-01", "2"));
        assert_ne!(born("1970-01-01", "1"), born("1970-01-02", "1"));
        assert_ne!(born("", "1"), born("", "2"), "the name alone is not enough");
        assert_eq!(born("", "1"), born("", "1"), "one study has one patient");
        assert_ne!(of(["", "", "1970-01-01"], "1", "1.1").0, of(["", "", "1970-01-01"], "2", "1.1").0);
        // Two people under the UIDs of one study are two all the same.
        assert_ne!(of(["Doe^Jane", "", ""], "1", "1.1").0, of(["Roe^Richard", "", ""], "1", "1.1").0);
        assert_ne!(of(["", "", "1970-01-01"], "1", "1.1").0, of(["", "", "1970-01-02"], "1", "1.1").0);
        assert_eq!(of(["Doe^Jane", "", ""], "1", "1.1").0, of(["DOE^JANE^^", " ", " "], "1", "1.1").0);
    }

    #[test]
    fn files_without_uids_stay_apart() {
        let at = |study: &str, series: &str, file: &str| of_file(["Doe", "7", ""], study, series, file);
        assert_ne!(at("1", "", "a.dcm").2, at("1", " ", "b.dcm").2);
        assert_eq!(at("1", "", "a.dcm").1, at("1", "", "b.dcm").1, "one study all the same");
        assert_eq!(at("", "1.1", "a.dcm"), at("", "1.1", "b.dcm"));
        assert_ne!(at("", "1.1", "a.dcm").1, at("", "1.2", "a.dcm").1);
        assert_ne!(at("", "", "a.dcm").1, at("", "", "b.dcm").1);
    }
}
