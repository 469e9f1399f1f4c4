//! What grouping and ordering need to know of a file: read from its header alone, up to the pixel data.

use std::{borrow::Cow, sync::Arc};

use crate::geometry::ImagePlane;

use super::names;

/// One file as a scan sees it. Texts are decoded, neutralised for the screen and empty when absent; dates as
/// `2026-01-31`, times as `10:15:00`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Whose it is.
    pub patient: PatientFacts,
    /// Which study it belongs to.
    pub study: StudyFacts,
    /// Which series it belongs to.
    pub series: SeriesFacts,
    /// What it is.
    pub instance: InstanceFacts,
}

/// The patient of a file (PS3.3 C.7.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PatientFacts {
    /// _Patient's Name_ (0010,0010).
    pub name: Arc<str>,
    /// _Patient ID_ (0010,0020).
    pub id: Arc<str>,
    /// (0010,0030).
    pub birth_date: Arc<str>,
    /// (0010,0040).
    pub sex: Arc<str>,
}

/// The study of a file (PS3.3 C.7.2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StudyFacts {
    /// _Study Instance UID_ (0020,000D).
    pub uid: Arc<str>,
    /// (0008,0020).
    pub date: Arc<str>,
    /// (0008,0030).
    pub time: Arc<str>,
    /// (0008,1030).
    pub description: Arc<str>,
}

/// The series of a file (PS3.3 C.7.3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeriesFacts {
    /// _Series Instance UID_ (0020,000E).
    pub uid: Arc<str>,
    /// (0008,0060).
    pub modality: Arc<str>,
    /// _Series Description_ (0008,103E), else _Protocol Name_ (0018,1030).
    pub description: Arc<str>,
    /// _Series Number_ (0020,0011).
    pub number: Option<i64>,
    /// Series date and time, else that of the acquisition: `2026-01-31 10:15:00`.
    pub date_time: Arc<str>,
    /// _Body Part Examined_ (0018,0015).
    pub body_part: Arc<str>,
}

/// The object in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InstanceFacts {
    /// _SOP Class UID_ (0008,0016).
    pub sop_class_uid: Arc<str>,
    /// _SOP Instance UID_ (0008,0018).
    pub sop_instance_uid: Arc<str>,
    /// Length of the file, or what an archive says that its member has; bytes.
    pub bytes: u64,
    /// (0020,0013).
    pub instance_number: Option<i64>,
    /// (0020,0012).
    pub acquisition_number: Option<i64>,
    /// _Acquisition DateTime_, else acquisition date and time, else content date and time: seconds, to be compared with
    /// those of the same series only.
    pub acquired_at: Option<f64>,
    /// The picture in it; `None` where there is none (reports, plans, presentation states, waveforms, ...).
    pub image: Option<Box<ImageFacts>>,
    /// What an object without a picture calls itself: document title, content label, else the name of its SOP class, else
    /// that its kind is not known. Empty with a picture.
    pub title: Arc<str>,
}

impl InstanceFacts {
    /// [`Self::title`], or where that may name the patient (letters are called after whom they are about) and
    /// `hide_identity` asks for it, the name of the SOP class.
    pub fn shown_title(&self, hide_identity: bool) -> Cow<'_, str> {
        let class = &*self.sop_class_uid;
        let may_name = class.starts_with(ENCAPSULATED) || names::uid(class).is_none();
        if hide_identity && may_name && !self.title.is_empty() {
            return names::sop_class(class).into();
        }
        Cow::Borrowed(&self.title)
    }
}

/// How the classes of documents in another format begin (PS3.4 B.5).
const ENCAPSULATED: &str = "1.2.840.10008.5.1.4.1.1.104.";

/// The picture in a file. Numbers that are absent or unusable are `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageFacts {
    /// (0028,0010).
    pub rows: u32,
    /// (0028,0011).
    pub columns: u32,
    /// _Number of Frames_ (0028,0008) as declared, at least 1 and at most as many as the file has bytes.
    pub frames: u32,
    /// (0028,0002).
    pub samples_per_pixel: u16,
    /// _Image Type_ (0008,0008) as written, values separated by a backslash.
    pub image_type: Arc<str>,
    /// _Pixel Spacing_ (0028,0030): between rows, between columns; mm.
    pub spacing_mm: Option<[f64; 2]>,
    /// Plane of the picture, or of its first frame.
    pub plane: Option<ImagePlane>,
    /// _Frame of Reference UID_ (0020,0052).
    pub frame_of_reference: Arc<str>,
    /// (0020,1041), mm.
    pub slice_location_mm: Option<f64>,
    /// (0018,0050), mm.
    pub thickness_mm: Option<f64>,
    /// _Gantry/Detector Tilt_ (0018,1120), degrees.
    pub tilt_degrees: Option<f64>,
    /// What tells apart pictures of one place.
    pub contrast: Contrast,
    /// The frames follow each other in time: a clip.
    pub is_clip: bool,
    /// Each frame's own facts, in stored order, where functional groups or vectors give them; else empty.
    pub frame_facts: Arc<[FrameFacts]>,
}

/// What tells apart pictures of one place: how and when they were made.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contrast {
    /// _Echo Time_ (0018,0081), else _Effective Echo Time_ (0018,9082), ms.
    pub echo_time_ms: Option<f64>,
    /// (0018,0086).
    pub echo_number: Option<i64>,
    /// _Diffusion b-value_ (0018,9087), s/mm².
    pub b_value: Option<f64>,
    /// _Diffusion Gradient Orientation_ (0018,9089).
    pub gradient: Option<[f64; 3]>,
    /// _Inversion Time_ (0018,0082), else the first of (0018,9079), ms.
    pub inversion_time_ms: Option<f64>,
    /// _Trigger Time_ (0018,1060), else _Nominal Cardiac Trigger Delay Time_ (0020,9153), ms.
    pub trigger_time_ms: Option<f64>,
    /// _Temporal Position Identifier_ (0020,0100), else _Temporal Position Index_ (0020,9128); of an NM frame the number of
    /// its time slot or time slice.
    pub temporal_position: Option<i64>,
}

/// One frame of a multi-frame picture (PS3.3 C.7.6.16, C.7.6.17).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameFacts {
    /// Its plane.
    pub plane: Option<ImagePlane>,
    /// _Dimension Index Values_ (0020,9157), outermost first; empty when absent.
    pub dimension_index: Box<[u32]>,
    /// _Stack ID_ (0020,9056); empty when absent.
    pub stack: Arc<str>,
    /// _In-Stack Position Number_ (0020,9057).
    pub in_stack_position: Option<u32>,
    /// _Referenced Segment Number_ (0062,000B): the one segment that the frame shows.
    pub segment: Option<u32>,
    /// How and when it was made.
    pub contrast: Contrast,
}
