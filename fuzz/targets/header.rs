//! A data set behind a sound meta group: typed access, functional groups, models, JSON and the first and last frame.

#![no_main]

use hounsfield::{
    dicom::{
        json::dicom_json,
        open_bytes,
        write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE},
    },
    image::{Histogram, Picture, Presentation, render},
};

/// Encodings by the first byte; the last ones have their pixel data in fragments, as RLE and as deflated frames.
const SYNTAXES: [&str; 5] =
    [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, data_set)) = data.split_first() else { return };
    let mut file = DataSetWriter::new().file(SYNTAXES[usize::from(choice % 5)]);
    file.extend_from_slice(data_set);
    let sound = |text: String| assert!(!text.contains("breaks its"), "a panic was contained: {text}");
    let object = match open_bytes("fuzzed.dcm".as_ref(), file) {
        Ok(object) => object,
        Err(error) => return sound(error.to_string()),
    };
    dicom_json(&object);
    object.tag_tree();
    object.document().iter().flat_map(|document| &document.findings).for_each(|finding| sound(finding.text.clone()));
    let Ok(image) = &object.image else { return };
    if u64::from(image.rows) * u64::from(image.columns) > 1 << 20 {
        return;
    }
    for index in [0, image.frames - 1] {
        object.plane(index);
        object.directions(index);
        object.spacing(index);
        object.pixel_model(index);
        let loaded = match object.load(index) {
            Ok(loaded) => loaded,
            Err(error) => return sound(error.to_string()),
        };
        let picture = Picture::new(loaded.frame, loaded.model.clone());
        let presentation = Presentation::for_picture(&loaded.model, &Histogram::of(&picture));
        render::native(&picture, &presentation);
    }
});
