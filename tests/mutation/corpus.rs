//! Real files as seeds, where `HOUNSFIELD_CORPUS` names a folder of them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::random::Random;

/// What a file may weigh to come at any turn.
const SMALL: u64 = 96 << 10;
/// What a file may weigh at all.
const LARGE: u64 = 32 << 20;
/// One turn in so many goes to the next file in line, of whatever size.
const FULL_TURN: u64 = 32;

pub struct Corpus {
    root: PathBuf,
    /// By folder, so that a folder of many like files has one voice.
    small: Vec<Vec<PathBuf>>,
    all: Vec<PathBuf>,
}

impl Corpus {
    /// The corpus of the environment.
    pub fn from_environment() -> Option<Self> {
        let root = PathBuf::from(std::env::var_os("HOUNSFIELD_CORPUS")?);
        let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut all = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let size = fs::metadata(&path).unwrap().len();
                let described = path.parent() == Some(&root);
                if !described && size <= SMALL {
                    folders.entry(folder.clone()).or_default().push(path.clone());
                }
                if !described && size <= LARGE {
                    all.push(path);
                }
            }
        }
        all.sort();
        let mut small: Vec<Vec<PathBuf>> = folders.into_values().collect();
        small.iter_mut().for_each(|files| files.sort());
        Some(Self { root, small, all })
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The name of a file within the corpus.
    pub fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// The file of a turn: most often a small one, by chance; else the next in line.
    pub fn file(&self, turn: u64, random: &mut Random) -> (String, Vec<u8>) {
        let path = if turn.is_multiple_of(FULL_TURN) {
            &self.all[(turn / FULL_TURN) as usize % self.all.len()]
        } else {
            let folder = random.below(self.small.len());
            random.pick(&self.small[folder])
        };
        (self.name(path), fs::read(path).unwrap())
    }
}
