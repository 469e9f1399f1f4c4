//! The table of references.

/// A line of the table.
pub struct Reference<'a> {
    pub path: &'a str,
    /// From 0.
    pub frame: usize,
    /// What each group of decoders gave, the first group being the one to follow; empty where none gave anything.
    pub hashes: Vec<&'a str>,
    /// After modality: minimum, maximum, mean.
    pub statistics: [f64; 3],
    /// The picture was compressed from one that is here too, and nothing was lost.
    pub lossless: bool,
}

/// All lines. Those without a frame are about the first one.
pub fn references(table: &str) -> Vec<Reference<'_>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| names.iter().position(|column| *column == name).unwrap();
    let [path, frame, hashes, notes] = ["path", "frame", "sha256_int32le", "notes"].map(column);
    let statistics = ["min", "max", "mean"].map(column);
    let read = |line| {
        let cells: Vec<&str> = str::split(line, '\t').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        Reference {
            path: cell(path),
            frame: cell(frame).parse().unwrap_or(0),
            hashes: cell(hashes).split(';').filter(|hash| !hash.is_empty()).collect(),
            statistics: statistics.map(|index| cell(index).parse().unwrap_or(f64::NAN)),
            lossless: cell(notes).starts_with("equals lossless source"),
        }
    };
    lines.map(read).collect()
}
