//! `edit`: elements changed, added and removed, all else as it was.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::{
    dicom::{
        Means, ReadError, Source, TagPath,
        charset::shown_path,
        contain,
        edit::{Change, Edit as Wish, EditError, EditOptions, Editor, NewValue, vr_named},
        looks_like_dicom,
    },
    export::{
        Progress,
        save::{Target, save},
        sweep_drafts,
    },
};

use super::{arguments::Common, output, report::Report, walk};

/// Options of `edit`.
#[derive(Debug, Args)]
#[command(after_help = "TAG is a keyword or a number, in items as Sequence[1].Keyword. Edits are carried out in this \
    order: --remove, --add-item, --add, --set, --set-bytes. What is not edited keeps every byte; without any edit the copy \
    is identical. An edit of pixels, identity or geometry gives a new SOP Instance UID.")]
pub struct Edit {
    /// Files to edit, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Where to write: a file, or for several a folder
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    pub output: Option<PathBuf>,
    /// Give an element that is there another value, with :VR another VR too
    #[arg(long, value_name = "TAG[:VR]=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Give an element the bytes of a file
    #[arg(long, value_name = "TAG[:VR]=FILE", value_parser = assignment)]
    pub set_bytes: Vec<Assignment>,
    /// Add an element
    #[arg(long, value_name = "TAG[:VR]=VALUE", value_parser = assignment)]
    pub add: Vec<Assignment>,
    /// Add an empty item to a sequence, which is added where it is missing
    #[arg(long, value_name = "TAG", value_parser = path)]
    pub add_item: Vec<TagPath>,
    /// Remove an element or an item
    #[arg(long, value_name = "TAG", value_parser = path)]
    pub remove: Vec<TagPath>,
    /// Write all texts in this character set
    #[arg(long, value_enum, value_name = "SET")]
    pub charset: Option<NewSet>,
    /// Keep the SOP Instance UID whatever is edited
    #[arg(long)]
    pub keep_uid: bool,
    /// Print what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Replace files that are there; an original stays as NAME.bak
    #[arg(long)]
    pub overwrite: bool,
}

/// `TAG:VR=VALUE`.
#[derive(Clone, Debug)]
pub struct Assignment {
    path: TagPath,
    vr: Option<&'static str>,
    value: String,
}

/// Character sets that all texts can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewSet {
    /// ISO_IR 192
    Utf8,
}

fn path(text: &str) -> Result<TagPath, String> {
    text.parse()
}

fn assignment(text: &str) -> Result<Assignment, String> {
    let (place, value) = text.split_once('=').ok_or("write TAG=VALUE")?;
    let (tag, vr) = match place.rsplit_once(':') {
        Some((tag, letters)) => {
            let vr =
                vr_named(letters).ok_or_else(|| format!("\"{letters}\" is no VR; write two letters such as LO"))?;
            (tag, Some(vr))
        }
        None => (place, None),
    };
    Ok(Assignment { path: path(tag)?, vr, value: value.to_owned() })
}

/// Edits every file; one that cannot be edited is named, and the others go on.
pub fn run(options: &Edit, common: &Common, means: &Means, report: &mut Report) {
    let wishes = match wishes(options) {
        Ok(wishes) => wishes,
        Err(fault) => return report.failure_without_file(fault),
    };
    let jobs = match jobs(options, report) {
        Ok(jobs) => jobs,
        Err(fault) => return report.failure_without_file(fault),
    };
    let targets: Vec<PathBuf> = jobs.iter().filter_map(|job| job.1.clone()).collect();
    if !options.dry_run {
        sweep_drafts(&targets);
    }
    let is_one = jobs.len() == 1;
    for (file, target) in jobs {
        let mut preview = String::new();
        let edited = edit(&file, target, &wishes, options, common, means, &mut preview);
        if options.dry_run && !preview.is_empty() {
            let heading = if is_one { String::new() } else { format!("{}\n", shown_path(&file)) };
            if let Err(fault) = output::print(&format!("{heading}{preview}")) {
                return report.failure_without_file(fault);
            }
        }
        if let Err(fault) = edited {
            report.failure(&file, fault);
        }
    }
}

