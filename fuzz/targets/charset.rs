//! Text under any character set, and what makes it safe for a screen.

#![no_main]

use dicom_core::VR;
use hounsfield::dicom::charset::{CharacterSets, decode, neutralise};

const VRS: [VR; 8] = [VR::PN, VR::LO, VR::SH, VR::UC, VR::LT, VR::ST, VR::UT, VR::CS];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&[vr, sets], text)) = data.split_first_chunk::<2>() else { return };
    let terms = [
        "", "6", "13", "58", "87", "100", "101", "109", "110", "126", "127", "138", "144", "148", "149", "159", "166",
        "203",
    ];
    let term = |index: u8| format!("ISO 2022 IR {}", terms[usize::from(index) % terms.len()]);
    let sets = match sets {
        0 => vec!["ISO_IR 192".to_owned()],
        1 => vec!["GB18030".to_owned()],
        2 => vec!["GBK".to_owned()],
        3 => vec![String::new()],
        4 => vec!["no such set".to_owned()],
        _ => vec![term(sets / 18), term(sets), "ISO 2022 IR 87".to_owned()],
    };
    let (sets, _) = CharacterSets::parse(sets.join("\\").as_bytes());
    let decoded = decode(text, &sets, VRS[usize::from(vr % 8)]);
    let safe = neutralise(&decoded);
    assert!(!safe.contains(|c: char| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)));
});
