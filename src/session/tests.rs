#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::state::{CompareAction, DisplayAction};

const LONG: Duration = Duration::from_secs(60);

/// Polls as a window does until all is quiet, and paints what is on screen each time; each picture was counted once.
fn watch(session: &mut Session) {
    loop {
        session.poll();
        let image = session.workspace().image();
        let picture = Arc::clone(image.picture().unwrap());
        picture.displayed(image.presentation().unwrap(), 0, 0);
        assert_eq!(picture.times_counted(), 1, "frame {}", image.loaded.frame);
        if session.workspace().is_quiet() {
            assert_eq!(picture.times_counted(), 1);
            return;
        }
        thread::sleep(Duration::from_micros(50));
    }
}

#[test]
fn an_equalised_frame_is_counted_once_and_before_it_is_shown() {
    let mut session = Session::unattended();
    session.act(Action::OpenPhantom);
    assert!(session.wait(LONG));
    while session.workspace().image().frames() < 5 || !session.workspace().image().takes_window() {
        let before = session.workspace().image().key();
        session.act(Action::StepSeries(1));
        assert!(session.wait(LONG));
        assert_ne!(session.workspace().image().key(), before, "no series of grey frames");
    }
    session.act(Action::Display(DisplayAction::ToggleEqualize));
    for step in [1, 1, 2, -1, 1] {
        session.act(Action::StepFrame(step));
        watch(&mut session);
    }
    // As well where only what is beside the divider is equalised.
    let equalised = session.workspace().image().presentation().unwrap().voi.clone();
    session.act(Action::Display(DisplayAction::LeaveMode));
    session.act(Action::Compare(CompareAction::Beside(equalised)));
    let last = session.workspace().image().frames() - 1;
    session.act(Action::ShowFrame(last));
    watch(&mut session);
    assert_eq!(session.workspace().image().loaded.frame, last);
}
