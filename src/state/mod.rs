//! The one shared model behind every panel, the command line's sessions and the tests.
//!
//! [`Workspace::apply`] is the only writer on the person's side, [`Workspace::absorb`] the only one on the machine's.
//! Effects are data: nothing in here touches files, threads, clocks or a toolkit.

mod absorb;
mod action;
mod apply;
mod bands;
mod body;
mod browser;
mod command;
mod compare;
mod corner;
mod display;
mod edits;
mod event;
mod explore;
mod exporting;
pub mod format;
mod history;
mod image_state;
mod inspect;
mod measuring;
mod moving;
mod playback;
mod plotted;
mod probe;
mod region_action;
pub mod region_text;
mod regions;
mod series;
mod series_counts;
mod showing;
mod stack;
mod strip;
mod survey;
mod tag_compare;
mod timeline;
mod tour;
mod voi_edit;
mod wants;
mod why;
mod workspace;

#[cfg(test)]
mod tests;

pub use action::{Action, Effect, ExportPart, FaceCommand, OpenRequest, OpenWhat, ScanRequest};
pub use bands::{BandAction, Bands};
pub use body::{BodyAction, BodySearch, BodyWant, FoundBody};
pub use browser::{Browser, Entry, EntryKind, Place, sort_entries};
pub use command::{COMMANDS, Command, Menu, Run};
pub use compare::{CompareAction, Wipe};
pub use corner::{CornerText, corner_text, image_text, neutral_text};
pub use display::{DisplayAction, channel_text};
pub use edits::{Begun, EditAction, EditAnswer, EditWant, Edits, LookedValue, PlannedFile};
pub use event::{Event, FramePlace, Listing};
pub use explore::{Explore, HistogramAction, HistogramAxis, Scope};
pub use exporting::Export;
pub use history::{History, Snapshot};
pub use image_state::{FrameFault, ImageState, Layer, Loaded};
pub use inspect::{
    Choices, Chosen, Folds, Inspect, InspectAction, ListedRow, Marks, Origin, Prepared, TagColumn, TagFilter, TagList,
    TagListWant, TagSort, TagValueWant, WholeValue, list as list_tags,
};
pub use measuring::MeasureWant;
pub use playback::{LoopMode, Playback};
pub use plotted::Plotted;
pub use probe::{Probe, probe, probe_under};
pub use region_action::{MOST_REGIONS, RegionAction};
pub use regions::{FrameFigures, PlacedRegion, Regions};
pub use series::{ScanProgress, document_key, set_keys};
pub use series_counts::{AirlessWant, SeriesCounts, SeriesCountsWant};
pub use showing::ReadFrame;
pub use stack::{FrameKey, Stack, StackFrame, listed_moments, listed_sets, moments};
pub use strip::{Strip, StripWant};
pub use survey::{
    MOST_DISTINCT, MOST_SURVEYED, MOST_VALUES, Spread, Survey, SurveyAction, SurveyRow, SurveyWant, Surveyed,
};
pub use tag_compare::{ListedComparison, OtherObject, TagCompare, TagCompareAction, TagCompareWant, TagCompared};
pub use timeline::{SPEEDS, Timeline};
pub use tour::{Check, Comparison, Expected, Lesson, Seen, Step, Tour, TourAction, lessons};
pub use wants::Wants;
pub use why::{Why, WhyAction, WhyAsked, WhyStep, WhyTag, why};
pub use workspace::{CornerLevel, Inspected, Notice, Severity, Tags, Tool, Viewport, Workspace};
