//! The formats of volumes.

use std::path::Path;

/// A format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// NIfTI-1, gzipped: `.nii.gz`.
    #[default]
    NiftiGzip,
    /// NIfTI-1: `.nii`.
    Nifti,
    /// NRRD with its data attached, gzipped: `.nrrd`.
    Nrrd,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NiftiGzip, Self::Nifti, Self::Nrrd];

    /// What names end with, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::NiftiGzip => ".nii.gz",
            Self::Nifti => ".nii",
            Self::Nrrd => ".nrrd",
        }
    }

    /// By the ending of a path, in capitals too.
    ///
    /// # Errors
    /// One sentence with the endings there are.
    pub fn from_path(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let is = |format: &Self| name.len() > format.ending().len() && name.ends_with(format.ending());
        Self::ALL.into_iter().find(is).ok_or_else(|| "a volume's name ends with .nii.gz, .nii or .nrrd".to_owned())
    }

    /// Whether readers apply a slope and an intercept that stand in the header.
    pub fn has_slope(self) -> bool {
        self != Self::Nrrd
    }

    /// Whether a JSON file beside it is customary.
    pub fn has_sidecar(self) -> bool {
        self != Self::Nrrd
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_go_by_the_ending() {
        let format = |name: &str| Format::from_path(Path::new(name)).ok();
        assert_eq!(format("a/ct.nii.gz"), Some(Format::NiftiGzip));
        assert_eq!(format("CT.NII"), Some(Format::Nifti));
        assert_eq!(format("ct.v1.nrrd"), Some(Format::Nrrd));
        assert_eq!([".nii", "ct.gz", "ct", "ct.img"].map(format), [None; 4]);
    }
}
