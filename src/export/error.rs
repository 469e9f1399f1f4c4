//! What can go wrong in writing, by remedy.

/// Why a file could not be written. One sentence, without the path.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The operating system refused.
    #[error("The file cannot be written: {0}; check the folder and the space left.")]
    Io(#[from] std::io::Error),
    /// The name is taken.
    #[error("A file of this name is there already, and was left as it is; choose another name.")]
    Exists,
    /// No such format.
    #[error("\"{0}\" is no picture format; use png, jpg, tif, gif or apng.")]
    UnknownFormat(String),
    /// Nobody said that it may be replaced.
    #[error("The folder holds {0} already, and nothing was written; choose another folder.")]
    Taken(String),
    /// The person ended it.
    #[error("It was stopped; nothing was left half-written.")]
    Stopped,
    /// The picture does not fit the format.
    #[error("{0}")]
    DoesNotFit(String),
}
