//! Two presentations of one picture: tried, side by side, and swapped.

use crate::image::Voi;

use super::*;

fn act(stage: &mut Stage, action: CompareAction) {
    stage.apply(Action::Compare(action));
}

fn lung() -> Voi {
    Voi::Window {
        window: Window::new(-600.0, 1500.0),
        function: crate::image::VoiFunction::Linear,
        source: VoiSource::User,
    }
}

fn beside(stage: &Stage) -> &Voi {
    &stage.image().wipe.as_ref().unwrap().other.voi
}

#[test]
fn sides_swap_their_windows_and_nothing_else_and_back_again() {
    let mut stage = showing("ct-12");
    script(&mut stage, "window 40 400");
    act(&mut stage, CompareAction::Beside(lung()));
    // Changed after the divider was put there.
    script(&mut stage, "invert");
    stage.apply(Action::SetColourMap("hot".to_owned()));
    stage.apply(Action::ToggleOverlays);
    stage.apply(Action::Band(BandAction::ToggleOverlay(0)));
    let before = stage.image().presentation().unwrap().clone();
    act(&mut stage, CompareAction::Swap);
    let after = stage.image().presentation().unwrap().clone();
    assert_eq!((&after.voi, beside(&stage)), (&lung(), &before.voi));
    assert_eq!(crate::image::Presentation { voi: before.voi.clone(), ..after }, before);
    script(&mut stage, "undo");
    assert_eq!((stage.image().presentation().unwrap(), beside(&stage)), (&before, &lung()));
    script(&mut stage, "redo");
    assert_eq!((&stage.image().presentation().unwrap().voi, beside(&stage)), (&lung(), &before.voi));
    act(&mut stage, CompareAction::Swap);
    assert_eq!((stage.image().presentation().unwrap(), beside(&stage)), (&before, &lung()));
}

#[test]
fn the_window_that_a_mode_goes_back_to_changes_sides_with_it() {
    let mut stage = showing("ct-12");
    script(&mut stage, "window 40 400");
    stage.apply(Action::Display(DisplayAction::ToggleEqualize));
    act(&mut stage, CompareAction::Beside(lung()));
    act(&mut stage, CompareAction::Swap);
    assert_eq!(window(&stage), (-600.0, 1500.0));
    act(&mut stage, CompareAction::Swap);
    stage.apply(Action::Display(DisplayAction::LeaveMode));
    assert_eq!(window(&stage), (40.0, 400.0));
}

#[test]
fn what_is_on_trial_or_beside_ends_on_any_picture() {
    let mut stage = showing("ct-12");
    act(&mut stage, CompareAction::Try(lung()));
    act(&mut stage, CompareAction::Beside(lung()));
    stage.viewport_mut().image.layers.clear();
    act(&mut stage, CompareAction::EndTrial);
    act(&mut stage, CompareAction::Toggle);
    assert!(stage.image().trial.is_none() && stage.image().wipe.is_none());
    act(&mut stage, CompareAction::Toggle);
    assert!(stage.image().wipe.is_none(), "there is nothing to compare");
}
