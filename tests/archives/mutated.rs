//! Spoilt archives and indexes by the thousand: none panics, hangs or takes memory that it has no bytes for.

use std::{
    fs,
    time::{Duration, Instant},
};

use hounsfield::{
    dicom::{Limits, Source, read_directory},
    study::{
        archive::{Archive, ArchiveLimits},
        dicomdir::{Way, of_member},
    },
};

use super::{
    Place, index, memory,
    random::Random,
    raw_zip::{Entry, deflated_zeros, zip},
    slice,
};

const INPUTS: u64 = 4000;
const MUCH: u64 = 64 << 20;
const LONG: Duration = Duration::from_secs(5);

/// The same with a few bytes changed, cut out, doubled or put to extremes.
fn spoilt(bytes: &[u8], number: u64) -> Vec<u8> {
    let mut random = Random::of(number);
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.size(7) {
        let at = random.below(bytes.len());
        let end = (at + random.size(16)).min(bytes.len());
        match random.below(6) {
            0 => bytes[at] = random.byte(),
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at..end].fill(*random.pick(&[0, 0x7F, 0x80, 0xFF])),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.extend_from_within(at..end),
            _ if random.one_in(4) => bytes.truncate(at.max(1)),
            _ => bytes.swap(at, random.below(end)),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// Everything that a scan and the window ask of an archive.
fn used(path: &std::path::Path) -> usize {
    let Ok(archive) = Archive::open(path, &ArchiveLimits::default()) else { return 0 };
    for member in archive.members() {
        let _ = archive.beginning(member).map(|source| source.read(0, 1 << 16));
        let _ = archive.whole(member, &Limits { file_bytes: 32 << 20, ..Limits::default() });
        let _ = of_member(&archive, member, &Way::default());
    }
    archive.members().len()
}

#[test]
fn spoilt_archives_cost_little() {
    let mut bomb = Entry::stored("bomb", b"");
    (bomb.packed, bomb.size, bomb.method) = (deflated_zeros(64 << 20), 2 << 20, 8);
    bomb.packed.truncate(4 << 10);
    let seed = zip(&[
        Entry::deflated("DICOMDIR", &index(&[("IMAGE", "IM1"), ("IMAGE", "SUB\\IM2"), ("IMAGE", "GONE")])),
        Entry::deflated("IM1", &slice(1)),
        Entry::stored("SUB/IM2", &slice(2)),
        bomb,
    ]);
    let list = seed.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let place = Place::new();
    let (mut opened, mut most) = (0, 0);
    for number in 0..INPUTS {
        // Half of the inputs are spoilt in the list alone.
        let bytes = match number % 2 {
            0 => spoilt(&seed, number),
            _ => [&seed[..list], &spoilt(&seed[list..], number)].concat(),
        };
        let path = place.path("a.zip");
        fs::write(&path, bytes).unwrap();
        let start = Instant::now();
        let (members, growth) = memory::growth(|| used(&path));
        assert!(growth < MUCH, "input {number} took {growth} bytes");
        assert!(start.elapsed() < LONG, "input {number} took {:?}", start.elapsed());
        opened += usize::from(members > 0);
        most = most.max(growth);
    }
    println!("{opened} of {INPUTS} opened, at most {most} bytes");
    assert!(opened > INPUTS as usize / 4, "{opened}");
}

#[test]
fn spoilt_indexes_cost_little() {
    let records: Vec<_> = (0..20).map(|number| format!("A{number}\\B\\IM{number}")).collect();
    let records: Vec<_> = records.iter().map(|file| ("IMAGE", file.as_str())).collect();
    let seed = index(&records);
    let (mut read, mut most) = (0, 0);
    for number in 0..INPUTS {
        let bytes = spoilt(&seed, number);
        let (records, growth) = memory::growth(|| read_directory(Source::memory(bytes), &Limits::default()));
        assert!(growth < MUCH, "input {number} took {growth} bytes");
        read += usize::from(records.is_ok_and(|records| !records.is_empty()));
        most = most.max(growth);
    }
    println!("{read} of {INPUTS} read, at most {most} bytes");
    assert!(read > INPUTS as usize / 4, "{read}");
}
