//! What a person can ask for, and what that asks of the machine.

use std::{path::PathBuf, sync::Arc};

use crate::image::{Interpolation, Voi, VoiFunction, Window};

use crate::study::{InstanceId, StudyId};

use super::{
    BandAction, BodyAction, CompareAction, DisplayAction, EditAction, FrameKey, HistogramAction, InspectAction,
    LoopMode, RegionAction, SurveyAction, TagCompareAction, Tool, TourAction, WhyAction, workspace::CornerLevel,
};

/// One wish of the person. The only way in from any face.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Open files and folders: the first image is shown, the rest are listed.
    Open(Vec<PathBuf>),
    /// Open the generated phantom study.
    OpenPhantom,
    /// Open the listed entry of this index (a folder is listed).
    OpenEntry(usize),
    /// Open the next listed image, or an earlier one.
    StepFile(i64),
    /// Show the display set that holds this frame, or the object without a picture of this number.
    ShowSet(FrameKey),
    /// Show the next display set of the series panel, or an earlier one; the next file where there is but one set.
    StepSeries(i64),
    /// Close the study that holds this object.
    CloseStudy(InstanceId),
    /// Close the study that is shown.
    CloseShownStudy,
    /// End the scan under way; what was found stays.
    StopScan,
    /// End the export under way.
    StopExport,
    /// The next series takes over zoom and window of the one on screen.
    ToggleLinked,
    /// The small pictures that the panels have room for.
    WantThumbnails(Vec<FrameKey>),
    /// The frame under the pointer on the scrubber, or none.
    Peek(Option<usize>),
    /// Put the cursor of the files panel on this entry.
    SelectEntry(usize),
    /// List a folder.
    Browse(PathBuf),
    /// List the folder above.
    BrowseUp,
    /// List the home folder.
    BrowseHome,
    /// Show names that begin with a dot.
    ShowHidden(bool),
    /// Show files that are not DICOM.
    ShowOther(bool),
    /// Frame by 0-based index; clamped.
    ShowFrame(usize),
    /// Frames forth or back; clamped.
    StepFrame(i64),
    /// Moments of a 4-D series forth or back at the same place; turns round at the ends.
    StepPhase(i64),
    /// Moment of a 4-D series by 0-based index; clamped.
    ShowPhase(usize),
    /// Play or pause.
    TogglePlay,
    /// Next faster speed of playback, or slower.
    StepSpeed(i64),
    /// The next end behaviour of the clip.
    CycleLoopMode,
    /// Speed of playback, 0.1 to 4 times the clip's own.
    SetSpeed(f64),
    /// The part that is played, first and last, 0-based; `None` for what the file asks for.
    SetRange(Option<(usize, usize)>),
    /// Playback begins at the shown frame.
    SetIn,
    /// Playback ends at the shown frame.
    SetOut,
    /// End behaviour of the clip.
    SetLoopMode(LoopMode),
    /// Window center, modality units.
    SetLevel(f64),
    /// Window width, modality units.
    SetWidth(f64),
    /// Both.
    SetWindow(Window),
    /// Lower and upper bound (display-pipeline rule for whole and fractional values).
    SetBounds {
        /// Black end.
        lower: f64,
        /// White end.
        upper: f64,
    },
    /// The window's width times `factor`, about a value that keeps its grey.
    ScaleWindow {
        /// Greater than 1 widens.
        factor: f64,
        /// In modality units.
        about: f64,
    },
    /// Left drag since the gesture began, in points: right widens, up brightens.
    DragWindow {
        /// Points to the right.
        right: f64,
        /// Points up.
        up: f64,
    },
    /// Preset of the image's kind, by position.
    ApplyPreset(usize),
    /// The file's window of this index.
    ApplyFileWindow(usize),
    /// The file's VOI LUT of this index.
    ApplyVoiLut(usize),
    /// The file's own window; asked again, its next one.
    CycleFileWindows,
    /// Minimum to maximum of the frame.
    FullRange,
    /// VOI LUT function.
    SetFunction(VoiFunction),
    /// Equalised, windows as channels, and back.
    Display(DisplayAction),
    /// Edit tags.
    Edit(EditAction),
    /// Find the body.
    Body(BodyAction),
    /// What is shown of the tags, and how.
    Inspect(InspectAction),
    /// Why a pixel looks as it does.
    Why(WhyAction),
    /// Colour map by name.
    SetColourMap(String),
    /// What the histogram counts, and what glows.
    Histogram(HistogramAction),
    /// Regions drawn on the picture.
    Region(RegionAction),
    /// Named ranges of values: tissues and the person's own.
    Band(BandAction),
    /// Guided tours.
    Tour(TourAction),
    /// Two presentations of one picture.
    Compare(CompareAction),
    /// A window, VOI LUT or the like, as a whole.
    SetVoi(Voi),
    /// Invert on top of the file's polarity.
    ToggleInvert,
    /// Magnified sampling.
    SetInterpolation(Interpolation),
    /// Window padding like values.
    ShowPadding(bool),
    /// The file's overlays on or off.
    ToggleOverlays,
    /// The file's display shutters on or off.
    ToggleShutters,
    /// The file's colour profile on or off.
    ToggleColourProfile,
    /// Whole image in the viewport.
    Fit,
    /// One image column per screen pixel.
    OneToOne,
    /// Zoom by a factor about a point, in physical pixels of the viewport.
    ZoomAbout {
        /// Greater than 1 enlarges.
        factor: f64,
        /// What stays in place.
        anchor: [f64; 2],
    },
    /// Move the picture by physical pixels.
    Pan([f64; 2]),
    /// Quarter turn.
    Turn {
        /// Clockwise.
        clockwise: bool,
    },
    /// Mirror as seen.
    Mirror {
        /// Left to right, else top to bottom.
        horizontally: bool,
    },
    /// Fit, unturned, unmirrored.
    ResetView,
    /// The viewport's size in physical pixels, from the face.
    ResizeViewport([f64; 2]),
    /// Which left-drag tool is active.
    SetTool(Tool),
    /// Next state of the corner text.
    CycleCornerText,
    /// Corner text level.
    SetCornerText(CornerLevel),
    /// A drag began: what follows is one undo step.
    BeginGesture,
    /// It ended.
    EndGesture,
    /// It is taken back.
    CancelGesture,
    /// One step back.
    Undo,
    /// One step forth.
    Redo,
    /// Take the message away.
    DismissNotice,
    /// Say something that happened in a face (a dialog that could not open).
    Notify(String),
    /// Say that something asked for in a face was not served (a file that could not be written).
    Complain(String),
    /// One tag over the series, and which tags differ.
    Survey(SurveyAction),
    /// The tags of two objects.
    TagCompare(TagCompareAction),
    /// Stop the opening under way.
    CancelOpening,
    /// Show the picture's own tags again after an image-less file's.
    InspectPicture,
}

