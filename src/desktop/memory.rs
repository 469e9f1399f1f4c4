//! How much memory the person grants, in the unit that people set it in.

use serde::{Deserialize, Serialize};

use crate::dicom::Limits;

/// Memory in MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemoryLimits {
    /// For one decoded frame.
    pub frame_mib: u32,
    /// For the structure of one file.
    pub file_mib: u32,
    /// For all decoded frames that are kept.
    pub cache_mib: u32,
}

/// Some of the same, for one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryWish {
    /// For one decoded frame.
    pub frame_mib: Option<u32>,
    /// For the structure of one file.
    pub file_mib: Option<u32>,
    /// For all decoded frames that are kept.
    pub cache_mib: Option<u32>,
}

/// What decoded frames take where the machine does not say how much memory it has.
const UNKNOWN_QUARTER: u64 = 1 << 30;

/// A quarter of the machine's memory, or of what this program may use of it.
fn quarter_of_memory() -> u64 {
    let Ok(mut system) = sysinfo::System::new() else { return UNKNOWN_QUARTER };
    system.refresh_memory();
    // A container may be granted less than the machine has.
    let granted = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    match system.total_memory().min(granted) {
        0 => UNKNOWN_QUARTER,
        bytes => bytes / 4,
    }
}

impl Default for MemoryLimits {
    /// 1 GiB for a frame and for a file, a quarter of the memory for decoded frames.
    fn default() -> Self {
        let Limits { frame_bytes, file_bytes } = Limits::default();
        let mib = |bytes: u64| u32::try_from(bytes >> 20).unwrap_or(Self::LARGEST_MIB);
        Self { frame_mib: mib(frame_bytes), file_mib: mib(file_bytes), cache_mib: mib(quarter_of_memory()) }
    }
}

impl MemoryLimits {
    /// The most that can be granted: 1 TiB.
    pub const LARGEST_MIB: u32 = 1 << 20;

    /// These, but for what `wish` asks for.
    #[must_use]
    pub fn with(self, wish: MemoryWish) -> Self {
        Self {
            frame_mib: wish.frame_mib.unwrap_or(self.frame_mib),
            file_mib: wish.file_mib.unwrap_or(self.file_mib),
            cache_mib: wish.cache_mib.unwrap_or(self.cache_mib),
        }
    }

    /// What differs from `before`.
    pub fn changed_from(self, before: Self) -> MemoryWish {
        let changed = |new: u32, old: u32| (new != old).then_some(new);
        MemoryWish {
            frame_mib: changed(self.frame_mib, before.frame_mib),
            file_mib: changed(self.file_mib, before.file_mib),
            cache_mib: changed(self.cache_mib, before.cache_mib),
        }
    }

    /// What reading a file may take.
    pub fn reading(self) -> Limits {
        Limits { frame_bytes: u64::from(self.frame_mib) << 20, file_bytes: u64::from(self.file_mib) << 20 }
    }

    /// Bytes of decoded frames that are kept.
    pub fn cache_bytes(self) -> usize {
        (self.cache_mib as usize).saturating_mul(1 << 20)
    }
}
