//! Spoilt files without end. The n-th one comes from its number alone (and from the corpus, where there is one).

pub mod attributes;
pub mod bytes;
pub mod codestream;
pub mod corpus;
pub mod draft;
pub mod elements;
pub mod encapsulated;
pub mod fragments;
pub mod fuzz_seeds;
pub mod journal;
pub mod lengths;
pub mod memory;
pub mod nesting;
pub mod panics;
pub mod random;
pub mod recipes;
pub mod run;
pub mod serve;
pub mod watchdog;

use std::io::Write;

use corpus::Corpus;
use draft::Draft;
use random::Random;

use crate::support::{seeds, walker::Encoding};

/// One spoilt file.
pub struct Input {
    pub bytes: Vec<u8>,
    /// What it was made from and what was done to it; holds nothing of the file.
    pub recipe: String,
}

/// One way of spoiling a file.
type Change = fn(&mut Draft, &mut Random);

/// Every way, those that pay most more than once.
const CHANGES: [Change; 28] = [
    attributes::change_vr,
    attributes::leave_out,
    attributes::lie,
    attributes::lie,
    attributes::lie,
    attributes::lie,
    attributes::lie,
    attributes::move_element,
    bytes::cut,
    bytes::delete,
    bytes::duplicate,
    bytes::flip_bits,
    bytes::flip_bits,
    bytes::insert,
    bytes::set_bytes,
    bytes::set_telling_bytes,
    bytes::splice,
    codestream::change_codestream,
    codestream::change_codestream,
    codestream::change_codestream,
    fragments::change_basic_table,
    fragments::change_extended_table,
    fragments::change_fragments,
    lengths::of_a_fragment,
    lengths::of_a_group,
    lengths::of_an_element,
    lengths::of_an_item,
    nesting::nest,
];

/// Input `number`: odd ones from the corpus where there is one, every sixteenth by a recipe of the list, the others
/// from a generated file.
pub fn input(number: u64, corpus: Option<&Corpus>) -> Input {
    let mut random = Random::of(number);
    let (source, bytes) = match corpus {
        Some(corpus) if number % 2 == 1 => corpus.file(number / 2, &mut random),
        _ if number.is_multiple_of(16) => return recipes::input(number / 16, &mut random),
        _ => {
            let seed = random.pick(seeds::generated());
            (format!("\"{}\"", seed.name), seed.bytes.clone())
        }
    };
    let mut draft = Draft::new(bytes);
    for _ in 0..=random.size(3) {
        random.pick(&CHANGES)(&mut draft, &mut random);
    }
    if random.one_in(24) {
        deflate(&mut draft);
    }
    Input { bytes: draft.bytes, recipe: format!("{source}: {}", draft.steps.join("; ")) }
}

/// Wraps an explicit little-endian data set as a deflated one, so that what is spoilt lies inside.
fn deflate(draft: &mut Draft) {
    let Some(map) = draft.map().filter(|map| map.encoding == Encoding { explicit: true, big: false }) else { return };
    if map.syntax != "1.2.840.10008.1.2.1" || map.data_set > draft.bytes.len() {
        return;
    }
    let (meta, rest) = draft.bytes.split_at(map.data_set);
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(rest).unwrap();
    let bytes = [meta, &encoder.finish().unwrap()].concat();
    draft.bytes = bytes;
    elements::put(draft, (0x0002, 0x0010), *b"UI", elements::Value::Text("1.2.840.10008.1.2.1.99"), 0);
    draft.moved("deflated".into());
}
