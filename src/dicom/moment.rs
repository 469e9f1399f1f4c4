//! Dates and times as seconds, to subtract one from another (PS3.5 6.2: DA, TM, DT).

/// Seconds of a day.
pub(super) const DAY: f64 = 86_400.0;

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    /// Seconds since 1970-01-01 by the clock of the place where it was written.
    pub local: f64,
    /// Seconds that the place is ahead of UTC, where the value says so.
    pub offset: Option<f64>,
}

impl Moment {
    /// From DA and TM values; `None` where either is none.
    pub fn from_date_and_time(date: &str, time: &str, offset: Option<f64>) -> Option<Self> {
        Some(Self { local: days(date)? * DAY + seconds(time)?, offset })
    }

    /// From a DT value that has at least hours and minutes. Its own offset comes before `offset`.
    pub fn from_date_time(text: &str, offset: Option<f64>) -> Option<Self> {
        let text = text.trim();
        let (clock, own) = match text.find(['+', '-']) {
            Some(at) => (text.get(..at)?, Some(utc_offset(text.get(at..)?)?)),
            None => (text, None),
        };
        let (date, time) = (clock.get(..8)?, clock.get(8..)?);
        (time.len() >= 4).then_some(())?;
        Self::from_date_and_time(date, time, own.or(offset))
    }

    /// Seconds from `earlier` to this. The clocks are compared as they stand unless both say where they are.
    pub fn since(self, earlier: Self) -> f64 {
        let local = self.local - earlier.local;
        match (self.offset, earlier.offset) {
            (Some(here), Some(there)) => local - (here - there),
            _ => local,
        }
    }
}

/// Seconds since midnight of a TM value (HH, HHMM, HHMMSS, HHMMSS.F, or with the colons of old files).
pub(super) fn seconds(time: &str) -> Option<f64> {
    let plain: String = time.trim().chars().filter(|&c| c != ':').collect();
    let (digits, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let fraction_is_sound = digits.len() == 6 && fraction.len() <= 6 && is_number(fraction);
    if !is_number(digits) || !matches!(digits.len(), 2 | 4 | 6) || !(fraction.is_empty() || fraction_is_sound) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0.0), |text| text.parse::<f64>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().ok()? };
    // 60 is a leap second.
    (hours < 24.0 && minutes < 60.0 && seconds <= 60.0).then_some(hours * 3600.0 + minutes * 60.0 + seconds + fraction)
}

/// A _Timezone Offset From UTC_ (0008,0201), `+0100` or `-0530`, in seconds.
pub(super) fn utc_offset(text: &str) -> Option<f64> {
    let text = text.trim();
    let sign = match text.as_bytes().first()? {
        b'+' => 1.0,
        b'-' => -1.0,
        _ => return None,
    };
    let digits = text.get(1..5).filter(|_| text.len() == 5).filter(|digits| is_number(digits))?;
    let (hours, minutes): (f64, f64) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    (hours <= 14.0 && minutes < 60.0).then_some(sign * (hours * 3600.0 + minutes * 60.0))
}

/// Days since 1970-01-01 of a DA value (YYYYMMDD, or YYYY.MM.DD of old files).
fn days(date: &str) -> Option<f64> {
    let plain: String = date.trim().chars().filter(|&c| c != '.').collect();
    if plain.len() != 8 || !is_number(&plain) {
        return None;
    }
    let number = |from: usize, to: usize| plain.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month - 1).ok()?;
    let length = *lengths.get(before)?;
    if year < 1 || !(1..=length).contains(&day) {
        return None;
    }
    // Leap years before this one, counted from year 1; 1970-01-01 is day 719162 of that count.
    let past = year - 1;
    let whole = past * 365 + past / 4 - past / 100 + past / 400;
    let this_year: i64 = lengths.iter().take(before).sum();
    Some((whole + this_year + day - 1 - 719_162) as f64)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        // By Python's datetime.date(...).toordinal() - 719163.
        for (date, expected) in [
            ("19700101", 0.0),
            ("20000229", 11016.0),
            ("20261121", 20778.0),
            ("19000301", -25508.0),
            ("1995.07.20", 9331.0),
            ("16000229", -135_081.0),
        ] {
            assert_eq!(days(date), Some(expected), "{date}");
        }
        for date in ["", "20250229", "20251301", "20250100", "2025010", "2025-01-01", "00000101"] {
            assert_eq!(days(date), None, "{date}");
        }
    }

    #[test]
    fn times_may_be_short_and_have_fractions() {
        for (time, expected) in [
            ("130244.678", 46_964.678),
            ("1302", 46_920.0),
            ("13", 46_800.0),
            ("13:02:44", 46_964.0),
            (" 000000.000001 ", 1e-6),
        ] {
            assert!((seconds(time).unwrap() - expected).abs() < 1e-9, "{time}");
        }
        for time in ["", "1", "240000", "126000", "13024", "1302.5", "13024a", "130244.1234567"] {
            assert_eq!(seconds(time), None, "{time}");
        }
    }

    #[test]
    fn moments_are_compared_across_midnight_and_places() {
        let at = |text| Moment::from_date_time(text, None).unwrap();
        assert_eq!(at("20251231235930").since(at("20251231235900")), 30.0);
        assert_eq!(at("20260101000030.5").since(at("20251231235930")), 60.5);
        assert_eq!(at("202601011200+0100").since(at("202601011200+0000")), -3600.0);
        assert_eq!(at("202601011200-0530").since(at("202601011200")), 0.0);
        let stated = Moment::from_date_and_time("20260101", "1200", utc_offset("+0200"));
        assert_eq!(stated.unwrap().since(at("202601011000+0000")), 0.0);
        for text in ["2026", "20260101", "2026010112", "20260101120000+01", "20260101120000+2500"] {
            assert_eq!(Moment::from_date_time(text, None), None, "{text}");
        }
    }
}
