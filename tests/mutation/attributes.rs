//! Lies about attributes: values that are out of range, contradictory, of the wrong kind or not there.

use super::{
    draft::Draft,
    elements::{Value, put},
    random::Random,
};
use Value::{Doubles, Floats, Longs, Text, Words};

/// A tag, a VR and the values that it is given.
type Lie = ((u16, u16), &'static [u8; 2], &'static [Value]);

const SIZES: &[Value] = &[
    Words(&[0]),
    Words(&[1]),
    Words(&[2]),
    Words(&[7]),
    Words(&[255]),
    Words(&[0x2000]),
    Words(&[32_768]),
    Words(&[46_341]),
    Words(&[65_535]),
    Words(&[8, 8]),
    Words(&[]),
];
const BITS: &[Value] = &[
    Words(&[0]),
    Words(&[1]),
    Words(&[2]),
    Words(&[7]),
    Words(&[8]),
    Words(&[11]),
    Words(&[12]),
    Words(&[15]),
    Words(&[16]),
    Words(&[17]),
    Words(&[24]),
    Words(&[31]),
    Words(&[32]),
    Words(&[40]),
    Words(&[64]),
    Words(&[2048]),
    Words(&[65_535]),
];
const SWITCH: &[Value] = &[Words(&[0]), Words(&[1]), Words(&[2]), Words(&[65_535]), Words(&[])];
const NUMBERS: &[Value] = &[
    Text("0"),
    Text("-0"),
    Text("1"),
    Text("-1"),
    Text("0.5"),
    Text("1e-300"),
    Text("1e300"),
    Text("1e308"),
    Text("-1e308"),
    Text("NaN"),
    Text("inf"),
    Text("0x10"),
    Text("1,5"),
    Text("text"),
    Text(""),
    Text("\\"),
    Text("1\\2\\3\\4\\5\\6\\7\\8"),
    Text("1\\0\\0\\1\\0\\0"),
    Text("0\\0\\0\\0\\0\\0"),
    Text("1e30\\-1e30\\1e-30"),
    Text("1e-12\\1e-12"),
    Text("4294967296"),
    Text("9223372036854775808"),
    Text("99999999999999999999999999999999999999"),
];
const COUNTS: &[Value] = &[
    Text("0"),
    Text("1"),
    Text("2"),
    Text("3"),
    Text("-1"),
    Text("100"),
    Text("65536"),
    Text("2147483647"),
    Text("4000000"),
    Text("1A"),
    Text("1\\2"),
    Text("1.5"),
    Text("1e3"),
    Text(""),
    Text("99999999999999999999999999999999"),
];
const DESCRIPTORS: &[Value] = &[
    Words(&[0, 0, 16]),
    Words(&[0, 0, 8]),
    Words(&[65_535, 0, 16]),
    Words(&[256, 65_535, 8]),
    Words(&[256, 32_768, 16]),
    Words(&[1, 0, 16]),
    Words(&[256, 0, 0]),
    Words(&[256, 0, 17]),
    Words(&[256, 0, 65_535]),
    Words(&[256, 0]),
    Words(&[]),
    Words(&[256, 0, 16, 256, 0, 16]),
];
const CODES: &[Value] = &[
    Text("MONOCHROME1"),
    Text("MONOCHROME2"),
    Text("PALETTE COLOR"),
    Text("RGB"),
    Text("YBR_FULL"),
    Text("YBR_FULL_422"),
    Text("YBR_PARTIAL_420"),
    Text("YBR_RCT"),
    Text("YBR_ICT"),
    Text("ARGB"),
    Text("CMYK"),
    Text("HSV"),
    Text("monochrome2"),
    Text(""),
    Text("RGB\\RGB"),
];
const SYNTAXES: &[Value] = &[
    Text("1.2.840.10008.1.2"),
    Text("1.2.840.10008.1.2.1"),
    Text("1.2.840.10008.1.2.1.98"),
    Text("1.2.840.10008.1.2.1.99"),
    Text("1.2.840.10008.1.2.2"),
    Text("1.2.840.10008.1.2.4.50"),
    Text("1.2.840.10008.1.2.4.51"),
    Text("1.2.840.10008.1.2.4.55"),
    Text("1.2.840.10008.1.2.4.57"),
    Text("1.2.840.10008.1.2.4.70"),
    Text("1.2.840.10008.1.2.4.80"),
    Text("1.2.840.10008.1.2.4.90"),
    Text("1.2.840.10008.1.2.4.91"),
    Text("1.2.840.10008.1.2.4.95"),
    Text("1.2.840.10008.1.2.4.201"),
    Text("1.2.840.10008.1.2.4.203"),
    Text("1.2.840.10008.1.2.5"),
    Text("1.2.840.10008.1.2.8.1"),
    Text("1.2.840.113619.5.2"),
    Text("1.2.3.4.5"),
    Text(""),
];
const SETS: &[Value] = &[
    Text("ISO_IR 192"),
    Text("GB18030"),
    Text("ISO 2022 IR 6\\ISO 2022 IR 87\\ISO 2022 IR 149\\ISO 2022 IR 58"),
    Text("ISO_IR 13"),
    Text("\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"),
    Text("nonsense"),
    Text(""),
];
const NAMES: &[Value] = &[
    Text("\x1b"),
    Text("\x1b$B;"),
    Text("\x1b$)C\x1b(B^\x1b-L"),
    Text("a\u{202E}b^c\u{2066}"),
    Text("^^^^^^^^====\\\\\\\\"),
    Text("\0\0\0\u{1}\u{7F}\r\n\t"),
    Text(""),
];

