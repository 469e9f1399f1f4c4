//! stub
use super::Location;
use crate::dicom::{self, Means, Object, ReadError};
/// stub
pub fn open(l: &Location, means: &Means) -> Result<Object, ReadError> {
    dicom::open_with(&l.path, means)
}
/// stub
pub fn is_collection(_: &std::path::Path) -> bool {
    false
}
impl super::DisplaySet {
    /// stub
    pub fn gaps(&self) -> Vec<usize> {
        Vec::new()
    }
}
