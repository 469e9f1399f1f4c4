//! Names that the standard's registries give to UIDs and tags.

use std::sync::LazyLock;

use dicom_core::{
    Tag,
    dictionary::{DataDictionary, DataDictionaryEntry, UidDictionary},
};
use dicom_dictionary_std::{StandardDataDictionary, StandardSopClassDictionary};
use dicom_encoding::TransferSyntaxIndex;
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use super::{charset::shown, private::is_creator};

/// The SOP class's name, or the UID itself, safe for a screen.
pub fn sop_class(uid: &str) -> String {
    StandardSopClassDictionary.by_uid(uid).map_or_else(|| shown(uid), |entry| entry.name.to_owned())
}

/// What the standard calls a UID that it registers: a SOP class, transfer syntax, frame of reference, coding scheme, …
pub(super) fn uid(uid: &str) -> Option<&'static str> {
    let class = StandardSopClassDictionary.by_uid(uid).map(|entry| entry.name);
    let syntax = || TransferSyntaxRegistry.get(uid).map(|syntax| syntax.name());
    class.or_else(syntax).or_else(|| {
        let at = REGISTERED.binary_search_by_key(&uid, |(known, _)| *known).ok()?;
        REGISTERED.get(at).map(|(_, name)| *name)
    })
}

/// UIDs of PS3.6 annex A that the dictionaries above lack, in order.
static REGISTERED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../assets/uids.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).collect()
});

/// The standard's keyword, or empty.
pub(super) fn keyword(tag: Tag) -> &'static str {
    // The standard's ranges of groups (60xx, 7Fxx) are ranges of even ones.
    let named = |tag: &Tag| tag.0.is_multiple_of(2) || tag.1 == 0;
    if is_creator(tag) {
        return "PrivateCreator";
    }
    match Some(tag).filter(named).and_then(|tag| StandardDataDictionary.by_tag(tag)) {
        Some(entry) => entry.alias(),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registered_uids_have_names() {
        assert!(REGISTERED.is_sorted() && REGISTERED.len() > 150);
        for (known, name) in [
            ("1.2.840.10008.1.1", "Verification SOP Class"),
            ("1.2.840.10008.1.2", "Implicit VR Little Endian"),
            ("1.2.840.10008.1.4.1.1", "Talairach Brain Atlas Frame of Reference"),
            ("1.2.840.10008.2.16.4", "DICOM Controlled Terminology"),
        ] {
            assert_eq!(
                uid(known).map(|name| name.replace(": Default Transfer Syntax for DICOM", "")),
                Some(name.into())
            );
        }
        assert_eq!(uid("1.2.3"), None);
    }
}
