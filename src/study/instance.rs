//! One object of a series.

use crate::dicom::InstanceFacts;

use super::Location;

/// Number of an object as long as the program runs; the same place has the same number unless its content changed.
pub type InstanceId = u64;

/// One object: where it lies and what it is. Kept for every file of a scan, so it is small (texts that many share are
/// shared).
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Its number.
    pub id: InstanceId,
    /// Where it lies.
    pub location: Location,
    /// What it is.
    pub facts: InstanceFacts,
}
