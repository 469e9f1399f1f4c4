//! What a value of each VR may be (PS3.5 table 6.2-1), strictly: what is written by a person is held to the standard,
//! whatever files are forgiven.

use dicom_core::VR;

use crate::dicom::{syntax::Encoding, tag_named};

use super::moment::{is_date, is_date_time, is_time};

/// How much of what a value may hold is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Characters of the longest value, or bytes of binary ones.
    pub used: usize,
    /// How many a value may have; `None` where nothing but the file's size bounds it.
    pub most: Option<usize>,
    /// Values, separated by `\`.
    pub values: usize,
}

/// Bytes of a value whose length field has 16 bits, at most: they are even.
pub(super) const MOST_SHORT: usize = 65_534;

/// Holds `text` against the rules of the VR of two letters, as it is typed.
///
/// # Errors
/// One sentence that names the rule, without the text.
pub fn judge(vr: &str, text: &str) -> Result<Room, String> {
    let vr = parse_vr(vr).ok_or("This is no VR; write two letters such as LO")?;
    check(vr, text)?;
    let values: Vec<&str> = if is_single(vr) { vec![text] } else { text.split('\\').collect() };
    if let Some(number) = number_size(vr) {
        let count = if text.is_empty() { 0 } else { values.len() };
        return Ok(Room { used: number * count, most: Some(MOST_SHORT), values: count });
    }
    let groups = values.iter().flat_map(|value| value.split(if vr == VR::PN { '=' } else { '\0' }));
    let used = groups.map(|group| group.chars().count()).max().unwrap_or(0);
    Ok(Room { used, most: most_characters(vr), values: if text.is_empty() { 0 } else { values.len() } })
}

/// Whether two letters are a VR that an element can be given.
pub fn vr_named(letters: &str) -> Option<&'static str> {
    parse_vr(&letters.to_ascii_uppercase()).map(VR::to_string)
}

pub(super) fn parse_vr(letters: &str) -> Option<VR> {
    letters.parse().ok()
}

/// Whether a VR holds text in the character set of the file (PS3.5 6.1.2.2).
pub(super) fn is_text(vr: VR) -> bool {
    matches!(vr, VR::LO | VR::LT | VR::PN | VR::SH | VR::ST | VR::UC | VR::UT)
}

/// Whether the backslash is a character like others.
fn is_single(vr: VR) -> bool {
    matches!(vr, VR::LT | VR::ST | VR::UT | VR::UR)
}

/// Characters of one value, of a component group of names.
fn most_characters(vr: VR) -> Option<usize> {
    Some(match vr {
        VR::AE | VR::CS | VR::DS | VR::SH => 16,
        VR::AS => 4,
        VR::DA => 8,
        VR::DT => 26,
        VR::IS => 12,
        VR::LO | VR::PN | VR::UI => 64,
        VR::LT => 10_240,
        VR::ST => 1024,
        VR::TM => 14,
        _ => return None,
    })
}

/// Bytes of one number.
fn number_size(vr: VR) -> Option<usize> {
    match vr {
        VR::US | VR::SS => Some(2),
        VR::UL | VR::SL | VR::FL | VR::AT => Some(4),
        VR::FD | VR::SV | VR::UV => Some(8),
        _ => None,
    }
}

/// Whether text is a value of `vr`; of binary ones whether it can be read as such.
pub(super) fn check(vr: VR, text: &str) -> Result<(), String> {
    if vr == VR::SQ {
        return Err("A sequence holds items and no text; add an item instead".to_owned());
    }
    if text.is_empty() {
        return Ok(());
    }
    if is_binary(vr) || number_size(vr).is_some() {
        return bytes(vr, text, Encoding::EXPLICIT).map(drop);
    }
    if is_single(vr) {
        return check_one(vr, text);
    }
    // An empty one among several values says that it is not known.
    text.split('\\').filter(|value| !value.is_empty()).try_for_each(|value| check_one(vr, value))
}

