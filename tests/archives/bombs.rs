//! Archives made to exhaust whoever unpacks them: 42.zip and its kin end at once, with a sentence and little memory.

use std::time::{Duration, Instant};

use hounsfield::{
    dicom::{Limits, Means},
    study::{
        self, Location,
        archive::{Archive, ArchiveLimits},
    },
};

use super::{
    Place, memory,
    raw_zip::{Entry, deflated_zeros, zip},
    slice,
};

/// Far more than any of these takes, far less than unpacking one would.
const LONG: Duration = Duration::from_secs(10);
const MUCH: u64 = 64 << 20;
const TEN_GIGABYTES: u64 = 160 * (64 << 20);

/// Opens the archive, and the beginning of every member.
fn looked_at(bytes: &[u8], limits: &ArchiveLimits) -> (Archive, Vec<String>, u64) {
    let place = Place::new();
    let path = place.write("a.zip", bytes);
    let start = Instant::now();
    let ((archive, said), growth) = memory::growth(|| {
        let archive = Archive::open(&path, limits).unwrap();
        let mut said: Vec<String> = archive.skipped().iter().map(|left| left.reason.clone()).collect();
        for member in archive.members() {
            match archive.beginning(member) {
                Ok(source) => drop(source.read(1 << 20, 100)),
                Err(left) => said.push(left.reason),
            }
        }
        (archive, said)
    });
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    assert!(growth < MUCH, "took {growth} bytes");
    (archive, said, growth)
}

#[test]
fn ten_gigabytes_of_zeros_are_left_out() {
    let mut entry = Entry::deflated("zeros", b"");
    (entry.packed, entry.size) = (deflated_zeros(TEN_GIGABYTES), TEN_GIGABYTES);
    let (archive, said, _) =
        looked_at(&zip(&[entry.clone(), Entry::stored("IM1", &slice(1))]), &ArchiveLimits::default());
    assert_eq!(archive.members().len(), 1);
    assert!(said[0].starts_with("It declares 10737418240 bytes, over the limit of 1073741824;"), "{said:?}");
    // Below the limit of a file, but a thousand times what it is packed in.
    entry.size = 1 << 29;
    entry.packed = deflated_zeros(1 << 29);
    let (_, said, _) = looked_at(&zip(&[entry]), &ArchiveLimits::default());
    assert!(said[0].contains("times the bytes that it is packed in"), "{said:?}");
}

#[test]
fn a_member_that_understates_itself_is_cut_off() {
    let head = slice(1);
    let mut entry = Entry::stored("IM1", &head);
    // A stored block with the header, then zeros without end.
    let length = head.len() as u16;
    let block = [&[0][..], &length.to_le_bytes(), &(!length).to_le_bytes(), &head].concat();
    entry.packed = [block, deflated_zeros(TEN_GIGABYTES)].concat();
    entry.method = 8;
    entry.size = head.len() as u64;
    let place = Place::new();
    let path = place.write("a.zip", &zip(&[entry]));
    let start = Instant::now();
    let (object, growth) = memory::growth(|| study::open(&Location::member(path, "IM1"), &Means::default()).unwrap());
    assert!(object.findings[0].text.contains("what it holds beyond was left out"), "{:?}", object.findings);
    assert!(object.load(0).is_ok());
    assert!(start.elapsed() < LONG && growth < MUCH, "{growth} bytes");
}

/// 16 layers of 16 archives is what 42.zip is made of: no layer below the first is looked into.
#[test]
fn archives_of_archives_end_at_the_first() {
    let mut bytes = zip(&[Entry::deflated("zeros", &[0; 10_000])]);
    for _ in 0..4 {
        let entries: Vec<_> = (0..16).map(|number| Entry::deflated(&format!("{number}.zip"), &bytes)).collect();
        bytes = zip(&entries);
    }
    let (_, said, _) = looked_at(&bytes, &ArchiveLimits::default());
    assert_eq!(said.len(), 16);
    assert!(said.iter().all(|text| text.contains("an archive inside an archive")), "{said:?}");
}

/// One kernel that every member claims for itself.
#[test]
fn members_on_top_of_each_other_count_once() {
    let mut kernel = Entry::deflated("0", b"");
    (kernel.packed, kernel.size) = (deflated_zeros(64 << 20), 10 << 20);
    let mut entries = vec![kernel.clone()];
    for number in 1..20_000 {
        entries.push(Entry { name: number.to_string().into(), at: Some(0), is_hollow: true, ..kernel.clone() });
    }
    // Sizes within every limit but this one.
    let limits = ArchiveLimits { ratio: u64::MAX, ..ArchiveLimits::default() };
    let (archive, said, _) = looked_at(&zip(&entries), &limits);
    assert_eq!(archive.members().len(), 1);
    assert!(said.len() == 19_999 && said[0].contains("shares bytes"));
}

#[test]
fn a_hundred_and_twenty_thousand_members_are_cut_at_the_limit() {
    let entries: Vec<_> = (0..120_000).map(|number| Entry::stored(&format!("IM{number}"), b"1")).collect();
    let (archive, said, growth) = looked_at(&zip(&entries), &ArchiveLimits::default());
    assert_eq!(archive.members().len(), 100_000);
    assert_eq!(
        said,
        ["The archive lists more than 100000 members, of which these were read; unpack it and open the folder."]
    );
    println!("100,000 members: {growth} bytes");
}

/// Large members go into a file without a name, and memory stays as it is.
#[test]
fn a_large_member_is_unpacked_without_memory() {
    let mut entry = Entry::deflated("IM1", b"");
    (entry.packed, entry.size) = (deflated_zeros(320 << 20), 320 << 20);
    let place = Place::new();
    let path = place.write("a.zip", &zip(&[entry]));
    let limits = ArchiveLimits { ratio: u64::MAX, ..ArchiveLimits::default() };
    let archive = Archive::open(&path, &limits).unwrap();
    let (whole, growth) = memory::growth(|| archive.whole(&archive.members()[0], &Limits::default()).unwrap().0);
    assert_eq!((whole.size(), whole.held()), (320 << 20, 0));
    assert_eq!(whole.read((320 << 20) - 2, 9).unwrap(), [0, 0]);
    assert!(growth < 8 << 20, "took {growth} bytes");
}
