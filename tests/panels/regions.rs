//! Regions: drawn, grasped, moved by keys, listed, renamed, saved.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    annotation::{Extent, Shape},
    state::{Scope, Tool},
};

use super::{Viewer, drag, image, press, settle, viewer, window};

/// The viewport on screen.
fn picture(harness: &Viewer) -> Rect {
    harness.get_by_label_contains("Image viewport").rect()
}

fn click(harness: &mut Viewer, pos: Pos2, button: PointerButton) {
    harness.hover_at(pos);
    harness.step();
    for pressed in [true, false] {
        harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        harness.step();
    }
    harness.run_steps(3);
}

/// Presses at one point, lets go at another.
fn draw(harness: &mut Viewer, from: Pos2, to: Pos2) {
    drag(harness, from, to - from);
    harness.drop_at(to);
    harness.step();
    settle(harness);
}

fn shapes(harness: &Viewer) -> Vec<Shape> {
    image(harness).regions.all().iter().map(|placed| placed.region.shape.clone()).collect()
}

fn extent(harness: &Viewer) -> Extent {
    shapes(harness).last().expect("a region").extent()
}

/// Pixel coordinates of a point on screen.
fn pixel(harness: &Viewer, at: Pos2) -> [f64; 2] {
    let placement = harness.state().session().workspace().placement().unwrap();
    let at = at - picture(harness).min;
    image(harness).view.pixel_from_screen(&placement).apply([f64::from(at.x), f64::from(at.y)])
}

fn screen(harness: &Viewer, at: [f64; 2]) -> Pos2 {
    let placement = harness.state().session().workspace().placement().unwrap();
    let [x, y] = image(harness).view.pixel_from_screen(&placement).inverse().apply(at);
    picture(harness).min + vec2(x as f32, y as f32)
}

fn near(a: [f64; 2], b: [f64; 2]) -> bool {
    (a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 1e-6
}

/// Values of the pixels whose centres an ellipse in this rectangle holds, by its equation.
fn values_in_ellipse(harness: &Viewer, extent: Extent) -> Vec<f64> {
    let (low, high) = (extent.low, extent.high);
    let picture = image(harness).picture().unwrap();
    let mut values = Vec::new();
    for row in 0..picture.frame().rows {
        for column in 0..picture.frame().columns {
            let x = (f64::from(column) + 0.5 - (low[0] + high[0]) / 2.0) / ((high[0] - low[0]) / 2.0);
            let y = (f64::from(row) + 0.5 - (low[1] + high[1]) / 2.0) / ((high[1] - low[1]) / 2.0);
            if x * x + y * y <= 1.0 {
                values.extend(picture.value(column, row));
            }
        }
    }
    values.sort_by(f64::total_cmp);
    values
}

#[test]
fn an_ellipse_is_drawn_measured_taken_back_and_deleted() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::E);
    assert_eq!(harness.state().session().workspace().tool, Tool::Ellipse);
    let centre = picture(&harness).center();
    let (from, to) = (centre - vec2(60.0, 40.0), centre + vec2(50.0, 30.0));
    draw(&mut harness, from, to);
    let drawn = extent(&harness);
    assert!(near(drawn.low, pixel(&harness, from)) && near(drawn.high, pixel(&harness, to)), "{drawn:?}");
    let values = values_in_ellipse(&harness, drawn);
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let measured = image(&harness).measured(1).expect("figures").clone();
    let figures = measured.first().unwrap();
    assert_eq!(
        (figures.count, figures.min, figures.max),
        (values.len() as u64, values.first().copied(), values.last().copied())
    );
    assert!((figures.mean.unwrap() - mean).abs() < 1e-9 && (figures.sd.unwrap() - sd).abs() < 1e-9);
    let middle = values.len() / 2;
    let median = if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 };
    assert_eq!(figures.median, Some(median));
    assert!((measured.area.value - count * 0.703_125 * 0.703_125).abs() < 1e-6);
    assert!(harness.query_by_label(&format!("{}", values.len())).is_some(), "the count stands in the table");
    // Regions are no window: it has not moved.
    let before = window(&harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.step();
    assert!(shapes(&harness).is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.step();
    assert_eq!((shapes(&harness).len(), window(&harness)), (1, before));
    // Undo gave up the choice; a click on its line takes it again.
    let line = screen(&harness, [drawn.low[0], (drawn.low[1] + drawn.high[1]) / 2.0]);
    click(&mut harness, line, PointerButton::Primary);
    press(&mut harness, Key::Delete);
    assert!(shapes(&harness).is_empty());
}

#[test]
fn shift_draws_a_circle_and_esc_gives_a_drag_and_then_the_tool_up() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    let centre = picture(&harness).center();
    drag(&mut harness, centre, vec2(50.0, 30.0));
    let [width, height] = extent(&harness).size();
    assert!(width > height * 1.5, "{width} {height}");
    harness.event_modifiers(Event::PointerMoved(centre + vec2(52.0, 30.0)), Modifiers::SHIFT);
    harness.step();
    let [width, height] = extent(&harness).size();
    assert!((width - height).abs() < 1e-9 && width > 1.0, "{width} {height}");
    press(&mut harness, Key::Escape);
    assert!(shapes(&harness).is_empty(), "the drag is taken back");
    harness.drop_at(centre + vec2(50.0, 30.0));
    harness.step();
    assert_eq!(harness.state().session().workspace().tool, Tool::Box);
    press(&mut harness, Key::Escape);
    assert_eq!(harness.state().session().workspace().tool, Tool::Window);
}

