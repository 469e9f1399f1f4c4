//! Edits of tags held against their files, and written.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::mpsc::Sender,
    time::Duration,
};

use crate::{
    dicom::{
        ReadError, TagPath,
        charset::shown_path,
        contain,
        edit::{Edit, EditError, EditOptions, Editor},
    },
    export::{
        Progress, Work,
        save::{Target, save},
        sweep_drafts,
    },
    state::{EditAnswer, EditWant, Event, LookedValue, PlannedFile},
    study::{InstanceId, Location},
};

use super::{Latest, Objects, Wake, objects::Stamp};

/// A worker that finds out what edits come to. The value that a person waits for comes first, and what is known of a file
/// stays known while neither the file nor its edits change.
pub fn worker(sender: Sender<Event>, objects: Objects, wake: Wake) -> Latest<EditWant> {
    let mut known: HashMap<InstanceId, Known> = HashMap::new();
    Latest::new("edits", move |want: EditWant, is_outdated: &dyn Fn() -> bool| {
        let report = |event| {
            // A receiver that is gone wants nothing.
            if sender.send(event).is_ok() {
                wake(Duration::ZERO);
            }
        };
        if let Some((id, path)) = want.looked.clone() {
            let value = value(&objects, id, &path);
            report(Event::ValueLookedUp(Box::new(LookedValue { id, path, value })));
        }
        if want.files.is_empty() {
            return;
        }
        let asked: HashSet<InstanceId> = want.files.iter().map(|(id, _)| *id).collect();
        known.retain(|id, _| asked.contains(id));
        let mut files = Vec::with_capacity(want.files.len());
        for (id, edits) in &want.files {
            let stamp = objects.stamp_of(*id);
            let same = known.get(id).filter(|known| known.is_of(edits, want.options, stamp));
            let plan = same.map(|known| known.plan.clone());
            files.push(plan.unwrap_or_else(|| {
                let plan = planned(&objects, *id, edits, want.options);
                let new = Known { edits: edits.clone(), options: want.options, stamp, plan: plan.clone() };
                known.insert(*id, new);
                plan
            }));
            if is_outdated() {
                return;
            }
        }
        report(Event::EditsPlanned(Box::new(EditAnswer { want, files })));
    })
}

/// What was found out of one file.
struct Known {
    edits: Vec<Edit>,
    options: EditOptions,
    stamp: Option<Stamp>,
    plan: PlannedFile,
}

impl Known {
    fn is_of(&self, edits: &[Edit], options: EditOptions, stamp: Option<Stamp>) -> bool {
        self.edits == edits && self.options == options && self.stamp == stamp
    }
}

fn editor(objects: &Objects, id: InstanceId) -> Result<(Location, Editor), ReadError> {
    let (location, source) = objects.source(id)?;
    Ok((location, Editor::open(source, &objects.means().limits)?))
}

fn value(objects: &Objects, id: InstanceId, path: &TagPath) -> Option<(String, &'static str)> {
    let (_, editor) = editor(objects, id).ok()?;
    Some((editor.value(path)?, editor.vr(path)?))
}

fn planned(objects: &Objects, id: InstanceId, edits: &[Edit], options: EditOptions) -> PlannedFile {
    let mut name = String::new();
    let result = editor(objects, id).map_err(EditError::Read).and_then(|(location, editor)| {
        name = shown_path(file_name(&location));
        Ok(editor.plan(edits, options)?.differences().to_vec())
    });
    let needs_utf8 = matches!(result, Err(EditError::NeedsCharacterSet { .. }));
    PlannedFile { id, name, result: result.map_err(|error| error.to_string()), needs_utf8 }
}

/// What is to be written.
pub struct Saving {
    /// Objects with their edits.
    pub files: Vec<(InstanceId, Vec<Edit>)>,
    /// How.
    pub options: EditOptions,
    /// Files are numbered instead of named, as their names may say whose they are.
    pub hide_names: bool,
}

