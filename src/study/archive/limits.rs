//! What reading an archive may cost.

use crate::dicom::Limits;

/// How much of an archive is read. Members beyond a limit are left out, and said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Members that are listed.
    pub members: usize,
    /// Bytes that all members declare together.
    pub total_bytes: u64,
    /// Bytes that a compressed member may declare: [`Limits::file_bytes`].
    pub member_bytes: u64,
    /// How many times larger a compressed member may be than what it is compressed to, beyond [`Self::free_bytes`]; the
    /// archive as a whole, too.
    pub ratio: u64,
    /// Bytes that a member may declare whatever its ratio: masks and empty volumes compress a thousandfold.
    pub free_bytes: u64,
}

impl ArchiveLimits {
    /// Those that go with `limits`.
    pub fn for_files(limits: &Limits) -> Self {
        let granted = limits.file_bytes > Limits::default().file_bytes;
        let ratio = if granted { u64::MAX } else { Self::default().ratio };
        Self { member_bytes: limits.file_bytes, ratio, ..Self::default() }
    }
}

impl Default for ArchiveLimits {
    /// A hundred thousand slices; a terabyte; members as [`Limits::default`] has it; two hundredfold beyond 16 MiB.
    fn default() -> Self {
        Self {
            members: 100_000,
            total_bytes: 1 << 40,
            member_bytes: Limits::default().file_bytes,
            ratio: 200,
            free_bytes: 16 << 20,
        }
    }
}
