//! A video stream in one fragment: its container, and the decoders behind it. H.264 by its syntax; bare units are told
//! apart by that, the containers say themselves what they hold.

#![no_main]

use hounsfield::dicom::{
    open_bytes,
    write::{DataSetWriter, OffsetTable},
};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let mut set = DataSetWriter::new();
    set.unsigned((0x0028, 0x0002), &[3]).text((0x0028, 0x0004), "CS", "YBR_PARTIAL_420");
    set.unsigned((0x0028, 0x0006), &[0]).integers((0x0028, 0x0008), &[4]);
    for (element, value) in [(0x0010, 16), (0x0011, 32), (0x0100, 8), (0x0101, 8), (0x0102, 7), (0x0103, 0)] {
        set.unsigned((0x0028, element), &[value]);
    }
    set.encapsulated(&[vec![data.to_vec()]], OffsetTable::None);
    let Ok(object) = open_bytes("fuzzed.dcm".as_ref(), set.file("1.2.840.10008.1.2.4.102")) else { return };
    if object.image.is_ok() {
        drop([object.load(3), object.load(0)]);
    }
});
