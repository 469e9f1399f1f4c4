//! Names that the standard's registries give to UIDs and tags.

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

/// The name of a SOP class or transfer syntax.
pub(super) fn uid(uid: &str) -> Option<&'static str> {
    let class = StandardSopClassDictionary.by_uid(uid).map(|entry| entry.name);
    class.or_else(|| TransferSyntaxRegistry.get(uid).map(|syntax| syntax.name()))
}

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