/// Writes one file to `target`, or several into the folder of that name. What was written is reported, so that its edits are
/// no longer pending; one that cannot be written is named, and the others go on.
pub fn saving(saving: Saving, target: PathBuf, objects: Objects, sender: Sender<Event>) -> Work {
    Box::new(move |progress| {
        let is_one = saving.files.len() == 1;
        if !is_one {
            std::fs::create_dir_all(&target).map_err(|_| "The folder cannot be made; choose another one".to_owned())?;
        }
        let targets = targets(&saving, &target, &objects);
        sweep_drafts(&targets.iter().map(|target| target.path.clone()).collect::<Vec<_>>());
        let (mut saved, mut replaced) = (Vec::new(), Vec::new());
        let mut faults = Vec::new();
        let mut kept = None;
        let mut counted = Counted { progress, left: saving.files.len() as u64, done: 0 };
        for ((id, edits), target) in saving.files.iter().zip(&targets) {
            if progress.is_stopped() {
                break;
            }
            match write(&objects, *id, edits, saving.options, target, &mut counted) {
                Ok(backup) => {
                    saved.push((*id, edits.clone()));
                    if objects.renew(*id, &target.path) {
                        replaced.push(*id);
                    }
                    kept = kept.or(backup);
                }
                Err(fault) if is_one => faults.push(fault),
                Err(fault) => {
                    let name = target.path.file_name().map(Path::new).unwrap_or(&target.path);
                    faults.push(format!("{}: {fault}", shown_path(name)));
                }
            }
        }
        let count = saved.len();
        // A receiver that is gone keeps no list.
        let _ = sender.send(Event::EditsSaved { saved, replaced });
        if progress.is_stopped() && count < targets.len() {
            let were = if count == 1 { "was" } else { "were" };
            return Ok(format!(
                "Stopped; {count} of {} edited files {were} saved, and nothing was left half-written",
                targets.len()
            ));
        }
        let files =
            if count == 1 { "1 edited file was saved".to_owned() } else { format!("{count} edited files were saved") };
        let kept = match kept.as_deref().and_then(Path::file_name) {
            Some(name) if !saving.hide_names => format!("; the original is kept as {}", shown_path(name)),
            Some(_) => "; the original is kept beside it as .bak".to_owned(),
            None => String::new(),
        };
        match faults.first() {
            None => Ok(format!("{files} and read again{kept}")),
            Some(fault) if is_one => Err(fault.clone()),
            Some(fault) => Err(format!("{files}, {} not. {fault}", faults.len())),
        }
    })
}

/// Where each file goes.
fn targets(saving: &Saving, target: &Path, objects: &Objects) -> Vec<Target> {
    if saving.files.len() == 1 {
        // The person was asked whether a file of that name may go.
        return vec![Target { path: target.to_path_buf(), replace: true }];
    }
    let mut taken = HashSet::new();
    let of = |(number, (id, _)): (usize, &(InstanceId, Vec<Edit>))| {
        let own = if saving.hide_names { None } else { objects.location(*id) };
        let name = own.map_or_else(|| format!("edited-{:04}.dcm", number + 1).into(), |location| file_name(&location));
        Target { path: target.join(free(name, &mut taken)), replace: false }
    };
    saving.files.iter().enumerate().map(of).collect()
}

/// How far the writing of several files is: those that are left count as much as the one in hand.
struct Counted<'a> {
    progress: &'a Progress,
    left: u64,
    done: u64,
}

impl Counted<'_> {
    fn begin(&mut self, bytes: u64) {
        self.progress.expect(self.done.saturating_add(bytes.saturating_mul(self.left)));
        self.left = self.left.saturating_sub(1);
        self.done = self.done.saturating_add(bytes);
    }
}

fn write(
    objects: &Objects,
    id: InstanceId,
    edits: &[Edit],
    options: EditOptions,
    target: &Target,
    counted: &mut Counted<'_>,
) -> Result<Option<PathBuf>, String> {
    let broken = ReadError::Damaged { what: "it breaks what writes it".to_owned(), at: 0 };
    let written = contain(
        || {
            let (location, editor) = editor(objects, id)?;
            let plan = match editor.plan(edits, options) {
                Ok(plan) => plan,
                Err(error) => return Ok(Err(error.to_string())),
            };
            counted.begin(plan.size());
            let limits = objects.means().limits;
            let saved = save(&plan, target, Some(&location.path), &limits, counted.progress);
            Ok(saved.map_err(|error| error.to_string()))
        },
        broken,
    );
    written.map_err(|error| error.to_string())?
}

/// The last part of a file's name, or of a member's in an archive.
fn file_name(location: &Location) -> PathBuf {
    let of_member = location.member.as_deref().and_then(|member| member.rsplit(['/', '\\']).next());
    let name = of_member.map(PathBuf::from).or_else(|| location.path.file_name().map(PathBuf::from));
    // Names of members may be anything.
    name.filter(|name| name.file_name() == Some(name.as_os_str())).unwrap_or_else(|| "edited.dcm".into())
}

/// A name that no other file of this saving has.
fn free(name: PathBuf, taken: &mut HashSet<PathBuf>) -> PathBuf {
    let mut free = name.clone();
    let mut number = 1;
    while !taken.insert(free.clone()) {
        number += 1;
        let mut other = name.file_stem().unwrap_or_default().to_owned();
        other.push(format!("-{number}"));
        free = PathBuf::from(other);
        if let Some(ending) = name.extension() {
            free.as_mut_os_string().push(".");
            free.as_mut_os_string().push(ending);
        }
    }
    free
}
