//! What ends with what it belongs to: the wheel over the plot, a brushed range, a drag; and keys that mean one thing.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    dicom::write::DataSetWriter,
    image::{Channel, ValueRange},
    state::{Action, Tool, probe},
};

use crate::support::DicomBuilder;

use super::{Viewer, drag, image, press, settle, viewer, window};

fn glow(harness: &Viewer) -> Option<ValueRange> {
    harness.state().session().workspace().explore.glow
}

fn keys(harness: &mut Viewer, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

fn turn(harness: &mut Viewer, notches: f32) {
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, notches),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(3);
}

fn secondary(harness: &mut Viewer, from: Pos2, to: Pos2) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    harness.hover_at(from);
    harness.step();
    harness.event(button(from, true));
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.event(button(to, false));
    harness.run_steps(3);
}

#[test]
fn a_plot_that_is_not_seen_takes_no_wheel() {
    let mut harness = viewer(Vec::new());
    let plot = harness.get_by_label_contains("Histogram, window").rect().center();
    let (frame, before) = (image(&harness).frame, window(&harness));
    keys(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    assert!(harness.query_by_label_contains("Histogram, window").is_none());
    harness.hover_at(plot);
    harness.run_steps(2);
    turn(&mut harness, -1.0);
    settle(&mut harness);
    assert_eq!((image(&harness).frame, window(&harness)), (frame + 1, before), "the picture lies there now");
    keys(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    assert_eq!(window(&harness), before, "nothing was put aside for the plot");
}

#[test]
fn a_brushed_range_goes_with_its_axis_and_by_esc() {
    let mut harness = viewer(Vec::new());
    let plot = harness.get_by_label_contains("Histogram, window").rect();
    let picture = harness.get_by_label_contains("Image viewport").rect().center();
    let at = |across: f32| plot.left_center() + vec2(plot.width() * across, 0.0);
    secondary(&mut harness, at(0.3), at(0.7));
    harness.hover_at(picture);
    harness.run_steps(3);
    assert!(glow(&harness).is_some(), "a range stays");
    harness.get_by_label("Stored").click();
    harness.hover_at(picture);
    harness.run_steps(4);
    assert_eq!(glow(&harness), None, "the same numbers are other values there");
    harness.get_by_label("Values").click();
    harness.run_steps(3);
    secondary(&mut harness, at(0.3), at(0.7));
    harness.hover_at(picture);
    harness.run_steps(3);
    assert!(glow(&harness).is_some());
    press(&mut harness, Key::Escape);
    harness.run_steps(3);
    assert_eq!(glow(&harness), None);
}

#[test]
fn delete_on_the_plot_takes_no_region() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    harness.get_by_label_contains("Histogram, window").focus();
    harness.run_steps(2);
    keys(&mut harness, Modifiers::ALT, Key::ArrowRight);
    assert!(glow(&harness).is_some(), "keys begin where there are values");
    press(&mut harness, Key::Delete);
    harness.run_steps(3);
    assert_eq!((glow(&harness), image(&harness).regions.all().len()), (None, 1));
}

#[test]
fn esc_in_a_drag_ends_the_drag_alone_and_the_body_keeps_its_width() {
    let mut harness = viewer(Vec::new());
    let ground = Action::SetBounds { lower: -10.5, upper: 10.5 };
    harness.state_mut().session_mut().act(ground);
    harness.run_steps(2);
    press(&mut harness, Key::E);
    harness.run_steps(2);
    let plot = harness.get_by_label_contains("Histogram, window").rect();
    let from = plot.left_center() + vec2(plot.width() * 0.7, 0.0);
    let before = image(&harness).bounds();
    drag(&mut harness, from, vec2(40.0, 0.0));
    let ((lower, upper), (first, last)) = (image(&harness).bounds().unwrap(), before.unwrap());
    assert!(lower > 0.0, "it moved: {lower}");
    assert_eq!(upper - lower, last - first);
    press(&mut harness, Key::Escape);
    harness.drop_at(from + vec2(40.0, 0.0));
    harness.run_steps(2);
    assert_eq!(image(&harness).bounds(), before);
    assert_eq!(harness.state().session().workspace().tool, Tool::Ellipse, "the tool stays");
    // A drag whose window goes away under it ends there.
    drag(&mut harness, from, vec2(40.0, 0.0));
    press(&mut harness, Key::Q);
    harness.run_steps(2);
    assert!(harness.state().session().workspace().viewport().history.gesture_start().is_none());
    harness.drop_at(from);
    harness.run_steps(2);
}

#[test]
fn a_pin_is_read_out_and_goes_on_by_keys() {
    let mut harness = viewer(Vec::new());
    keys(&mut harness, Modifiers::SHIFT, Key::Y);
    let [column, row] = harness.state().session().workspace().why.pinned.unwrap();
    assert!(harness.query_by_label_contains(&format!("x {column} y {row}")).is_some());
    keys(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowRight);
    harness.get_by_label("Pin one pixel down").click();
    harness.run_steps(3);
    let pinned = harness.state().session().workspace().why.pinned;
    assert_eq!(pinned, Some([column + 1, row + 1]));
    let frame = image(&harness).frame;
    press(&mut harness, Key::ArrowDown);
    assert_eq!(image(&harness).frame, frame + 1, "arrows alone still scroll");
}

#[test]
fn the_menu_over_the_picture_unfolds_what_it_explains() {
    let mut harness = viewer(Vec::new());
    keys(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    let centre = harness.get_by_label_contains("Image viewport").rect().center();
    secondary(&mut harness, centre, centre);
    harness.get_by_label_contains("Why this grey?").click();
    harness.run_steps(4);
    assert!(harness.state().session().workspace().why.shown);
    assert!(harness.query_by_label_contains("Histogram, window").is_some(), "the side is there again");
}

#[test]
fn a_table_of_values_leaves_stored_numbers_without_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.dcm");
    let mut item = DataSetWriter::new();
    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    item.bytes((0x0028, 0x3002), "US", words(&[4, 0, 16]));
    item.text((0x0028, 0x3004), "LO", "US").bytes((0x0028, 0x3006), "US", words(&[0, 100, 900, 1000]));
    let builder = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7", "OT", 2, 2).pixels_u16(&[0, 1, 2, 3]);
    builder.sequence((0x0028, 0x3000), vec![item]).write(&path);
    let mut harness = viewer(vec![path]);
    harness.get_by_label("Stored").click();
    harness.run_steps(3);
    let plot = harness.get_by_role_and_label(Role::Image, "Histogram").rect();
    assert!(harness.query_by_label("Axis to the window").is_none());
    let before = window(&harness);
    for step in 1..20 {
        harness.hover_at(plot.left_center() + vec2(plot.width() * step as f32 / 20.0, 0.0));
        harness.run_steps(2);
        assert_eq!(glow(&harness), None);
    }
    turn(&mut harness, -2.0);
    assert_eq!(window(&harness), before);
}

#[test]
fn a_coloured_pixel_has_levels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("colour.dcm");
    DicomBuilder::rgb(1, 2).pixels_u8(&[10, 20, 30, 255, 0, 0]).write(&path);
    let harness = viewer(vec![path]);
    let under = |x: f64| probe(image(&harness), [x, 0.5]).unwrap();
    assert_eq!((under(0.5).rgb, under(0.5).level(Channel::Blue)), (Some([10, 20, 30]), Some(30)));
    // 0.299 * 255 = 76.245
    assert_eq!(under(1.5).level(Channel::All), Some(76));
}

#[test]
fn copied_code_names_no_file_while_identity_is_hidden() {
    for hidden in [false, true] {
        let mut options = hounsfield::desktop::launch::WindowOptions::new(std::time::Instant::now());
        options.phantom = true;
        options.hide_identity = hidden;
        let surroundings = hounsfield::gui::app::Surroundings::default;
        let mut harness = egui_kittest::Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |creation| {
            hounsfield::gui::app::App::within(&creation.egui_ctx, options.clone(), surroundings())
        });
        settle(&mut harness);
        let name = image(&harness).file_name().unwrap();
        let modifiers = Modifiers::COMMAND | Modifiers::SHIFT;
        let pressed = Event::Key { key: Key::C, physical_key: None, pressed: true, repeat: false, modifiers };
        harness.event(pressed);
        harness.step();
        let copied = harness.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        let copied = copied.expect("a script");
        assert_eq!((copied.contains(&name), copied.contains("\"file.dcm\"")), (!hidden, hidden), "{copied}");
    }
}
