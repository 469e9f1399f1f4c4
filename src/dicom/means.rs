//! What reading a file may use.

use std::{fmt, sync::Arc};

use super::codec::{Codecs, InProcess};

/// How much memory reading may take. Sizes are checked against these before anything is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the stored values of one frame, and of its codestream.
    pub frame_bytes: u64,
    /// Bytes that one file's structure may take: what a compressed data set inflates to, and the index.
    pub file_bytes: u64,
}

/// The memory that reading may take, and the place where codestreams are decoded. Cheap to clone.
#[derive(Clone)]
pub struct Means {
    /// Memory.
    pub limits: Limits,
    /// Who decodes.
    pub codecs: Arc<dyn Codecs>,
}

impl Default for Limits {
    /// 1 GiB each: the largest mammography and slide frames take a tenth of it.
    fn default() -> Self {
        Self { frame_bytes: 1 << 30, file_bytes: 1 << 30 }
    }
}

impl Default for Means {
    fn default() -> Self {
        Self { limits: Limits::default(), codecs: Arc::new(InProcess) }
    }
}

impl fmt::Debug for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Means").field("limits", &self.limits).finish_non_exhaustive()
    }
}
