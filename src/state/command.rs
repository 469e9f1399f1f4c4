//! Every command once: name, tooltip, keys, when it is enabled. Menu, toolbar, palette, shortcuts and help read this.

use crate::image::Picture;

use super::{
    Action, BandAction, BodyAction, CompareAction, DisplayAction, EditAction, ExportPart, FaceCommand, InspectAction,
    RegionAction, SurveyAction, TagCompareAction, Tool, WhyAction, Workspace,
};

/// One command.
pub struct Command {
    /// Name as menus show it.
    pub name: &'static str,
    /// What it does, for the tooltip.
    pub tooltip: &'static str,
    /// Keys such as `Ctrl+Shift+Z`; the first is shown.
    pub keys: &'static [&'static str],
    /// Where it stands.
    pub menu: Menu,
    /// What it does.
    pub run: Run,
    /// Whether it can be done now.
    pub enabled: fn(&Workspace) -> bool,
}

/// How a command is carried out.
#[derive(Clone, Copy)]
pub enum Run {
    /// Through the model.
    Action(fn() -> Action),
    /// By the face.
    Face(FaceCommand),
}

/// Menu headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Opening and quitting.
    File,
    /// Undo, copy.
    Edit,
    /// How the picture lies, panels.
    View,
    /// Window and colour.
    Image,
    /// Left-drag tools, clip.
    Tools,
    /// The inspector of tags, edits.
    Tags,
    /// Pictures, values, volumes, tables.
    Export,
    /// Help.
    Help,
}

impl Menu {
    /// In menu-bar order.
    pub const ALL: [Self; 8] =
        [Self::File, Self::Edit, Self::View, Self::Image, Self::Tools, Self::Tags, Self::Export, Self::Help];

    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Image => "Image",
            Self::Tools => "Tools",
            Self::Tags => "Tags",
            Self::Export => "Export",
            Self::Help => "Help",
        }
    }
}

fn always(_: &Workspace) -> bool {
    true
}

/// A picture is seen: not one that lies under the text of a report.
fn has_picture(workspace: &Workspace) -> bool {
    workspace.inspected.is_none() && workspace.image().picture().is_some()
}

fn picture_has(workspace: &Workspace, what: fn(&Picture) -> bool) -> bool {
    workspace.image().picture().is_some_and(|picture| what(picture))
}

fn has_values(workspace: &Workspace) -> bool {
    has_picture(workspace) && workspace.image().takes_window()
}

fn has_regions(workspace: &Workspace) -> bool {
    has_picture(workspace) && workspace.image().regions_here().any(|placed| placed.region.visible)
}

fn has_files(workspace: &Workspace) -> bool {
    workspace.browser.entries.len() > 1
}

fn has_frames(workspace: &Workspace) -> bool {
    workspace.inspected.is_none() && workspace.image().frames() > 1
}

fn has_clip(workspace: &Workspace) -> bool {
    workspace.inspected.is_none()
        && workspace.image().timeline().is_some_and(|timeline| timeline.durations_ms.len() > 1)
}

fn has_phases(workspace: &Workspace) -> bool {
    workspace.inspected.is_none() && workspace.image().stack.phases() > 1
}

fn has_series(workspace: &Workspace) -> bool {
    !workspace.library.patients.is_empty()
}

fn has_tags(workspace: &Workspace) -> bool {
    workspace.inspected_object().is_some()
}

const fn action(
    menu: Menu,
    name: &'static str,
    keys: &'static [&'static str],
    tooltip: &'static str,
    enabled: fn(&Workspace) -> bool,
    run: fn() -> Action,
) -> Command {
    Command { name, tooltip, keys, menu, run: Run::Action(run), enabled }
}

const fn face(
    menu: Menu,
    name: &'static str,
    keys: &'static [&'static str],
    tooltip: &'static str,
    enabled: fn(&Workspace) -> bool,
    run: FaceCommand,
) -> Command {
    Command { name, tooltip, keys, menu, run: Run::Face(run), enabled }
}

/// The presets on the number keys.
macro_rules! preset {
    ($key:literal, $index:literal) => {
        action(Menu::Image, concat!("Preset ", $key), &[$key], "Window preset of this position", has_values, || {
            Action::ApplyPreset($index)
        })
    };
}

