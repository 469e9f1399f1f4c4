#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::image::Window;

#[test]
fn a_mode_is_named_with_its_numbers() {
    let usual = EqualizeSettings::default();
    assert_eq!(equalized_text(&usual), "Equalised, 100 bins");
    let odd =
        EqualizeSettings { bins: 1, min_px: Some(-1100.0), max_px: Some(300.5), padding: EqualizePadding::LeftOut };
    assert_eq!(equalized_text(&odd), "Equalised, 1 bin, -1100 to 300.5, without padding");
    let windows = vec![ChannelWindow::preset("lungs").unwrap(), ChannelWindow::by_hand(Window::new(40.0, 400.0), true)];
    let channels = ChannelSettings { windows, equalised: Some(usual) };
    assert_eq!(channels_text(&channels), "Red Lungs  Green C 40 W 400  Blue equalised, 100 bins");
    assert_eq!(channels_text(&ChannelSettings::default()), "No channels");
}
