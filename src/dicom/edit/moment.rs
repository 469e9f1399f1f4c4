//! Dates and times as PS3.5 table 6.2-1 writes them.

/// DA: `YYYYMMDD`, a day of the Gregorian calendar.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 8 && is_day(text)
}

/// TM: `HHMMSS.FFFFFF`, seconds up to 60, cut from the right.
pub(super) fn is_time(text: &str) -> bool {
    is_clock(text.trim_end_matches(' '))
}

/// DT: `YYYYMMDDHHMMSS.FFFFFF&ZZXX`, cut from the right, with or without the offset from UTC.
pub(super) fn is_date_time(text: &str) -> bool {
    let text = text.trim_end_matches(' ');
    let (moment, offset) = match text.rfind(['+', '-']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at..)),
        None => (text, None),
    };
    let digits = moment.find('.').unwrap_or(moment.len());
    let (day, clock) = moment.split_at_checked(8.min(digits)).unwrap_or((moment, ""));
    is_day(day) && (clock.is_empty() || is_clock(clock)) && offset.is_none_or(is_offset)
}

/// `YYYY`, `YYYYMM` or `YYYYMMDD`.
fn is_day(text: &str) -> bool {
    let Some(year) = number(text.get(..4)) else { return false };
    match text.len() {
        4 => true,
        6 => number(text.get(4..6)).is_some_and(|month| (1..=12).contains(&month)),
        8 => {
            let (Some(month), Some(day)) = (number(text.get(4..6)), number(text.get(6..8))) else { return false };
            let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
            let days = match month {
                2 => 28 + u32::from(is_leap),
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => 0,
            };
            (1..=days).contains(&day)
        }
        _ => false,
    }
}

/// `HH`, `HHMM`, `HHMMSS` or that with a fraction of one to six digits.
fn is_clock(text: &str) -> bool {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let within = |at: usize, most: u32| number(text.get(at..at + 2)).is_some_and(|value| value <= most);
    let is_fraction = |fraction: &str| (1..=6).contains(&fraction.len()) && number(Some(fraction)).is_some();
    match whole.len() {
        2 => fraction.is_none() && within(0, 23),
        4 => fraction.is_none() && within(0, 23) && within(2, 59),
        6 => within(0, 23) && within(2, 59) && within(4, 60) && fraction.is_none_or(is_fraction),
        _ => false,
    }
}

/// `&ZZXX`, from -1200 to +1400.
fn is_offset(text: &str) -> bool {
    let (Some(hours), Some(minutes)) = (number(text.get(1..3)), number(text.get(3..5))) else { return false };
    let most = if text.starts_with('-') { 1200 } else { 1400 };
    text.len() == 5 && minutes < 60 && hours * 100 + minutes <= most && text != "-0000"
}

fn number(text: Option<&str>) -> Option<u32> {
    text.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        assert!(is_date("20240229") && is_date("20000229"));
        assert!(!is_date("20230229") && !is_date("19000229") && !is_date("20241301") && !is_date("2024"));
        assert!(!is_date("2024022é"));
    }

    #[test]
    fn times_may_be_cut_from_the_right() {
        for time in ["07", "0730", "073000", "235960.5", "073000.123456"] {
            assert!(is_time(time), "{time}");
        }
        for wrong in ["24", "0760", "073", "0730.5", "073000.", "073000.1234567", "07:30"] {
            assert!(!is_time(wrong), "{wrong}");
        }
        for moment in ["2024", "202402", "2024022907", "20240229073000.5+0100", "2024-0330"] {
            assert!(is_date_time(moment), "{moment}");
        }
        for wrong in ["", "20240230", "2024.5", "202402+1500", "20240229073000-0000", "20240229073000+01"] {
            assert!(!is_date_time(wrong), "{wrong}");
        }
    }
}