/// All commands, in menu order.
#[rustfmt::skip]
pub static COMMANDS: &[Command] = &[
    face(Menu::File, "Open…", &["Ctrl+O"], "Choose files", always, FaceCommand::OpenDialog),
    face(Menu::File, "Open folder…", &["Ctrl+Shift+O"], "Choose a folder", always, FaceCommand::OpenFolderDialog),
    face(Menu::File, "Type a path…", &["Ctrl+L"], "Write where to go in the files panel", always, FaceCommand::TypePath),
    action(Menu::File, "Open the built-in phantom", &[], "A generated study to try things on", always, || Action::OpenPhantom),
    action(Menu::File, "Next series", &["PageDown"], "The next series in the panel; the next file where there is but one", |w| has_series(w) || has_files(w), || Action::StepSeries(1)),
    action(Menu::File, "Previous series", &["PageUp"], "The series before in the panel", |w| has_series(w) || has_files(w), || Action::StepSeries(-1)),
    action(Menu::File, "Next file", &["Ctrl+PageDown"], "The next image in the files panel", has_files, || Action::StepFile(1)),
    action(Menu::File, "Previous file", &["Ctrl+PageUp"], "The image before in the files panel", has_files, || Action::StepFile(-1)),
    face(Menu::File, "Filter series…", &["Ctrl+Shift+F"], "Put the cursor into the filter of the series panel", has_series, FaceCommand::FindSeries),
    face(Menu::File, "Left out…", &[], "What a scan left out, and why", |w| !w.library.skipped.is_empty(), FaceCommand::ShowSkipped),
    action(Menu::File, "Close study", &["Ctrl+W"], "Close the study that is shown", |w| w.image().frames() > 0 || w.inspected.is_some(), || Action::CloseShownStudy),
    action(Menu::File, "Stop scanning", &[], "End the search; what was found stays (Esc)", |w| w.scan.running, || Action::StopScan),
    face(Menu::File, "Quit", &["Ctrl+Q"], "Close the window", always, FaceCommand::Quit),
    action(Menu::Edit, "Undo", &["Ctrl+Z"], "Take back the last change", |w| w.viewport().history.can_undo(), || Action::Undo),
    action(Menu::Edit, "Redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Do it again", |w| w.viewport().history.can_redo(), || Action::Redo),
    face(Menu::Edit, "Copy image", &["Ctrl+C"], "Put the picture as shown on the clipboard", has_picture, FaceCommand::CopyImage),
    face(Menu::Edit, "Copy frame at its own size", &["Ctrl+Alt+C"], "Put the frame on the clipboard, a pixel for each of its pixels, unturned and without texts", has_picture, FaceCommand::CopyFrame),
    face(Menu::Edit, "Copy as pydicom code", &["Ctrl+Shift+C"], "A script that draws this view with pydicom and matplotlib; the file's name alone is in it", has_picture, FaceCommand::CopyPydicom),
    face(Menu::Edit, "Copy as fastai code", &[], "A script that draws this view with fastai, as far as fastai can say it", has_picture, FaceCommand::CopyFastai),
    action(Menu::View, "Fit", &["F"], "Show the whole image", has_picture, || Action::Fit),
    action(Menu::View, "1:1", &["Ctrl+1"], "One image pixel per screen pixel", has_picture, || Action::OneToOne),
    action(Menu::View, "Turn right", &["R"], "Quarter turn clockwise", has_picture, || Action::Turn { clockwise: true }),
    action(Menu::View, "Turn left", &["Shift+R"], "Quarter turn anticlockwise", has_picture, || Action::Turn { clockwise: false }),
    action(Menu::View, "Flip left–right", &["H"], "Mirror left to right; the letters follow", has_picture, || Action::Mirror { horizontally: true }),
    action(Menu::View, "Flip top–bottom", &["V"], "Mirror top to bottom; the letters follow", has_picture, || Action::Mirror { horizontally: false }),
    action(Menu::View, "Reset view", &["Ctrl+R"], "Fit, unturned and unflipped", has_picture, || Action::ResetView),
    action(Menu::View, "Linked series", &["Shift+L"], "The next series takes over zoom and window", always, || Action::ToggleLinked),
    action(Menu::View, "Corner text", &["I"], "All, without identity, none", always, || Action::CycleCornerText),
    face(Menu::View, "Files panel", &["Ctrl+B"], "Show or hide the files", always, FaceCommand::ToggleFiles),
    face(Menu::View, "Side panels", &["Ctrl+Shift+B"], "Show or hide window, histogram and tags", always, FaceCommand::ToggleSide),
    face(Menu::View, "Labels only", &[], "Series without small pictures", has_series, FaceCommand::ToggleLabels),
    face(Menu::View, "Preset filmstrip", &["Shift+P"], "The frame small under every preset", always, FaceCommand::ToggleStrip),
    face(Menu::View, "Full screen", &["F11"], "The image alone", always, FaceCommand::FullScreen),
    face(Menu::View, "Theme", &[], "Dark, light", always, FaceCommand::CycleTheme),
    face(Menu::View, "Memory limits", &[], "How much memory a frame, a file and the program may use", always, FaceCommand::MemoryLimits),
    action(Menu::Image, "File window", &["`"], "The window the file asks for; again: its next one", has_values, || Action::CycleFileWindows),
    action(Menu::Image, "Full range", &["0"], "Minimum to maximum of the frame", has_values, || Action::FullRange),
    action(Menu::Image, "Equalise", &["Q"], "Equal shares of the pixels get equal shares of the greys; again: back to the window", has_values, || Action::Display(DisplayAction::ToggleEqualize)),
    action(Menu::Image, "Windows as channels", &["Shift+Q"], "Several windows at once as red, green and blue; again: back to the window", has_values, || Action::Display(DisplayAction::ToggleChannels)),
    preset!("1", 0),
    preset!("2", 1),
    preset!("3", 2),
    preset!("4", 3),
    preset!("5", 4),
    preset!("6", 5),
    preset!("7", 6),
    preset!("8", 7),
    preset!("9", 8),
    action(Menu::Image, "Compare side by side", &["X"], "A divider over the picture with a second presentation on its right", has_values, || Action::Compare(CompareAction::Toggle)),
    action(Menu::Image, "Swap sides", &["Shift+X"], "The two compared presentations change places", |w| w.image().wipe.is_some(), || Action::Compare(CompareAction::Swap)),
    face(Menu::Image, "Tissue bands…", &[], "Named ranges of values: change, add, export and import them", has_values, FaceCommand::Bands),
    action(Menu::Image, "Clear overlays", &[], "Paint no band over the picture", |w| !w.labels().is_empty(), || Action::Band(BandAction::ClearOverlays)),
    action(Menu::Image, "Find the body", &["J"], "Outline of the body and the box around it", has_values, || Action::Body(BodyAction::Toggle)),
    action(Menu::Image, "Zoom to the body", &["Shift+J"], "The view shows the box around the body, once it is found", |w| w.shown_body().is_some(), || Action::Body(BodyAction::Zoom)),
    action(Menu::Image, "Why this grey?", &["Y"], "Every step from the stored bits to the colour of the pixel under the pointer", has_picture, || Action::Why(WhyAction::Toggle)),
    face(Menu::Image, "Pin the pixel", &["Shift+Y"], "The explanation stays with the pixel under the pointer, or in the middle of the view; Alt+Shift + arrows move it; again: follows the pointer", has_picture, FaceCommand::PinPixel),
    action(Menu::Image, "Invert", &["Shift+I"], "Swap black and white", has_picture, || Action::ToggleInvert),
    action(Menu::Image, "Overlays", &["O"], "The file's own drawings and texts on or off", |w| picture_has(w, Picture::has_overlays), || Action::ToggleOverlays),
    action(Menu::Image, "Shutter", &["Shift+O"], "Hide what the file's shutter hides", |w| picture_has(w, Picture::has_shutter), || Action::ToggleShutters),
    action(Menu::Image, "Colour profile", &[], "Colours through the file's own profile", |w| picture_has(w, Picture::has_icc), || Action::ToggleColourProfile),
    action(Menu::Tools, "Window tool", &["W"], "Left drag: right widens, up brightens", always, || Action::SetTool(Tool::Window)),
    action(Menu::Tools, "Pan tool", &["P"], "Left drag moves the picture", always, || Action::SetTool(Tool::Pan)),
    action(Menu::Tools, "Zoom tool", &["Z"], "Left drag up enlarges", always, || Action::SetTool(Tool::Zoom)),
    action(Menu::Tools, "Ellipse tool", &["E"], "Left drag draws an elliptic region; Shift a circle", always, || Action::SetTool(Tool::Ellipse)),
    action(Menu::Tools, "Box tool", &["B"], "Left drag draws a rectangular region; Shift a square", always, || Action::SetTool(Tool::Box)),
    action(Menu::Tools, "Freehand tool", &["G"], "Left drag draws a line around a region", always, || Action::SetTool(Tool::Freehand)),
    action(Menu::Tools, "New region in the middle", &["Enter"], "With a region tool: one in the middle of the picture; Alt + arrows move it, Ctrl + arrows resize it", |w| has_picture(w) && w.tool.draws(), || Action::Region(RegionAction::AddInMiddle)),
    action(Menu::Tools, "Next region", &["N"], "Choose the next region of the frame; Alt + arrows move it, Ctrl + arrows resize it", has_regions, || Action::Region(RegionAction::SelectNext)),
    action(Menu::Tools, "Delete region", &["Delete", "Backspace"], "Take the chosen region away", |w| has_picture(w) && w.image().selected_region().is_some(), || Action::Region(RegionAction::DeleteSelected)),
    action(Menu::Tools, "Delete all regions", &[], "Take all regions of the series away", |w| has_picture(w) && !w.image().regions.all().is_empty(), || Action::Region(RegionAction::DeleteAll)),
    action(Menu::Tools, "Play or pause", &["Space", "C"], "Play the clip at its own rate", has_clip, || Action::TogglePlay),
    action(Menu::Tools, "Play from here", &["["], "In point: playback begins at this frame", has_clip, || Action::SetIn),
    action(Menu::Tools, "Play up to here", &["]"], "Out point: playback ends at this frame", has_clip, || Action::SetOut),
    action(Menu::Tools, "Play the whole clip", &["\\"], "Take in and out points away", has_clip, || Action::SetRange(None)),
    action(Menu::Tools, "Faster", &["Shift+Right"], "The next faster speed, up to 4 times", has_clip, || Action::StepSpeed(1)),
    action(Menu::Tools, "Slower", &["Shift+Left"], "The next slower speed, down to a tenth", has_clip, || Action::StepSpeed(-1)),
    action(Menu::Tools, "Loop, sweep or once", &[], "What happens at the end of the clip", has_clip, || Action::CycleLoopMode),
    action(Menu::Tools, "Next phase", &["."], "The next moment of a 4-D series, at the same slice", has_phases, || Action::StepPhase(1)),
    action(Menu::Tools, "Previous phase", &[","], "The moment before, at the same slice", has_phases, || Action::StepPhase(-1)),
    action(Menu::Tools, "Next frame", &["Down", "Right"], "One frame on (wheel down)", has_frames, || Action::StepFrame(1)),
    action(Menu::Tools, "Previous frame", &["Up", "Left"], "One frame back (wheel up)", has_frames, || Action::StepFrame(-1)),
    action(Menu::Tools, "Ten frames on", &["Shift+Down"], "Ten frames on", has_frames, || Action::StepFrame(10)),
    action(Menu::Tools, "Ten frames back", &["Shift+Up"], "Ten frames back", has_frames, || Action::StepFrame(-10)),
    action(Menu::Tools, "First frame", &["Home"], "To the beginning", has_frames, || Action::ShowFrame(0)),
    action(Menu::Tools, "Last frame", &["End"], "To the end", has_frames, || Action::ShowFrame(usize::MAX)),
    action(Menu::Tags, "Edit tag…", &["F2"], "Change the value of the chosen tag; nothing is written before it is saved", has_tags, || Action::Edit(EditAction::Begin { adds: false })),
    action(Menu::Tags, "Add element…", &["Shift+F2"], "Add an element beside the chosen one", has_tags, || Action::Edit(EditAction::Begin { adds: true })),
    action(Menu::Tags, "Add item", &[], "Add an empty item at the end of the chosen sequence", has_tags, || Action::Edit(EditAction::AddItem)),
    action(Menu::Tags, "Remove element", &[], "Take the chosen element or item away", has_tags, || Action::Edit(EditAction::RemoveChosen)),
    action(Menu::Tags, "Pending edits…", &["Ctrl+Shift+E"], "What was edited and not saved: old and new values", has_tags, || Action::Edit(EditAction::Preview(true))),
    action(Menu::Tags, "Undo edit", &[], "Take back the last edit of a tag", |w| w.edits.can_undo(), || Action::Edit(EditAction::Undo)),
    action(Menu::Tags, "Redo edit", &[], "Bring back the edit that was taken back", |w| w.edits.can_redo(), || Action::Edit(EditAction::Redo)),
    face(Menu::Tags, "Save edited as…", &["Ctrl+Shift+S"], "Write the edited files, never over the originals unless you choose them", |w| !w.edits.is_empty(), FaceCommand::SaveEdited),
    face(Menu::Tags, "Go to tag…", &["Ctrl+J"], "Type a number or a keyword, and go there", has_tags, FaceCommand::JumpToTag),
    action(Menu::Tags, "Functional groups of this frame", &["Ctrl+Shift+J"], "What holds for the shown frame, and where it stands; again: the whole file", |w| w.inspect.has_groups(), || Action::Inspect(InspectAction::SwitchFrame)),
    action(Menu::Tags, "Unfold all tags", &[], "Open every sequence and item", has_tags, || Action::Inspect(InspectAction::OpenAll(true))),
    action(Menu::Tags, "Fold all tags", &[], "Close every sequence", has_tags, || Action::Inspect(InspectAction::OpenAll(false))),
    action(Menu::Tags, "Unfold one level", &[], "Open sequences and items one level deeper (+ in the table)", has_tags, || Action::Inspect(InspectAction::OpenLevel(true))),
    action(Menu::Tags, "Fold one level", &[], "Close the deepest level that is open (- in the table)", has_tags, || Action::Inspect(InspectAction::OpenLevel(false))),
    face(Menu::Tags, "Tags in a large view", &["Ctrl+T"], "The tags in a window of their own over the picture; again: back in the panel", has_tags, FaceCommand::TagsApart),
    face(Menu::Tags, "Find tag", &["Ctrl+F"], "Search the tags", has_tags, FaceCommand::FindTag),
    action(Menu::Tags, "This tag over the series…", &[], "The values of one tag in every image of the series, as a table and a plot", has_picture, || Action::Survey(SurveyAction::Open)),
    face(Menu::Tags, "Compare with another file…", &[], "What differs between the tags of this file and those of another one", has_tags, FaceCommand::CompareFile),
    action(Menu::Tags, "Compare with another instance…", &[], "What differs between the tags of this image and those of another one of the series", has_picture, || Action::TagCompare(TagCompareAction::Open)),
    face(Menu::Export, "Pictures…", &["Ctrl+E"], "Frames as PNG, JPEG, TIFF, GIF or APNG", has_picture, FaceCommand::Export(ExportPart::Pictures)),
    face(Menu::Export, "Values…", &[], "Frames as NumPy arrays or 16-bit TIFF", has_picture, FaceCommand::Export(ExportPart::Values)),
    face(Menu::Export, "Volume…", &[], "The series as NIfTI or NRRD", has_series, FaceCommand::Export(ExportPart::Volume)),
    face(Menu::Export, "Table…", &[], "What is open, or a folder, as a table of its tags: one row an instance", always, FaceCommand::Export(ExportPart::Table)),
    face(Menu::Export, "Tags…", &[], "The tags of this file as text, CSV or DICOM JSON", has_tags, FaceCommand::Export(ExportPart::Tags)),
    face(Menu::Export, "Save as picture…", &["Ctrl+S"], "The frame at its own size as PNG, under this presentation; without regions, bands and texts", has_picture, FaceCommand::SavePicture),
    face(Menu::Export, "Save the mask of the body…", &[], "White where the body is, as PNG of the frame's size", has_values, FaceCommand::SaveBodyMask),
    face(Menu::Export, "Save the crop of the body…", &[], "The square around the body as PNG, under this presentation", has_values, FaceCommand::SaveBodyCrop),
    action(Menu::Export, "Stop the export", &[], "End what is being written; nothing half-written stays", |w| !w.exports.is_empty(), || Action::StopExport),
    face(Menu::Help, "Commands…", &["Ctrl+K"], "Every command by name", always, FaceCommand::Palette),
    face(Menu::Help, "Guided tours…", &[], "Short lessons: tags, HU, windows, tissues, equalising", always, FaceCommand::Tours),
    face(Menu::Help, "Mouse and keys", &["F1", "?"], "What mouse and keys do", always, FaceCommand::Help),
    face(Menu::Help, "About Hounsfield", &[], "Version and purpose", always, FaceCommand::About),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key() {
        let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys.iter().copied()).collect();
        keys.sort_unstable();
        let twice: Vec<&str> = keys.windows(2).filter(|pair| pair.first() == pair.last()).map(|pair| pair[0]).collect();
        assert_eq!(twice, [""; 0]);
    }
}