/// Everything that is lied about.
const LIES: &[Lie] = &[
    ((0x0002, 0x0010), b"UI", SYNTAXES),
    ((0x0008, 0x0005), b"CS", SETS),
    ((0x0008, 0x0016), b"UI", &[Text("1.2.840.10008.5.1.4.1.1.2"), Text("1.2.840.10008.5.1.4.1.1.88.33"), Text("")]),
    ((0x0008, 0x0060), b"CS", &[Text("CT"), Text("PT"), Text("US"), Text("RTDOSE"), Text("XA"), Text("DX"), Text("?")]),
    ((0x0010, 0x0010), b"PN", NAMES),
    ((0x0018, 0x0040), b"IS", COUNTS),
    ((0x0018, 0x0050), b"DS", NUMBERS),
    ((0x0018, 0x1063), b"DS", NUMBERS),
    ((0x0018, 0x1065), b"DS", NUMBERS),
    ((0x0018, 0x1114), b"DS", NUMBERS),
    ((0x0018, 0x1164), b"DS", NUMBERS),
    ((0x0018, 0x6018), b"UL", &[Longs(&[0]), Longs(&[u32::MAX]), Longs(&[1 << 31])]),
    ((0x0018, 0x601C), b"UL", &[Longs(&[0]), Longs(&[u32::MAX]), Longs(&[1 << 31])]),
    ((0x0018, 0x602C), b"FD", &[Doubles(&[0.0]), Doubles(&[f64::NAN]), Doubles(&[-1e300]), Doubles(&[1e-300])]),
    ((0x0020, 0x0032), b"DS", NUMBERS),
    ((0x0020, 0x0037), b"DS", NUMBERS),
    ((0x0028, 0x0002), b"US", &[Words(&[0]), Words(&[1]), Words(&[2]), Words(&[3]), Words(&[4]), Words(&[65_535])]),
    ((0x0028, 0x0004), b"CS", CODES),
    ((0x0028, 0x0006), b"US", SWITCH),
    ((0x0028, 0x0008), b"IS", COUNTS),
    ((0x0028, 0x0009), b"AT", &[Words(&[0x18, 0x1063]), Words(&[0x18, 0x1065]), Words(&[0x28, 0x9]), Words(&[1])]),
    ((0x0028, 0x0010), b"US", SIZES),
    ((0x0028, 0x0011), b"US", SIZES),
    ((0x0028, 0x0010), b"UL", &[Longs(&[70_000]), Longs(&[u32::MAX]), Longs(&[4])]),
    ((0x0028, 0x0011), b"DS", NUMBERS),
    ((0x0028, 0x0030), b"DS", NUMBERS),
    ((0x0028, 0x0034), b"IS", &[Text("0\\0"), Text("1\\65535"), Text("-1\\1"), Text("2147483647\\1"), Text("1")]),
    ((0x0028, 0x0100), b"US", BITS),
    ((0x0028, 0x0101), b"US", BITS),
    ((0x0028, 0x0102), b"US", BITS),
    ((0x0028, 0x0103), b"US", SWITCH),
    ((0x0028, 0x0120), b"US", SIZES),
    ((0x0028, 0x0121), b"SS", SIZES),
    ((0x0028, 0x1050), b"DS", NUMBERS),
    ((0x0028, 0x1051), b"DS", NUMBERS),
    ((0x0028, 0x1052), b"DS", NUMBERS),
    ((0x0028, 0x1053), b"DS", NUMBERS),
    ((0x0028, 0x1056), b"CS", &[Text("LINEAR"), Text("LINEAR_EXACT"), Text("SIGMOID"), Text("CURVED"), Text("")]),
    ((0x0028, 0x1101), b"US", DESCRIPTORS),
    ((0x0028, 0x1102), b"US", DESCRIPTORS),
    ((0x0028, 0x1103), b"SS", DESCRIPTORS),
    ((0x0028, 0x1201), b"OW", SIZES),
    (
        (0x0028, 0x1221),
        b"OW",
        &[Words(&[2, 0xFFFF, 0, 0]), Words(&[1, 0xFFFF, 7]), Words(&[0, 0xFFFF, 1, 2, 3]), Words(&[9])],
    ),
    ((0x0028, 0x2110), b"CS", &[Text("01"), Text("00"), Text("2")]),
    ((0x0028, 0x2112), b"DS", NUMBERS),
    ((0x0028, 0x3002), b"US", DESCRIPTORS),
    ((0x0028, 0x3002), b"SS", DESCRIPTORS),
    ((0x0028, 0x3006), b"OW", SIZES),
    ((0x2050, 0x0020), b"CS", &[Text("IDENTITY"), Text("INVERSE"), Text("OTHER")]),
    ((0x3004, 0x000E), b"DS", NUMBERS),
    ((0x5200, 0x9230), b"UN", &[Words(&[]), Words(&[0xFFFE, 0xE000, 0, 0])]),
    ((0x6000, 0x0050), b"SS", &[Words(&[0x8000, 0x8000]), Words(&[])]),
    ((0x7FE0, 0x0008), b"OF", &[Floats(&[f32::NAN; 30]), Floats(&[1e38, -1e38])]),
    ((0x7FE0, 0x0010), b"UN", SIZES),
    ((0x7FE0, 0x0010), b"UT", &[Text("no pixels at all")]),
    ((0x7FE0, 0x0010), b"SQ", SIZES),
];

