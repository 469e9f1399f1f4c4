//! JPEG-LS: our own decoder.

#![no_main]

mod codestream;

libfuzzer_sys::fuzz_target!(|data: &[u8]| codestream::own("1.2.840.10008.1.2.4.80", data));
