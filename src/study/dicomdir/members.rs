//! Names looked for among the members of an archive: texts compared with texts.

use crate::{
    dicom::{Limits, ReadError, Source},
    study::{
        Location,
        archive::{Archive, Member},
    },
};

use super::{
    Place,
    part::{Refusal, check, folded},
};

/// The members, by the names that they fold to; of several spellings the first one counts.
pub(super) struct Members<'a> {
    archive: &'a Archive,
    /// The folder of the first index, folded, each part with a slash behind it.
    root: String,
}

impl<'a> Members<'a> {
    /// Those of the archive in which the index `member` lies.
    pub fn of(archive: &'a Archive, member: &Member) -> Self {
        Self { archive, root: folder_of(&member.name) }
    }

    fn find_in(&self, root: &str, parts: &[String]) -> Option<Location> {
        let folded: Vec<String> = parts.iter().map(|part| folded(part)).collect();
        let member = self.archive.find_alike(&format!("{root}{}", folded.join("/")), folded_name)?;
        Some(Location::member(self.archive.path().clone(), member.name.clone()))
    }
}

impl Place for Members<'_> {
    fn find(&mut self, index: &Location, parts: &[String]) -> Result<Location, Refusal> {
        check(parts)?;
        let own = index.member.as_deref().map(folder_of).unwrap_or_default();
        self.find_in(&self.root, parts).or_else(|| self.find_in(&own, parts)).ok_or(Refusal::Missing)
    }

    fn read(&self, index: &Location, limits: &Limits) -> Result<Source, ReadError> {
        let member = index.member.as_deref().and_then(|name| self.archive.find(name));
        let member = member.ok_or_else(|| ReadError::Io("the archive holds no such member".into()))?;
        Ok(self.archive.whole(member, limits)?.0)
    }
}

/// A member's name with each part folded, and slashes between them.
fn folded_name(name: &str) -> String {
    name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").map(folded).collect::<Vec<_>>().join("/")
}

/// The folder of a member, folded, with a slash behind it; empty at the top.
fn folder_of(name: &str) -> String {
    let folded = folded_name(name);
    folded.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}
