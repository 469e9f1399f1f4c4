//! Equalised and as channels, and back.

use crate::image::{ChannelSettings, EqualizeSettings, TransferCurve, VoiFunction};

use super::*;

fn act(stage: &mut Stage, action: DisplayAction) {
    stage.apply(Action::Display(action));
}

#[test]
fn a_window_comes_back_when_a_mode_is_left() {
    let mut stage = showing("ct");
    script(&mut stage, "window 55 333");
    act(&mut stage, DisplayAction::ToggleEqualize);
    assert_eq!(stage.image().window_text(), "Equalised, 100 bins, from -1100");
    assert!(stage.image().window().is_none() && stage.image().bounds().is_none());
    assert_eq!(stage.image().window_or_range(), Some(Window::new(55.0, 333.0)));
    act(&mut stage, DisplayAction::ToggleChannels);
    assert!(stage.image().window_text().starts_with("Red Lungs  Green "), "{}", stage.image().window_text());
    act(&mut stage, DisplayAction::ToggleChannels);
    assert_eq!(window(&stage), (55.0, 333.0));
    // Each way is one step of undo, and the settings of a mode are those of the last time.
    script(&mut stage, "undo; undo");
    assert_eq!(stage.image().window_text(), "Equalised, 100 bins, from -1100");
    let other = EqualizeSettings { bins: 7, min_px: None, ..EqualizeSettings::default() };
    act(&mut stage, DisplayAction::SetEqualize(other));
    act(&mut stage, DisplayAction::LeaveMode);
    act(&mut stage, DisplayAction::LeaveMode);
    assert_eq!(window(&stage), (55.0, 333.0));
    act(&mut stage, DisplayAction::ToggleEqualize);
    assert_eq!(stage.image().window_text(), "Equalised, 7 bins");
}

#[test]
fn a_drag_returns_to_the_window() {
    let mut stage = showing("ct");
    script(&mut stage, "window 40 400");
    stage.apply(Action::SetFunction(VoiFunction::Sigmoid));
    act(&mut stage, DisplayAction::ToggleEqualize);
    script(&mut stage, "press; drag 40 0; drag 80 0; release");
    assert_eq!(window(&stage), (40.0, 800.0));
    assert_eq!(stage.image().window().unwrap().1, VoiFunction::Sigmoid);
    script(&mut stage, "undo");
    assert!(stage.image().window_text().starts_with("Equalised"));
    script(&mut stage, "level 90");
    assert_eq!(window(&stage), (90.0, 400.0));
}

#[test]
fn settings_stay_over_frames_and_breakpoints_are_each_frames_own() {
    let mut stage = showing("us");
    if stage.image().is_colour() {
        return refuses(stage);
    }
    act(&mut stage, DisplayAction::ToggleEqualize);
    let breakpoints = |stage: &Stage| {
        let image = stage.image();
        TransferCurve::new(image.picture().unwrap(), image.presentation().unwrap()).breakpoints().to_vec()
    };
    let first = breakpoints(&stage);
    script(&mut stage, "frame 20");
    assert_eq!(stage.image().window_text(), "Equalised, 100 bins");
    assert_ne!(breakpoints(&stage), first);
}

/// Colours and labels stay as they are, and a sentence says so.
fn refuses(mut stage: Stage) {
    let before = stage.image().presentation().cloned();
    for action in [DisplayAction::ToggleEqualize, DisplayAction::SetChannels(ChannelSettings::default())] {
        act(&mut stage, action);
        assert_eq!(stage.image().presentation().cloned(), before);
        assert!(stage.notice.take().unwrap().text.contains("equalising and channels"));
    }
    assert!(!stage.viewport().history.can_undo());
}

#[test]
fn fastai_s_bounds_are_an_even_distance_apart() {
    let mut stage = showing("ct");
    script(&mut stage, "window 40 375");
    stage.apply(Action::SetFunction(VoiFunction::Fastai));
    assert_eq!(stage.image().bounds(), Some((-147.0, 227.0)));
    script(&mut stage, "bounds -147 228");
    assert_eq!((stage.image().bounds(), window(&stage)), (Some((-147.0, 229.0)), (41.0, 376.0)));
    script(&mut stage, "bounds -100 229");
    assert_eq!(stage.image().bounds(), Some((-101.0, 229.0)));
}

#[test]
fn wrong_settings_are_brought_into_range() {
    let mut stage = showing("ct");
    act(&mut stage, DisplayAction::SetEqualize(EqualizeSettings { bins: 0, ..EqualizeSettings::default() }));
    assert_eq!(stage.image().window_text(), "Equalised, 1 bin");
    let equalised = Some(EqualizeSettings { bins: usize::MAX, ..EqualizeSettings::default() });
    act(&mut stage, DisplayAction::SetChannels(ChannelSettings { windows: Vec::new(), equalised }));
    assert_eq!(stage.image().window_text(), "Red equalised, 100000 bins");
}