/// Commands that only a face can carry out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaceCommand {
    /// Pin the pixel under the pointer, or let it go.
    PinPixel,
    /// The frame as a picture in a file.
    SavePicture,
    /// Which pixels are body, as a picture in a file.
    SaveBodyMask,
    /// The body cut out, as a picture in a file.
    SaveBodyCrop,
    /// The sheet of exports, at this part.
    Export(ExportPart),
    /// Ask for files.
    OpenDialog,
    /// Ask for a folder.
    OpenFolderDialog,
    /// The picture as shown to the clipboard.
    CopyImage,
    /// The frame at its own size to the clipboard.
    CopyFrame,
    /// The view as a pydicom script to the clipboard.
    CopyPydicom,
    /// The view as a fastai script to the clipboard.
    CopyFastai,
    /// Ask for a file whose tags are compared with the shown ones.
    CompareFile,
    /// Put the cursor into the tag search.
    FindTag,
    /// Ask for a tag to go to.
    JumpToTag,
    /// The tags in a window of their own, or back in the panel.
    TagsApart,
    /// Put the cursor into the path of the files panel.
    TypePath,
    /// Put the cursor into the filter of the series panel.
    FindSeries,
    /// What a scan left out, and why.
    ShowSkipped,
    /// The series panel with or without small pictures.
    ToggleLabels,
    /// The sheet of tissues and other bands of values.
    Bands,
    /// The sheet of guided tours.
    Tours,
    /// Commands and keys.
    Help,
    /// Version and purpose.
    About,
    /// The memory sheet.
    MemoryLimits,
    /// All commands by name.
    Palette,
    /// The image alone.
    FullScreen,
    /// Write what was edited.
    SaveEdited,
    /// Files panel on or off.
    ToggleFiles,
    /// Right-hand panels on or off.
    ToggleSide,
    /// The filmstrip of presets on or off.
    ToggleStrip,
    /// Next theme.
    CycleTheme,
    /// Close the window.
    Quit,
}

/// What the sheet of exports offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportPart {
    /// Frames as pictures, and clips.
    #[default]
    Pictures,
    /// Frames as arrays of numbers.
    Values,
    /// A series as one volume.
    Volume,
    /// Tags of many files, a row each.
    Table,
    /// Tags of the file that is shown.
    Tags,
}

/// Work asked of the machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read a header, or find the first image of a folder, and report it.
    Open(OpenRequest),
    /// List a folder.
    List(PathBuf),
    /// Stop looking for something to open.
    StopOpening,
    /// Find what lies with what was opened, in the background, and group it.
    Scan(ScanRequest),
    /// End the scan under way.
    StopScan,
    /// End this export; it leaves nothing half-written.
    StopExport(u64),
    /// A study is closed: nothing of it is kept.
    CloseStudy {
        /// Which.
        study: StudyId,
        /// Its _Study Instance UID_ (0020,000D).
        uid: Arc<str>,
        /// Its objects.
        objects: Vec<InstanceId>,
    },
    /// Look into these files, in this order, and report each; replaces what was asked before.
    Recognise(Vec<PathBuf>),
    /// Generate the phantom study into memory and open it.
    MakePhantom {
        /// Number of the request.
        id: u64,
    },
    /// Build the tag rows of this object, and the text that it holds.
    ReadTags {
        /// Which object.
        id: InstanceId,
    },
}

/// One request to open something.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRequest {
    /// Number of the request; a later one wins.
    pub id: u64,
    /// What to open.
    pub what: OpenWhat,
}

/// What is to be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenWhat {
    /// Candidates in order: the first that holds an image is opened; folders are walked by name.
    Paths(Vec<PathBuf>),
    /// An object that is known.
    Object(InstanceId),
}

/// One request to find what lies with what was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanRequest {
    /// Number of the opening that it belongs to.
    pub id: u64,
    /// Files (with their own folder, of which only the same study is taken in), folders, archives, file-sets.
    pub roots: Vec<PathBuf>,
}
