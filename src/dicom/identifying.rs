//! Which elements say who the patient is (`--hide-identity`).

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// Whether an element names a person or the patient; `private_name` is what its private creator calls it, or empty.
pub(super) fn is_identifying(tag: Tag, vr: VR, private_name: &str) -> bool {
    vr == VR::PN || is_of_patient(tag) || names_patient(private_name)
}

/// What the patient group says apart from sex, age, size, weight and kind of animal, and numbers given elsewhere.
fn is_of_patient(tag: Tag) -> bool {
    const HARMLESS: [u16; 16] = [
        0x0000, 0x0040, 0x0200, 0x1010, 0x1020, 0x1030, 0x2110, 0x21A0, 0x21C0, 0x2201, 0x2202, 0x2203, 0x2292, 0x2293,
        0x0212, 0x9431,
    ];
    const ELSEWHERE: [Tag; 6] = [
        tags::ADMISSION_ID,
        tags::CLINICAL_TRIAL_SUBJECT_ID,
        tags::CLINICAL_TRIAL_SUBJECT_READING_ID,
        tags::ACCESSION_NUMBER,
        tags::ISSUER_OF_ADMISSION_ID_SEQUENCE,
        tags::STUDY_ID,
    ];
    (tag.0 == 0x0010 && !HARMLESS.contains(&tag.1)) || ELSEWHERE.contains(&tag)
}

/// Whether a vendor's name for an element speaks of a person's name, number, birth or address. Rather one too many.
fn names_patient(name: &str) -> bool {
    const PARTS: [&str; 8] = ["name", "birth", "address", "phone", "fax", "mail", "info", "comment"];
    const WORDS: [&str; 5] = ["id", "uid", "dob", "icn", "number"];
    if name.is_empty() {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let person = name.contains("patient") || name.contains("person ");
    let says = || {
        let mut words = name.split(|character: char| !character.is_ascii_alphanumeric());
        PARTS.iter().any(|part| name.contains(part)) || words.any(|word| WORDS.contains(&word))
    };
    (person && says()) || name.contains("accession n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_names_for_the_patient_are_known() {
        for name in [
            "Original Patient ID",
            "PET patient_id",
            "Image ID Information (e.g. Patient Name, Patient ID)",
            "Patient Birthdate",
            "patient DOB",
            "Patient's Name Ideographic",
            "Patient NameRIS",
            "Patient Maiden Name",
            "Person Home Phone",
            "Accession Number",
        ] {
            assert!(is_identifying(Tag(0x0011, 0x1001), VR::LO, name), "{name}");
        }
        for name in ["", "Patient Position", "Patient Sex", "PET multi_patient", "Dose Area ProductPatient", "Name"] {
            assert!(!is_identifying(Tag(0x0011, 0x1001), VR::LO, name), "{name}");
        }
        assert!(is_identifying(Tag(0x0011, 0x1001), VR::PN, ""));
    }

    #[test]
    fn the_patient_group_is_known() {
        for (tag, expected) in [
            (tags::PATIENT_ID, true),
            (tags::PATIENT_ADDRESS, true),
            (tags::PATIENT_SEX, false),
            (tags::ACCESSION_NUMBER, true),
            (tags::MODALITY, false),
        ] {
            assert_eq!(is_identifying(tag, VR::LO, ""), expected, "{tag}");
        }
    }
}