fn edit(
    file: &Path,
    target: Option<PathBuf>,
    wishes: &[Wish],
    options: &Edit,
    common: &Common,
    means: &Means,
    preview: &mut String,
) -> Result<()> {
    let editor = Editor::open(Source::open(file)?, &means.limits)?;
    let how = EditOptions { keep_uid: options.keep_uid, to_utf8: options.charset == Some(NewSet::Utf8) };
    let plan = editor.plan(wishes, how).map_err(|error| match error {
        EditError::NeedsCharacterSet { path } => anyhow::anyhow!(
            "{path} has a character that the file's character set cannot hold; add --charset utf8 to write all its texts \
             in UTF-8, or write it otherwise."
        ),
        other => other.into(),
    })?;
    for difference in plan.differences().iter().filter(|_| options.dry_run) {
        // Writing to a String cannot fail.
        let _ = writeln!(preview, "{}", difference.line(common.hide_identity));
    }
    if let Some(path) = target.filter(|_| !options.dry_run) {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).context("The folder cannot be made; choose another one with -o.")?;
        }
        let target = Target { path, replace: options.overwrite };
        let broken = ReadError::Damaged { what: "it breaks what writes it".to_owned(), at: 0 };
        let saved = contain(|| Ok(save(&plan, &target, Some(file), &means.limits, &Progress::silent())), broken)?;
        saved?;
    }
    Ok(())
}

/// The edits in the order in which they are carried out.
fn wishes(options: &Edit) -> Result<Vec<Wish>> {
    let wish = |path: &TagPath, change| Wish { path: path.clone(), change };
    let text = |assignment: &Assignment| NewValue::Text(assignment.value.clone());
    let mut wishes: Vec<Wish> = options.remove.iter().map(|path| wish(path, Change::Remove)).collect();
    wishes.extend(options.add_item.iter().map(|path| wish(path, Change::AddItem)));
    wishes.extend(options.add.iter().map(|new| wish(&new.path, Change::Add { vr: new.vr, value: text(new) })));
    wishes.extend(options.set.iter().map(|new| wish(&new.path, Change::Set { vr: new.vr, value: text(new) })));
    for new in &options.set_bytes {
        let bytes = fs::read(&new.value).context("The file with the bytes cannot be read; check its name.")?;
        wishes.push(wish(&new.path, Change::Set { vr: new.vr, value: NewValue::Bytes(bytes) }));
    }
    Ok(wishes)
}

/// Which file goes where.
fn jobs(options: &Edit, report: &mut Report) -> Result<Vec<(PathBuf, Option<PathBuf>)>> {
    let mut jobs = Vec::new();
    let is_folder = options.files.len() > 1 || options.files.iter().any(|path| path.is_dir());
    for named in &options.files {
        for found in walk::files(std::slice::from_ref(named)) {
            if let Some(error) = found.error {
                report.failure(&found.path, error);
                continue;
            }
            // What lies about in a folder is not asked for.
            if !found.named && !looks_like_dicom(&found.path) {
                continue;
            }
            let target = options.output.as_ref().map(|output| match is_folder || output.is_dir() {
                true => output.join(inside(&found.path, named)),
                false => output.clone(),
            });
            jobs.push((found.path, target));
        }
    }
    if is_folder && options.output.as_ref().is_some_and(|output| output.is_file()) {
        bail!("Several files go into a folder; name one with -o.");
    }
    // Two files never become one.
    let mut taken = HashSet::new();
    jobs.retain(|(file, target)| {
        let is_free = target.as_ref().is_none_or(|target| taken.insert(name_on_disk(target)));
        if !is_free {
            report.failure(
                file,
                "Another of these files goes by the same name; write them into different folders with -o.",
            );
        }
        is_free
    });
    Ok(jobs)
}

/// What two names have in common that lead to one file: Windows and macOS usually tell no case.
fn name_on_disk(path: &Path) -> PathBuf {
    match cfg!(any(windows, target_os = "macos")) {
        true => path.to_string_lossy().to_lowercase().into(),
        false => path.to_path_buf(),
    }
}

/// The name of a file below the folder that was named, or its own.
fn inside(path: &Path, named: &Path) -> PathBuf {
    let below = path.strip_prefix(named).ok().filter(|rest| !rest.as_os_str().is_empty());
    below.map_or_else(|| PathBuf::from(path.file_name().unwrap_or(OsStr::new("edited.dcm"))), Path::to_path_buf)
}
