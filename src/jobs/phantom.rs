//! The generated study, held in memory: opening it writes nothing to disk.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crate::dicom::phantom;

/// The made-up folder that the generated files lie in.
const ROOT: &str = "Phantom study";

/// Generated files by their made-up path.
#[derive(Clone, Debug, Default)]
pub struct Phantom(Arc<Mutex<HashMap<PathBuf, Arc<[u8]>>>>);

impl Phantom {
    /// Generates the study (once) and gives its paths in order.
    pub fn make(&self) -> Vec<PathBuf> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.is_empty() {
            for file in phantom::study() {
                files.insert(Path::new(ROOT).join(file.name), file.bytes.into());
            }
        }
        let mut paths: Vec<PathBuf> = files.keys().cloned().collect();
        paths.sort();
        paths
    }

    /// Whether this means the generated study as a whole.
    pub fn is_root(&self, path: &Path) -> bool {
        path == Path::new(ROOT) && !path.exists()
    }

    /// The bytes of a generated file.
    pub fn bytes(&self, path: &Path) -> Option<Arc<[u8]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}