/// Gives an attribute another value, or puts it in where it was not.
pub fn lie(draft: &mut Draft, random: &mut Random) {
    let (tag, vr, values) = *random.pick(LIES);
    let (value, at) = (*random.pick(values), random.below(8));
    put(draft, tag, *vr, value, at);
}

/// Takes an element out, with what it holds.
pub fn leave_out(draft: &mut Draft, random: &mut Random) {
    let Some(place) = draft.place(random, |place| place.tag.0 != 0xFFFE) else { return };
    let step = format!("({:04X},{:04X}) left out", place.tag.0, place.tag.1);
    draft.replace(place.start..place.end, &[], step);
}

/// Writes another VR over the one that is there.
pub fn change_vr(draft: &mut Draft, random: &mut Random) {
    const VRS: [&[u8; 2]; 22] = [
        b"AE", b"AT", b"CS", b"DS", b"FD", b"FL", b"IS", b"LO", b"OB", b"OF", b"OW", b"PN", b"SQ", b"SS", b"UI", b"UL",
        b"UN", b"US", b"UT", b"??", b"ZZ", b"\0\0",
    ];
    let Some(place) = draft.place(random, |place| &place.vr != b"  ") else { return };
    let vr = *random.pick(&VRS);
    let step = format!("({:04X},{:04X}) has VR {}", place.tag.0, place.tag.1, String::from_utf8_lossy(vr));
    draft.overwrite(place.start + 4, vr, step);
}

/// An element again, under the same tag or another.
pub fn move_element(draft: &mut Draft, random: &mut Random) {
    let Some(place) = draft.place(random, |place| place.tag.0 != 0xFFFE) else { return };
    let Some(other) = draft.place(random, |place| place.tag.0 != 0xFFFE) else { return };
    let bytes = draft.bytes[place.start..place.end].to_vec();
    let step =
        format!("({:04X},{:04X}) again before ({:04X},{:04X})", place.tag.0, place.tag.1, other.tag.0, other.tag.1);
    draft.replace(other.start..other.start, &bytes, step);
}
