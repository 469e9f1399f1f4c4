//! What an archive lists, checked against the limits and against itself.

use std::sync::Arc;

use crate::dicom::{ReadError, Source};

use super::{
    ArchiveLimits, Member,
    ending::Ending,
    entries::{Entries, Entry},
    member::LeftOut,
    names::Names,
};

/// What the list of an archive comes to.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub members: Vec<Member>,
    pub left_out: Vec<LeftOut>,
}

/// Bytes of a local header without its name and extra fields.
pub(super) const LOCAL_HEADER: u64 = 30;
/// The archive as a whole may grow by what so many members are free to.
const FREE_OF_ARCHIVE: u64 = 64;
/// Methods of compression (APPNOTE 4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Reads the list of the archive in `source`.
pub(super) fn read(source: &Source, limits: &ArchiveLimits) -> Result<Listed, ReadError> {
    let ending = Ending::find(source)?;
    let mut entries = Entries::new(source, ending);
    let (names, listed) = (Names::default(), Listed::default());
    let mut reading = Reading { limits, ends: ending.list_at, size: source.size(), names, listed, total: 0 };
    let mut seen = 0;
    while seen < limits.members
        && let Some(entry) = entries.next()?
    {
        seen += 1;
        reading.take(entry);
    }
    if seen == limits.members && entries.at < ending.list_end {
        let text = format!(
            "The archive lists more than {seen} members, of which these were read; unpack it and open the folder."
        );
        reading.leave_out(None, text);
    } else if entries.at < ending.list_end {
        let declared = ending.declared;
        let text =
            format!("The archive's list breaks off after {seen} of {declared} members; copy it again from its source.");
        reading.leave_out(None, text);
    }
    reading.leave_out_overlapping();
    Ok(reading.listed)
}

struct Reading<'a> {
    limits: &'a ArchiveLimits,
    /// Where members end and the list begins.
    ends: u64,
    /// Bytes of the archive.
    size: u64,
    names: Names,
    listed: Listed,
    /// Bytes that the members so far declare.
    total: u64,
}

impl Reading<'_> {
    fn take(&mut self, entry: Entry) {
        if entry.is_folder {
            return;
        }
        let name = self.names.unique(&entry.name);
        let fault = if entry.is_link {
            Some("It is a link, and links in archives are not followed.".to_owned())
        } else if entry.is_encrypted {
            Some("It is encrypted; unpack the archive with its password and open the folder.".to_owned())
        } else if ![STORED, DEFLATED].contains(&entry.method) {
            let method = method_name(entry.method);
            Some(format!(
                "It is compressed by {method}, which is not read here; unpack the archive and open the folder."
            ))
        } else {
            self.fault(&entry)
        };
        if let Some(text) = fault {
            return self.leave_out(Some(name), text);
        }
        self.total = self.total.saturating_add(entry.size);
        let Entry { size, packed, header_at, crc, method, .. } = entry;
        self.listed.members.push(Member { name, size, packed, header_at, crc, is_deflated: method == DEFLATED });
    }

    /// Why a member is not to be read, by what the list says of its size and place.
    fn fault(&self, entry: &Entry) -> Option<String> {
        let Entry { size, packed, header_at, .. } = *entry;
        let limits = self.limits;
        let end = header_at.checked_add(LOCAL_HEADER).and_then(|at| at.checked_add(packed));
        if end.is_none_or(|end| end > self.ends) {
            return Some("It lies where the archive has no members; copy the archive again from its source.".into());
        }
        let is_deflated = entry.method == DEFLATED;
        if !is_deflated && size != packed {
            return Some(format!("It declares {size} bytes but lies there in {packed}; copy the archive again."));
        }
        let remedy = "unpack the archive and open the folder, if it is trusted.";
        if is_deflated && size > limits.member_bytes {
            return Some(format!("It declares {size} bytes, over the limit of {}; {remedy}", limits.member_bytes));
        }
        let times = size / packed.max(1);
        if is_deflated && size > limits.free_bytes && times >= limits.ratio {
            return Some(format!("It declares {times} times the bytes that it is packed in; {remedy}"));
        }
        let total = self.total.saturating_add(size);
        if total > limits.total_bytes {
            return Some(format!("With it the members declare more than {} bytes; {remedy}", limits.total_bytes));
        }
        let times = total / self.size.max(1);
        if total > limits.free_bytes.saturating_mul(FREE_OF_ARCHIVE) && times >= limits.ratio {
            return Some(format!("With it the members declare {times} times the archive's bytes; {remedy}"));
        }
        None
    }

    fn leave_out(&mut self, member: Option<Arc<str>>, reason: String) {
        self.listed.left_out.push(LeftOut { member, reason });
    }

    /// Members that share bytes are how a small archive comes to hold a large one many times over: the later ones go.
    fn leave_out_overlapping(&mut self) {
        let mut order: Vec<(u64, usize)> = self.listed.members.iter().map(|member| member.header_at).zip(0..).collect();
        order.sort_unstable();
        let mut overlaps = vec![false; order.len()];
        let mut end = 0;
        for (header_at, at) in order {
            let (Some(member), Some(overlaps)) = (self.listed.members.get(at), overlaps.get_mut(at)) else { continue };
            if header_at < end {
                *overlaps = true;
            } else {
                end = header_at.saturating_add(LOCAL_HEADER).saturating_add(member.packed);
            }
        }
        let mut kept = Vec::with_capacity(self.listed.members.len());
        for (member, overlaps) in std::mem::take(&mut self.listed.members).into_iter().zip(overlaps) {
            if overlaps {
                let text = "It shares bytes with another member, as in no honest archive; it was not read.";
                self.leave_out(Some(member.name), text.into());
            } else {
                kept.push(member);
            }
        }
        self.listed.members = kept;
    }
}

fn method_name(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "XZ",
        98 => "PPMd",
        _ => return format!("method {method}"),
    };
    name.to_owned()
}