fn check_one(vr: VR, value: &str) -> Result<(), String> {
    let name = vr.to_string();
    // Of those with a form of their own the form says more.
    let has_form = matches!(vr, VR::PN | VR::AS | VR::DA);
    if let Some(most) = most_characters(vr).filter(|_| !has_form) {
        let count = value.chars().count();
        if count > most {
            return Err(format!("{name} has at most {most} characters a value; this has {count}"));
        }
    }
    let require = |is_so: bool, rule: &str| if is_so { Ok(()) } else { Err(format!("{name} {rule}")) };
    let control = |character: char| character.is_control();
    match vr {
        VR::AE => {
            require(value.bytes().all(|byte| (0x20..0x7F).contains(&byte)), "takes printable ASCII only")?;
            require(!value.trim().is_empty(), "may not be spaces alone")
        }
        VR::AS => {
            let (digits, unit) = value.split_at_checked(3).unwrap_or(("", ""));
            let is_age = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
            require(is_age && matches!(unit, "D" | "W" | "M" | "Y"), "is three digits and D, W, M or Y, such as 042Y")
        }
        VR::CS => {
            let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b' ');
            require(value.bytes().all(is_code), "takes capital letters, digits, spaces and underscores only")
        }
        VR::DA => require(is_date(value), "is a date written YYYYMMDD"),
        VR::TM => require(is_time(value), "is a time written HHMMSS.FFFFFF; parts may be left out from the right"),
        VR::DT => require(is_date_time(value), "is written YYYYMMDDHHMMSS.FFFFFF&ZZXX; parts may be left out"),
        VR::DS => {
            let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'E' | b'e' | b' ');
            let number = value.trim_matches(' ').parse::<f64>();
            let is_number = value.bytes().all(allowed) && number.is_ok_and(f64::is_finite);
            require(is_number, "is a decimal number such as -1.5 or 2.5E-3")
        }
        VR::IS => {
            let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b' ');
            let is_number = value.bytes().all(allowed) && value.trim_matches(' ').parse::<i32>().is_ok();
            require(is_number, "is a whole number from -2147483648 to 2147483647")
        }
        VR::UI => {
            require(is_uid(value), "is numbers joined by dots, none with a leading zero, such as 1.2.840.10008.1.1")
        }
        VR::PN => check_name(value),
        VR::UR => {
            let is_address = value.bytes().all(|byte| (0x21..0x7F).contains(&byte) && byte != b'\\');
            require(is_address, "is one address, without spaces and beyond-ASCII characters")
        }
        VR::LT | VR::ST | VR::UT => {
            let bad = |character: char| control(character) && !matches!(character, '\n' | '\r' | '\t' | '\u{c}');
            require(!value.chars().any(bad), "takes no control characters but line breaks and tabs")
        }
        _ => require(!value.chars().any(control), "takes no control characters"),
    }
}

/// PN: at most three groups of five components, each group of 64 characters (PS3.5 6.2.1).
fn check_name(value: &str) -> Result<(), String> {
    if value.chars().any(char::is_control) {
        return Err("PN takes no control characters".to_owned());
    }
    let groups: Vec<&str> = value.split('=').collect();
    if groups.len() > 3 {
        return Err("PN has at most three groups, separated by =".to_owned());
    }
    if groups.iter().any(|group| group.split('^').count() > 5) {
        return Err("PN has at most five components, separated by ^: family, given, middle, prefix, suffix".to_owned());
    }
    match groups.iter().map(|group| group.chars().count()).max() {
        Some(count) if count > 64 => Err(format!("PN has at most 64 characters a group; this has {count}")),
        _ => Ok(()),
    }
}

/// PS3.5 9.1.
fn is_uid(value: &str) -> bool {
    let is_component = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
    };
    value.split('.').all(is_component)
}

fn is_binary(vr: VR) -> bool {
    matches!(vr, VR::OB | VR::OD | VR::OF | VR::OL | VR::OV | VR::OW | VR::UN)
}

/// The bytes of a value that is no text in a character set, unpadded; text is checked first.
pub(super) fn bytes(vr: VR, text: &str, encoding: Encoding) -> Result<Vec<u8>, String> {
    if is_binary(vr) {
        return hexadecimal(vr, text);
    }
    if number_size(vr).is_none() {
        check(vr, text)?;
        return Ok(text.as_bytes().to_vec());
    }
    let mut bytes = Vec::new();
    for value in text.split('\\').map(str::trim).filter(|_| !text.is_empty()) {
        number(vr, value, encoding, &mut bytes).ok_or_else(|| rule_of_number(vr).to_owned())?;
    }
    Ok(bytes)
}

