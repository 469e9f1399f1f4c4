//! What a header says, in the words of the floors below.

use crate::geometry::{ImagePlane, PatientDirections, Spacing};

use super::{ClipTiming, regions::UltrasoundRegion};

/// What every DICOM file can say about itself, image or not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// _SOP Class UID_ (0008,0016), or empty.
    pub sop_class_uid: String,
    /// Its name, or the UID.
    pub sop_class_name: String,
    /// _Modality_ (0008,0060), or empty.
    pub modality: String,
    /// Transfer syntax UID as stated, or empty.
    pub transfer_syntax_uid: String,
    /// Its name, or the UID.
    pub transfer_syntax_name: String,
    /// One line for lists: series description, else study description, else SOP class name.
    pub description: String,
    /// Whose picture it is.
    pub identity: Identity,
}

/// Texts for the corners, decoded and neutralised. Empty when absent. Dates as `2026-01-31`, times as `10:15:00`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// _Patient's Name_ (0010,0010), as `DOE^JANE`.
    pub patient_name: String,
    /// _Patient ID_ (0010,0020).
    pub patient_id: String,
    /// (0010,0030).
    pub birth_date: String,
    /// (0010,0040).
    pub sex: String,
    /// (0008,0080).
    pub institution: String,
    /// (0008,0020).
    pub study_date: String,
    /// (0008,1030).
    pub study_description: String,
    /// (0008,103E).
    pub series_description: String,
    /// (0020,0011).
    pub series_number: String,
    /// (0020,0013).
    pub instance_number: String,
    /// Acquisition, else content, time.
    pub acquisition_time: String,
    /// R, L or B: _Frame Laterality_ (0020,9072), _Image Laterality_ (0020,0062), else _Laterality_ (0020,0060).
    pub laterality: String,
    /// The side of a breast or limb is not stated, and must be said to be unknown.
    pub side_missing: bool,
    /// _View Position_ (0018,5101), else the meaning of the view's code.
    pub view_position: String,
    /// (0018,0010).
    pub contrast: String,
}

/// What an image file says about its pixels. Frames are 0-based.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageDescription {
    /// (0028,0010).
    pub rows: u32,
    /// (0028,0011).
    pub columns: u32,
    /// Frames the header declares, at least 1.
    pub frames: usize,
    /// Frames the data hold, wholly or in part: all up to the last one of which there is a byte.
    pub frames_present: usize,
    /// Of [`Self::frames_present`], those between others that hold no data at all.
    pub frames_empty: usize,
    /// (0028,0002).
    pub samples_per_pixel: u8,
    /// (0028,0100).
    pub bits_allocated: u16,
    /// _High Bit_ (0028,0102).
    pub high_bit: u16,
    /// (0028,0101).
    pub bits_stored: u16,
    /// (0028,0103).
    pub signed: bool,
    /// (0028,0004), as written.
    pub photometric_text: String,
    /// Spacing, where it holds for the whole picture.
    pub spacing: Option<Spacing>,
    /// Plane of the first frame (others through [`super::Object::plane`]).
    pub plane: Option<ImagePlane>,
    /// Directions for the letters of the first frame.
    pub directions: Option<PatientDirections>,
    /// How to play it, when it is a clip.
    pub clip: Option<ClipTiming>,
    /// LOSSY with its ratio, when the attribute or the transfer syntax says so: `LOSSY 12:1` or `LOSSY`.
    pub lossy: Option<String>,
    /// _Image Type_ value 1 is DERIVED.
    pub derived: bool,
    /// Position along the normal or _Slice Location_, mm.
    pub slice_location_mm: Option<f64>,
    /// Ultrasound regions, for `info`.
    pub regions: Vec<UltrasoundRegion>,
    /// Warnings that must stand on the picture besides the above (`FOR PROCESSING`, ...).
    pub banners: Vec<String>,
}
