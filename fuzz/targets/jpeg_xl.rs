//! JPEG XL: a foreign decoder behind our own reading of the container and of the image header.

#![no_main]

mod codestream;

libfuzzer_sys::fuzz_target!(|data: &[u8]| codestream::foreign("1.2.840.10008.1.2.4.110", data));
