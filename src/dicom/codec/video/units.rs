//! NAL units of H.264 and HEVC, and which of them make up a picture (T-REC H.264 7.4.1.2, H.265 7.4.2.4).

/// How pictures are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) enum Coding {
    H264,
    Hevc,
}

/// What a NAL unit is for the order of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) enum Unit {
    /// The first slice of a picture.
    First(Access),
    /// Another slice of it, or what comes behind its slices.
    Rest,
    /// A parameter set: it stands before the slices of a picture, and later pictures may need it again.
    Parameters,
    /// What else stands before the slices of a picture.
    Ahead,
    /// A slice of a second view or layer, which is not decoded.
    OtherView,
}

/// What a picture needs to be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) enum Access {
    /// Nothing, nor do those behind it need those before it: IDR and BLA pictures.
    Alone,
    /// Nothing: a CRA picture, which leading ones may follow that need those before it.
    Open,
    /// The pictures before the [`Self::Open`] one that it follows (RASL).
    Skipped,
    /// Pictures before it.
    Others,
}

impl Coding {
    /// The coding of a video transfer syntax that is served.
    pub fn of_syntax(uid: &str) -> Option<Self> {
        let number = uid.strip_prefix("1.2.840.10008.1.2.4.")?;
        match number.strip_suffix(".1").unwrap_or(number) {
            "102" | "103" | "104" | "105" | "106" => Some(Self::H264),
            "107" | "108" => Some(Self::Hevc),
            _ => None,
        }
    }

    /// The transfer syntax that promises least for this coding.
    pub fn syntax(self) -> &'static str {
        match self {
            Self::H264 => "1.2.840.10008.1.2.4.102",
            Self::Hevc => "1.2.840.10008.1.2.4.108",
        }
    }

    /// What the unit is that begins with `head`.
    pub fn unit(self, head: &[u8]) -> Unit {
        let first_bit = |at: usize| head.get(at).is_some_and(|byte| byte & 0x80 != 0);
        let Some(&byte) = head.first() else { return Unit::Rest };
        match self {
            // _first_mb_in_slice_ 0 is a single 1 bit.
            Self::H264 => match byte & 31 {
                5 if first_bit(1) => Unit::First(Access::Alone),
                1 | 2 if first_bit(1) => Unit::First(Access::Others),
                7 | 8 | 15 => Unit::Parameters,
                6 | 9 | 14 | 16..=18 => Unit::Ahead,
                20 | 21 => Unit::OtherView,
                _ => Unit::Rest,
            },
            Self::Hevc => {
                let kind = byte >> 1 & 63;
                if byte & 1 != 0 || head.get(1).is_some_and(|byte| byte >> 3 != 0) {
                    return Unit::OtherView;
                }
                match kind {
                    16..=20 if first_bit(2) => Unit::First(Access::Alone),
                    21 if first_bit(2) => Unit::First(Access::Open),
                    8 | 9 if first_bit(2) => Unit::First(Access::Skipped),
                    0..=7 if first_bit(2) => Unit::First(Access::Others),
                    32..=34 => Unit::Parameters,
                    35 | 39 | 41..=44 | 48..=55 => Unit::Ahead,
                    _ => Unit::Rest,
                }
            }
        }
    }
}

/// Tells where pictures begin, from their units in order.
#[derive(Debug, Default)]
pub(in crate::dicom) struct Grouping {
    /// Where the units began that stand before the slices of the next picture.
    ahead: Option<u64>,
}

impl Grouping {
    /// Takes the next unit, which lies at `at`. Gives the place where a picture begins when its first slice comes.
    pub fn next(&mut self, unit: Unit, at: u64) -> Option<(u64, Access)> {
        match unit {
            Unit::First(access) => Some((self.ahead.take().unwrap_or(at), access)),
            Unit::Parameters | Unit::Ahead => {
                self.ahead.get_or_insert(at);
                None
            }
            Unit::Rest | Unit::OtherView => None,
        }
    }
}

/// The units of a byte stream (H.264 and H.265 annex B) as positions: of the start code's three bytes, and behind it.
pub(in crate::dicom) fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let mut from = 0_usize;
    std::iter::from_fn(move || {
        loop {
            // Only every third byte need be looked at: a start code has a byte of at most 1 there.
            let byte = *bytes.get(from.checked_add(2)?)?;
            if byte > 1 {
                from += 3;
            } else if byte == 1 && bytes.get(from..from + 2) == Some(&[0, 0]) {
                from += 3;
                return Some(from - 3);
            } else {
                from += 1;
            }
        }
    })
}

/// The access units of a byte stream that begins with a start code: each from its first start code to the next one's.
pub(super) fn pictures(coding: Coding, bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut grouping = Grouping::default();
    let mut begins: Vec<usize> = Vec::new();
    for at in starts(bytes) {
        let unit = coding.unit(bytes.get(at + 3..).unwrap_or_default());
        if let Some((begin, _)) = grouping.next(unit, at as u64) {
            begins.push(begin as usize);
        }
    }
    // What stands before the first picture belongs to it.
    if let Some(first) = begins.first_mut() {
        *first = 0;
    }
    let ends = begins.iter().copied().skip(1).chain([bytes.len()]);
    begins.iter().copied().zip(ends).collect()
}

/// The units of one access unit, without start codes.
pub(super) fn units(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts = starts(bytes).peekable();
    std::iter::from_fn(move || {
        let start = starts.next()? + 3;
        let end = starts.peek().copied().unwrap_or(bytes.len());
        bytes.get(start..end)
    })
    .filter(|unit| !unit.is_empty())
}

/// Payload bytes without those that keep start codes from occurring in it.
pub(in crate::dicom) fn without_emulation_prevention(bytes: &[u8]) -> Vec<u8> {
    let mut zeros = 0;
    let mut payload = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        payload.push(byte);
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_codes_are_found_wherever_they_lie() {
        let bytes = [9, 0, 0, 1, 5, 0, 0, 0, 1, 7, 0, 1, 0, 0, 2, 0, 0, 1];
        assert_eq!(starts(&bytes).collect::<Vec<_>>(), [1, 6, 15]);
        assert_eq!(starts(&[0, 0]).count(), 0);
        assert_eq!(starts(&[0, 0, 1]).count(), 1);
    }

    #[test]
    fn pictures_take_what_stands_before_them() {
        // Delimiter, parameters, first slice, second slice; delimiter, first slice; first slice.
        let bytes = [
            0, 0, 1, 9, 16, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x65, 0x88, 0, 0, 1, 0x65, 0x48, 0, 0, 1, 9, 16, 0, 0, 1, 0x41,
            0x9A, 0, 0, 1, 0x41, 0x9A,
        ];
        assert_eq!(pictures(Coding::H264, &bytes), [(0, 20), (20, 30), (30, 35)]);
    }

    #[test]
    fn layers_and_views_are_left_out() {
        assert_eq!(Coding::Hevc.unit(&[19 << 1, 1, 0x80]), Unit::First(Access::Alone));
        assert_eq!(Coding::Hevc.unit(&[19 << 1, 9, 0x80]), Unit::OtherView);
        assert_eq!(Coding::Hevc.unit(&[21 << 1, 1, 0x80]), Unit::First(Access::Open));
        assert_eq!(Coding::Hevc.unit(&[8 << 1, 1, 0x80]), Unit::First(Access::Skipped));
        assert_eq!(Coding::H264.unit(&[0x74, 0x80]), Unit::OtherView);
        assert_eq!(Coding::H264.unit(&[]), Unit::Rest);
    }
}