#[test]
fn esc_in_the_pass_that_ends_a_drag_does_not_take_the_drag_back() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    let centre = picture(&harness).center();
    drag(&mut harness, centre, vec2(50.0, 30.0));
    // A slow machine sees both at once, in the order in which they came.
    harness.drop_at(centre + vec2(50.0, 30.0));
    harness.key_press(Key::Escape);
    harness.step();
    assert_eq!(shapes(&harness).len(), 1);
    assert_eq!(harness.state().session().workspace().tool, Tool::Window);
}

#[test]
fn keys_of_one_pass_count_in_the_order_in_which_they_were_pressed() {
    let mut harness = viewer(Vec::new());
    harness.key_press(Key::B);
    harness.key_press(Key::E);
    harness.step();
    assert_eq!(harness.state().session().workspace().tool, Tool::Ellipse);
    harness.key_press(Key::E);
    harness.key_press(Key::B);
    harness.step();
    assert_eq!(harness.state().session().workspace().tool, Tool::Box);
}

#[test]
fn lines_and_handles_are_grasped_and_everything_else_windows() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    let centre = picture(&harness).center();
    draw(&mut harness, centre - vec2(60.0, 60.0), centre + vec2(60.0, 60.0));
    press(&mut harness, Key::W);
    let (before, drawn) = (window(&harness), extent(&harness));
    draw(&mut harness, centre, centre + vec2(30.0, 10.0));
    assert_ne!(window(&harness), before, "inside, a drag windows");
    assert_eq!(extent(&harness), drawn);
    let before = window(&harness);
    // By its line it moves, between the handles.
    draw(&mut harness, centre + vec2(-60.0, 30.0), centre + vec2(-40.0, 20.0));
    let scale = pixel(&harness, centre + vec2(1.0, 0.0))[0] - pixel(&harness, centre)[0];
    let moved = extent(&harness);
    assert!(near(moved.low, [drawn.low[0] + 20.0 * scale, drawn.low[1] - 10.0 * scale]), "{moved:?}");
    assert!(near(moved.size(), drawn.size()));
    // By a handle it is resized.
    let handle = screen(&harness, moved.high);
    draw(&mut harness, handle, handle + vec2(-30.0, 12.0));
    let resized = extent(&harness);
    assert!(near(resized.low, moved.low), "{resized:?}");
    assert!(near(resized.high, [moved.high[0] - 30.0 * scale, moved.high[1] + 12.0 * scale]), "{resized:?}");
    assert_eq!(window(&harness), before);
    for expected in [moved, drawn] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.step();
        if expected == drawn {
            // The move; the window's drag lies before it.
            assert_eq!(extent(&harness), drawn);
        } else {
            assert_eq!(extent(&harness), expected);
        }
    }
}

#[test]
fn a_region_follows_turns_flips_and_zoom() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::R);
    press(&mut harness, Key::H);
    press(&mut harness, Key::G);
    let centre = picture(&harness).center();
    let corners = [vec2(-70.0, -50.0), vec2(60.0, -40.0), vec2(50.0, 55.0), vec2(-55.0, 45.0)].map(|by| centre + by);
    let expected: Vec<[f64; 2]> = corners.iter().map(|corner| pixel(&harness, *corner)).collect();
    harness.drag_at(corners[0]);
    harness.step();
    for corner in &corners[1..] {
        harness.hover_at(*corner);
        harness.step();
    }
    harness.drop_at(corners[3]);
    harness.step();
    settle(&mut harness);
    let drawn = shapes(&harness);
    let [Shape::Freehand(path)] = drawn.as_slice() else { panic!("one region, drawn by hand") };
    assert_eq!(path.points().len(), 4);
    for (found, expected) in path.points().iter().zip(&expected) {
        assert!(near(*found, *expected), "{found:?} {expected:?}");
    }
    // Zoomed in, its line is still grasped where it is seen.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    harness.step();
    let from = screen(&harness, [(expected[0][0] + expected[1][0]) / 2.0, (expected[0][1] + expected[1][1]) / 2.0]);
    press(&mut harness, Key::W);
    draw(&mut harness, from, from + vec2(0.0, 24.0));
    let (to, was) = (pixel(&harness, from + vec2(0.0, 24.0)), pixel(&harness, from));
    let drawn = shapes(&harness);
    let [Shape::Freehand(moved)] = drawn.as_slice() else { panic!("one region, drawn by hand") };
    let by = [moved.points()[0][0] - expected[0][0], moved.points()[0][1] - expected[0][1]];
    assert!(near(by, [to[0] - was[0], to[1] - was[1]]), "{by:?}");
}