fn number(vr: VR, value: &str, encoding: Encoding, out: &mut Vec<u8>) -> Option<()> {
    let mut put = |mut bytes: Vec<u8>| {
        if encoding.big_endian {
            bytes.reverse();
        }
        out.extend(bytes);
    };
    match vr {
        VR::US => put(value.parse::<u16>().ok()?.to_le_bytes().to_vec()),
        VR::SS => put(value.parse::<i16>().ok()?.to_le_bytes().to_vec()),
        VR::UL => put(value.parse::<u32>().ok()?.to_le_bytes().to_vec()),
        VR::SL => put(value.parse::<i32>().ok()?.to_le_bytes().to_vec()),
        VR::UV => put(value.parse::<u64>().ok()?.to_le_bytes().to_vec()),
        VR::SV => put(value.parse::<i64>().ok()?.to_le_bytes().to_vec()),
        // What is too large for the type would become infinite.
        VR::FL => put(value.parse::<f32>().ok().filter(|number| number.is_finite())?.to_le_bytes().to_vec()),
        VR::FD => put(value.parse::<f64>().ok().filter(|number| number.is_finite())?.to_le_bytes().to_vec()),
        VR::AT => {
            let (group, element) = tag_named(value)?;
            put(group.to_le_bytes().to_vec());
            put(element.to_le_bytes().to_vec());
        }
        _ => return None,
    }
    Some(())
}

fn rule_of_number(vr: VR) -> &'static str {
    match vr {
        VR::US => "US is whole numbers from 0 to 65535, separated by \\",
        VR::SS => "SS is whole numbers from -32768 to 32767, separated by \\",
        VR::UL => "UL is whole numbers from 0 to 4294967295, separated by \\",
        VR::SL => "SL is whole numbers from -2147483648 to 2147483647, separated by \\",
        VR::UV => "UV is whole numbers from 0 to 18446744073709551615, separated by \\",
        VR::SV => "SV is whole numbers of 64 bits, separated by \\",
        VR::AT => "AT is tags such as (0010,0010), separated by \\",
        VR::FL => "FL is numbers of single precision, separated by \\",
        _ => "FD is numbers such as 1.5 or 2e-3, separated by \\",
    }
}

fn hexadecimal(vr: VR, text: &str) -> Result<Vec<u8>, String> {
    let name = vr.to_string();
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let is_plain = digits.iter().all(u8::is_ascii_hexdigit) && digits.len().is_multiple_of(2);
    let bytes = digits.chunks(2).map(pair).collect::<Option<Vec<u8>>>().filter(|_| is_plain);
    let bytes = bytes.ok_or_else(|| format!("{name} is written as bytes in hexadecimal, such as 00 FF 1A"))?;
    let word = match vr {
        VR::OW => 2,
        VR::OF | VR::OL => 4,
        VR::OD | VR::OV => 8,
        _ => 1,
    };
    match bytes.len().is_multiple_of(word) {
        true => Ok(bytes),
        false => {
            Err(format!("{name} is made of words of {word} bytes; {} bytes are no whole number of them", bytes.len()))
        }
    }
}

/// What makes a value of odd length even (PS3.5 6.2).
pub(super) fn padding(vr: VR) -> u8 {
    if vr == VR::UI || is_binary(vr) { 0 } else { b' ' }
}

/// Binary numbers and tags as text; `None` for other VRs.
pub(super) fn shown_numbers(bytes: &[u8], vr: VR, encoding: Encoding) -> Option<String> {
    let size = number_size(vr)?;
    let one = |value: &[u8]| match vr {
        VR::US => encoding.u16(value).to_string(),
        VR::SS => (encoding.u16(value) as i16).to_string(),
        VR::UL => encoding.u32(value).to_string(),
        VR::SL => (encoding.u32(value) as i32).to_string(),
        VR::UV => encoding.u64(value).to_string(),
        VR::SV => (encoding.u64(value) as i64).to_string(),
        VR::FL => f32::from_bits(encoding.u32(value)).to_string(),
        VR::FD => f64::from_bits(encoding.u64(value)).to_string(),
        _ => format!("({:04X},{:04X})", encoding.u16(value), encoding.u16(value.get(2..).unwrap_or_default())),
    };
    let values: Vec<String> = bytes.chunks_exact(size).map(one).collect();
    Some(values.join("\\"))
}
