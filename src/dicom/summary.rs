//! Reading [`Summary`] and [`Identity`]: names and texts, decoded and made harmless for the screen.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{
    Finding, FindingCode, Identity, Summary,
    charset::shown,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    names, syntax,
};

/// Bytes of a text that are read: enough for what a screen is given, whatever the character set.
const LONGEST: u64 = 4096;

/// What any DICOM file says about itself.
pub(super) fn summary(header: &Header, groups: &FunctionalGroups, findings: &mut Vec<Finding>) -> Summary {
    let top = header.top();
    let sop_class_uid =
        top.code(tags::SOP_CLASS_UID).or_else(|| top.code(tags::MEDIA_STORAGE_SOP_CLASS_UID)).unwrap_or_default();
    let sop_class_name = names::sop_class(&sop_class_uid);
    let identity = identity(header, groups, findings);
    if identity.side_missing {
        let text = "The side of this breast or limb is not stated.";
        findings.push(Finding::new(FindingCode::Geometry, Some((0x20, 0x62)), text));
    }
    let described = [&identity.series_description, &identity.study_description, &sop_class_name];
    let description = described.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    Summary {
        description,
        sop_class_name,
        sop_class_uid: shown(&sop_class_uid),
        modality: shown(&top.code(tags::MODALITY).unwrap_or_default()),
        transfer_syntax_name: syntax::name(&header.syntax),
        transfer_syntax_uid: header.stated_syntax.clone(),
        identity,
    }
}

fn identity(header: &Header, groups: &FunctionalGroups, findings: &mut Vec<Finding>) -> Identity {
    let top = header.top();
    let mut text = |tag| text(&top, tag, findings);
    let side = side(&top, groups, header, 0);
    let time = [tags::ACQUISITION_TIME, tags::CONTENT_TIME].into_iter().find_map(|tag| top.code(tag));
    let date_time = top.code(tags::ACQUISITION_DATE_TIME).and_then(|text| text.get(8..14).map(str::to_owned));
    let side_missing = side.is_empty() && needs_side(&top);
    let view = [text(tags::VIEW_POSITION), code_meaning(&top, tags::VIEW_CODE_SEQUENCE)];
    let view_position = view.into_iter().find(|view| !view.is_empty()).unwrap_or_default();
    Identity {
        patient_name: text(tags::PATIENT_NAME),
        patient_id: text(tags::PATIENT_ID),
        birth_date: date(text(tags::PATIENT_BIRTH_DATE)),
        sex: text(tags::PATIENT_SEX),
        institution: text(tags::INSTITUTION_NAME),
        study_date: date(text(tags::STUDY_DATE)),
        study_description: text(tags::STUDY_DESCRIPTION),
        series_description: text(tags::SERIES_DESCRIPTION),
        series_number: text(tags::SERIES_NUMBER),
        instance_number: text(tags::INSTANCE_NUMBER),
        acquisition_time: shown(&clock(&time.or(date_time).unwrap_or_default())),
        side_missing,
        laterality: shown_side(&side),
        view_position,
        contrast: text(tags::CONTRAST_BOLUS_AGENT),
    }
}

/// _Laterality_ of what has no sides.
const UNPAIRED: &str = "U";

/// The side of frame `index` for the corner text: R, L, B, or nothing.
pub(super) fn laterality(header: &Header, groups: &FunctionalGroups, index: usize) -> String {
    shown_side(&side(&header.top(), groups, header, index))
}

fn shown_side(side: &str) -> String {
    if side == UNPAIRED { String::new() } else { shown(side) }
}

/// R, L, B, U or nothing: of the frame, else of the image, else of the series.
fn side(top: &DataSet, groups: &FunctionalGroups, header: &Header, index: usize) -> String {
    let anatomy = groups.group(header, index, tags::FRAME_ANATOMY_SEQUENCE);
    anatomy
        .and_then(|item| item.code(tags::FRAME_LATERALITY))
        .or_else(|| top.code(tags::IMAGE_LATERALITY))
        .or_else(|| top.code(tags::LATERALITY))
        .unwrap_or_default()
}

/// Projections of breasts and of what comes in pairs on arms and legs, where a side that is not stated is a hazard.
fn needs_side(top: &DataSet) -> bool {
    let part = top.code(tags::BODY_PART_EXAMINED).unwrap_or_default();
    let modality = top.code(tags::MODALITY).unwrap_or_default();
    let projection = matches!(modality.as_str(), "CR" | "DX" | "RG" | "XA" | "RF");
    modality == "MG" || projection && (part == "BREAST" || LIMBS.contains(&part.as_str()))
}

/// Terms of _Body Part Examined_ (0018,0015) (PS3.16 annex L) for limbs and their joints.
const LIMBS: [&str; 38] = [
    "ACJOINT",
    "ANKLE",
    "ARM",
    "CALCANEUS",
    "CALF",
    "CLAVICLE",
    "ELBOW",
    "EXTREMITY",
    "FEMUR",
    "FIBULA",
    "FINGER",
    "FOOT",
    "FOREARM",
    "FOREFOOT",
    "HAND",
    "HEEL",
    "HIP",
    "HUMERUS",
    "KNEE",
    "LEG",
    "LOWERARM",
    "LOWERLEG",
    "LOWERLIMB",
    "METACARPUS",
    "METATARSUS",
    "PATELLA",
    "RADIUS",
    "RADIUSULNA",
    "SCAPULA",
    "SHOULDER",
    "THIGH",
    "THUMB",
    "TIBIA",
    "TIBIAFIBULA",
    "TOE",
    "UPPERARM",
    "UPPERLIMB",
    "WRIST",
];

/// _Code Meaning_ (0008,0104) of the first item with that of its modifier, as `cranio-caudal, magnified`.
pub(super) fn code_meaning(set: &DataSet, sequence: Tag) -> String {
    let Some(code) = set.item(sequence) else { return String::new() };
    let modifier = code.item(tags::VIEW_MODIFIER_CODE_SEQUENCE);
    let meanings =
        [Some(code), modifier].into_iter().flatten().map(|item| item.text_start(tags::CODE_MEANING, LONGEST).0);
    shown(&meanings.collect::<Vec<_>>().join(", "))
}

/// A text for the screen; what is wrong with its character set is noted.
pub(super) fn text(set: &DataSet, tag: Tag, findings: &mut Vec<Finding>) -> String {
    let (text, faults) = set.text_start(tag, LONGEST);
    let mut note = |what: &str| {
        if !findings.iter().any(|finding| finding.text == what) {
            findings.push(Finding::new(FindingCode::Charset, Some((tag.0, tag.1)), what));
        }
    };
    if faults.undeclared {
        note(
            "A text uses a character set that SpecificCharacterSet (0008,0005) does not name; it was read in that set.",
        );
    }
    if faults.unknown_bytes {
        note("A text holds bytes that mean nothing in its character set; they are shown as numbers, such as <E9>.");
    }
    shown(&text)
}

/// A DA value as 2026-01-31; anything else as it stands.
pub(super) fn date(text: String) -> String {
    match (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())).then(|| (&text[..4], &text[4..6], &text[6..])) {
        Some((year, month, day)) => format!("{year}-{month}-{day}"),
        None => text,
    }
}

/// A TM value as 10:15:00; anything else as it stands.
pub(super) fn clock(text: &str) -> String {
    let digits = text.split('.').next().unwrap_or_default();
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    match digits.len() {
        6 if plain => format!("{}:{}:{}", &digits[..2], &digits[2..4], &digits[4..]),
        4 if plain => format!("{}:{}", &digits[..2], &digits[2..]),
        _ => text.to_owned(),
    }
}
