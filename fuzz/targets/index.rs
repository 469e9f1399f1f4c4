//! A whole file through the structure index, and every tag of it.

#![no_main]

use hounsfield::dicom::open_bytes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    match open_bytes("fuzzed.dcm".as_ref(), data.to_vec()) {
        Ok(object) => assert!(object.tag_tree().rows.len() <= 1_000_001),
        Err(error) => assert!(!error.to_string().contains("breaks its"), "a panic was contained"),
    }
});
