//! Values of dates, times, ages, names and tags in plain words (PS3.5 6.2).

use super::tags::TagRow;

/// Values of one element that are read out.
const MOST: usize = 4;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// What the value of a row means, where that takes reading; `None` where the value says it itself, or says nothing that is
/// valid in its VR.
pub fn read_out(row: &TagRow) -> Option<String> {
    let read: fn(&str) -> Option<String> = match row.vr {
        "DA" => dates,
        "TM" => time,
        "DT" => date_time,
        "AS" => age,
        "PN" => person,
        "AT" => tag,
        _ => return None,
    };
    let mut values = row.value.split('\\');
    let words: Option<Vec<String>> = values.by_ref().take(MOST).map(read).collect();
    let more = if values.next().is_some() { " …" } else { "" };
    Some(words?.join("; ") + more)
}

/// `20261121`, or a range of days as in a query.
fn dates(value: &str) -> Option<String> {
    match value.split_once('-') {
        Some(("", last)) => Some(format!("until {}", date(last)?)),
        Some((first, "")) => Some(format!("from {}", date(first)?)),
        Some((first, last)) => Some(format!("{} to {}", date(first)?, date(last)?)),
        None => date(value),
    }
}

fn date(value: &str) -> Option<String> {
    // ACR-NEMA wrote points between the parts.
    let digits = value.trim().replace('.', "");
    let (year, month, day) = (number(&digits, 0, 4)?, number(&digits, 4, 2)?, number(&digits, 6, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let name = MONTHS.get(month.checked_sub(1)? as usize)?;
    if digits.len() != 8 || !(1..=length).contains(&day) || year == 0 {
        return None;
    }
    let weekday = DAYS.get(weekday(year, month, day))?;
    Some(format!("{weekday}, {day} {name} {year}"))
}

/// Sunday is 0, by Sakamoto's table for the Gregorian calendar.
fn weekday(year: u32, month: u32, day: u32) -> usize {
    const SHIFTS: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year.saturating_sub(1) } else { year };
    let shift = SHIFTS.get(month.saturating_sub(1) as usize).copied().unwrap_or_default();
    ((year + year / 4 - year / 100 + year / 400 + shift + day) % 7) as usize
}

/// `HHMMSS.FFFFFF`, from the hour on as far as it is given.
fn time(value: &str) -> Option<String> {
    let plain = value.trim().replace(':', "");
    let (clock, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !whole(fraction) || fraction.len() > 6 || !fraction.is_empty() && clock.len() != 6 {
        return None;
    }
    let hour = number(clock, 0, 2).filter(|hour| *hour < 24)?;
    let minute = || number(clock, 2, 2).filter(|minute| *minute < 60);
    // A leap second has the number 60.
    let second = || number(clock, 4, 2).filter(|second| *second <= 60);
    match clock.len() {
        2 => Some(format!("{hour:02} h")),
        4 => Some(format!("{hour:02}:{:02}", minute()?)),
        6 if fraction.is_empty() => Some(format!("{hour:02}:{:02}:{:02}", minute()?, second()?)),
        6 => Some(format!("{hour:02}:{:02}:{:02}.{fraction}", minute()?, second()?)),
        _ => None,
    }
}

/// `YYYYMMDDHHMMSS.FFFFFF&ZZXX`, from the year on as far as it is given.
fn date_time(value: &str) -> Option<String> {
    let value = value.trim();
    let (value, zone) = match value.rfind(['+', '-']) {
        Some(at) => {
            let (value, zone) = value.split_at_checked(at)?;
            let (hours, minutes) = (number(zone, 1, 2)?, number(zone, 3, 2)?);
            if zone.len() != 5 || hours > 14 || minutes > 59 {
                return None;
            }
            let sign = if zone.starts_with('-') { '−' } else { '+' };
            (value, format!(", UTC{sign}{hours:02}:{minutes:02}"))
        }
        None => (value, String::new()),
    };
    let read = match value.len() {
        4 => number(value, 0, 4)?.to_string(),
        6 => format!("{} {}", MONTHS.get(number(value, 4, 2)?.checked_sub(1)? as usize)?, number(value, 0, 4)?),
        8 => date(value)?,
        _ => format!("{}, {}", date(value.get(..8)?)?, time(value.get(8..)?)?),
    };
    Some(read + &zone)
}

/// `003M`.
fn age(value: &str) -> Option<String> {
    let value = value.trim();
    let unit = match value.get(3..)? {
        "D" => "day",
        "W" => "week",
        "M" => "month",
        "Y" => "year",
        _ => return None,
    };
    let count = number(value, 0, 3)?;
    Some(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
}

/// Up to three groups joined by `=`, each of up to five parts joined by `^`.
fn person(value: &str) -> Option<String> {
    const PARTS: [&str; 5] = ["family name", "given name", "middle name", "prefix", "suffix"];
    let groups = value.split('=').zip(["", "ideographic", "phonetic"]);
    let read: Vec<String> = groups
        .filter_map(|(group, name)| {
            let parts = group.split('^').zip(PARTS).filter(|(part, _)| !part.trim().is_empty());
            let parts: Vec<String> = parts.map(|(part, name)| format!("{name} {}", part.trim())).collect();
            let name = if name.is_empty() { String::new() } else { format!("{name} ") };
            (!parts.is_empty()).then(|| name + &parts.join(", "))
        })
        .collect();
    (!read.is_empty()).then(|| read.join("; "))
}

/// `(0018,1063)`.
fn tag(value: &str) -> Option<String> {
    let (group, element) = super::tag_named(value)?;
    Some(super::names::keyword(dicom_core::Tag(group, element)).to_owned()).filter(|name| !name.is_empty())
}

fn number(text: &str, at: usize, length: usize) -> Option<u32> {
    let digits = text.get(at..at.checked_add(length)?)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_out_and_wrong_ones_are_not() {
        for (vr, value, expected) in [
            // 21 November 2026 is a Saturday, 29 February 2000 was a Tuesday.
            ("DA", "20261121", Some("Saturday, 21 Nov 2026")),
            ("DA", "20000229", Some("Tuesday, 29 Feb 2000")),
            ("DA", "1995.06.26", Some("Monday, 26 Jun 1995")),
            ("DA", "19990101-20000229", Some("Friday, 1 Jan 1999 to Tuesday, 29 Feb 2000")),
            ("DA", "19000229", None),
            ("DA", "20261321", None),
            ("TM", "143507.25", Some("14:35:07.25")),
            ("TM", "0930", Some("09:30")),
            ("TM", "07", Some("07 h")),
            ("TM", "246000", None),
            ("TM", "0930.5", None),
            ("DT", "20261121143507.5+0100", Some("Saturday, 21 Nov 2026, 14:35:07.5, UTC+01:00")),
            ("DT", "202611", Some("Nov 2026")),
            ("DT", "2026-0500", Some("2026, UTC−05:00")),
            ("AS", "003M", Some("3 months")),
            ("AS", "001Y", Some("1 year")),
            ("AS", "3M", None),
            (
                "PN",
                "Yamada^Tarou=山田^太郎",
                Some("family name Yamada, given name Tarou; ideographic family name 山田, given name 太郎"),
            ),
            ("PN", "Doe^Jane^^Dr", Some("family name Doe, given name Jane, prefix Dr")),
            ("PN", "", None),
            ("AT", "(0018,1063)\\(0028,0010)", Some("FrameTime; Rows")),
            ("LO", "20261121", None),
        ] {
            let row = TagRow { vr, value: value.into(), ..TagRow::default() };
            assert_eq!(read_out(&row).as_deref(), expected, "{vr} {value}");
        }
    }
}
