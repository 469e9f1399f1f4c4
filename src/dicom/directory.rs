//! The index of a file-set, DICOMDIR (PS3.10 section 8, PS3.3 F.3): which files it names.
//!
//! Its records form a tree by offsets into the file, which writers get wrong and which may loop. The tree is not needed to
//! know what is named: the records are read as the flat list that they are written as.

use std::path::Path;

use dicom_dictionary_std::tags;

use super::{
    Limits, ReadError,
    contain::contain,
    header::{DataSet, Header},
    index::{self, Extent},
    source::Source,
};

/// _Media Storage Directory Storage_.
pub const MEDIA_STORAGE_DIRECTORY: &str = "1.2.840.10008.1.3.10";

/// What one record of a DICOMDIR says of a file (PS3.3 F.3.2.2). Texts are as written, without padding: they may hold
/// anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryRecord {
    /// _Directory Record Type_ (0004,1430): PATIENT, STUDY, SERIES, IMAGE, ...
    pub kind: String,
    /// _Referenced File ID_ (0004,1500): folders, then the file; never empty, and cut off at [`Self::MOST_PARTS`].
    pub file: Vec<String>,
    /// _Referenced SOP Class UID in File_ (0004,1510), or empty.
    pub sop_class_uid: String,
    /// _Referenced SOP Instance UID in File_ (0004,1511), or empty.
    pub sop_instance_uid: String,
    /// _Referenced Transfer Syntax UID in File_ (0004,1512), or empty.
    pub transfer_syntax_uid: String,
    /// _Record In-use Flag_ (0004,1410) is not 0: what an inactive record names may be gone.
    pub is_active: bool,
}

impl DirectoryRecord {
    /// Parts of a file's name that are kept. PS3.10 8.2 allows eight.
    pub const MOST_PARTS: usize = 32;
}

/// Bytes of a file's name that are read: more than any system has names for.
const LONGEST_NAME: u64 = 16 << 10;

/// Reads the records that name a file, in the order in which they are written.
///
/// # Errors
/// As [`super::open_source`]; [`ReadError::Missing`] for what is DICOM but no DICOMDIR.
pub fn read_directory(source: Source, limits: &Limits) -> Result<Vec<DirectoryRecord>, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let (header, _) = Header::new(index::from_source(source, Extent::Whole, limits)?);
            let top = header.top();
            if !top.has(tags::DIRECTORY_RECORD_SEQUENCE)
                && !top.is(tags::MEDIA_STORAGE_SOP_CLASS_UID, MEDIA_STORAGE_DIRECTORY)
            {
                return Err(ReadError::Missing {
                    what: "Directory Record Sequence (0004,1220) is absent, so this is no DICOMDIR".into(),
                });
            }
            Ok(top.items(tags::DIRECTORY_RECORD_SEQUENCE).filter_map(|item| record(&item)).collect())
        },
        broken,
    )
}

/// Whether the file at `path` says that it is a DICOMDIR. Cheap: no more than its meta group is read.
pub fn is_directory(path: &Path) -> bool {
    let index = || index::open(path, Extent::Meta, &Limits::default());
    let header = contain(|| Ok(Header::new(index()?).0), ReadError::NotDicom);
    header.is_ok_and(|header| header.top().is(tags::MEDIA_STORAGE_SOP_CLASS_UID, MEDIA_STORAGE_DIRECTORY))
}

/// `None` where no file is named.
fn record(item: &DataSet<'_>) -> Option<DirectoryRecord> {
    let (name, _) = item.text_start(tags::REFERENCED_FILE_ID, LONGEST_NAME);
    // Some writers use the slash of their system.
    let parts = name.split(['\\', '/']).filter(|_| !name.is_empty()).take(DirectoryRecord::MOST_PARTS);
    let file: Vec<String> = parts.map(|part| part.trim_matches(['\0', ' ']).to_owned()).collect();
    let code = |tag| item.code(tag).unwrap_or_default();
    (!file.is_empty()).then(|| DirectoryRecord {
        kind: code(tags::DIRECTORY_RECORD_TYPE),
        file,
        sop_class_uid: code(tags::REFERENCED_SOP_CLASS_UID_IN_FILE),
        sop_instance_uid: code(tags::REFERENCED_SOP_INSTANCE_UID_IN_FILE),
        transfer_syntax_uid: code(tags::REFERENCED_TRANSFER_SYNTAX_UID_IN_FILE),
        is_active: item.integer(tags::RECORD_IN_USE_FLAG) != Some(0),
    })
}