#[test]
fn a_region_is_made_moved_and_resized_by_keys_alone() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    let (made, frame) = (extent(&harness), image(&harness).frame);
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.step();
    harness.key_press_modifiers(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowDown);
    harness.step();
    let moved = extent(&harness);
    assert_eq!(moved.low, [made.low[0] + 1.0, made.low[1] + 10.0]);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    harness.step();
    assert_eq!(extent(&harness).size(), [made.size()[0] + 1.0, made.size()[1]]);
    assert_eq!(image(&harness).frame, frame, "the stack stands still");
    // Arrows alone scroll, with a region chosen too.
    let size = extent(&harness);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(image(&harness).frame, frame + 1);
    press(&mut harness, Key::ArrowUp);
    settle(&mut harness);
    assert_eq!((image(&harness).frame, extent(&harness)), (frame, size));
    // Out of the tool, and out of the region.
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Escape);
    assert_eq!(image(&harness).regions.selected(), None);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(image(&harness).frame, frame + 1);
    press(&mut harness, Key::ArrowUp);
    settle(&mut harness);
    press(&mut harness, Key::N);
    assert_eq!(image(&harness).regions.selected(), Some(1));
    press(&mut harness, Key::Delete);
    assert!(shapes(&harness).is_empty());
}

#[test]
fn the_panel_renames_hides_counts_and_saves() {
    let mut harness = viewer(Vec::new());
    assert!(harness.query_by_label("Region").is_none(), "no panel without regions");
    press(&mut harness, Key::E);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    harness.get_by_label("Rename").click();
    harness.run_steps(3);
    let field = harness.get_by_role_and_label(Role::TextInput, "Name of the region");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "Name of the region").type_text("Aorta");
    harness.step();
    press(&mut harness, Key::Enter);
    harness.run_steps(2);
    assert_eq!(image(&harness).regions.all()[0].region.name, "Aorta");
    harness.get_by_role_and_label(Role::CheckBox, "Show Aorta").click();
    harness.run_steps(2);
    assert!(!image(&harness).regions.all()[0].region.visible);
    assert!(image(&harness).measured(1).is_some(), "it is measured all the same");
    harness.get_by_role_and_label(Role::CheckBox, "Show Aorta").click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Button, "Histogram").click();
    harness.run_steps(2);
    assert_eq!(harness.state().session().workspace().explore.scope, Scope::Region(1));
    assert_eq!(harness.state().session().workspace().plotted().unwrap().of, "Aorta");

    let folder = tempfile::tempdir().unwrap();
    harness.get_by_label("CSV…").click();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while harness.query_by_role_and_label(Role::TextInput, "Path of the new file").is_none() {
        assert!(std::time::Instant::now() < until, "no sheet asks for a path");
        harness.step();
    }
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    let path = folder.path().join("mine.csv");
    harness.get_by_role_and_label(Role::TextInput, "Path of the new file").type_text(&path.to_string_lossy());
    harness.step();
    press(&mut harness, Key::Enter);
    while !path.exists() || harness.query_by_role_and_label(Role::TextInput, "Path of the new file").is_some() {
        assert!(std::time::Instant::now() < until, "nothing is written");
        harness.step();
    }
    let csv = std::fs::read_to_string(&path).unwrap();
    assert!(csv.starts_with("name,shape,file,frame,") && csv.contains("\r\nAorta,ellipse,"), "{csv}");
    let notice = harness.state().session().workspace().notice.clone().expect("it is said");
    assert_eq!(notice.text, "Saved as mine.csv");
}

#[test]
fn a_right_click_offers_what_can_be_done_with_a_region() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::B);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    let centre = picture(&harness).center();
    click(&mut harness, centre + vec2(5.0, 5.0), PointerButton::Secondary);
    harness.get_by_label("Delete region").click();
    harness.run_steps(2);
    assert!(shapes(&harness).is_empty());
    click(&mut harness, centre + vec2(5.0, 5.0), PointerButton::Secondary);
    assert!(harness.query_by_label("Delete region").is_none());
}
