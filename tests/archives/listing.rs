//! What an archive lists: names, members that are left out, and every limit.

use std::io::Write;

use hounsfield::study::archive::{Archive, ArchiveLimits, HEAD, is_archive};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    Place, index,
    raw_zip::{Entry, zip},
    slice,
};

fn open(entries: &[Entry], limits: &ArchiveLimits) -> (Place, Archive) {
    let place = Place::new();
    let path = place.write("a.zip", &zip(entries));
    let archive = Archive::open(&path, limits).unwrap();
    (place, archive)
}

fn names(archive: &Archive) -> Vec<&str> {
    archive.members().iter().map(|member| &*member.name).collect()
}

/// Names and reasons of what was left out.
fn left_out(archive: &Archive) -> Vec<(&str, &str)> {
    archive.skipped().iter().map(|left| (left.member.as_deref().unwrap_or_default(), left.reason.as_str())).collect()
}

#[test]
fn an_archive_is_known_by_its_first_bytes_unless_it_is_dicom() {
    let bytes = zip(&[Entry::stored("a", b"a")]);
    assert!(is_archive(&bytes[..bytes.len().min(HEAD)]));
    assert!(is_archive(&zip(&[])));
    let mut both = slice(1);
    both[..4].copy_from_slice(b"PK\x03\x04");
    assert!(!is_archive(&both[..HEAD]));
    assert!(!is_archive(&slice(1)[..HEAD]));
    assert!(!is_archive(b"PK"));
}

#[test]
fn names_are_texts_of_their_own() {
    let mut coded = Entry::stored("", b"d");
    coded.name = b"M\x81ller".to_vec();
    let entries = [
        Entry::stored("IM1", b"a"),
        Entry::stored("IM1 (2)", b"b"),
        Entry::stored("IM1", b"c"),
        Entry::stored("IM1", b"d"),
        Entry::stored("../../etc/passwd", b"e"),
        Entry::stored("a\nb\u{202E}c", b"f"),
        Entry::stored("folder/", b""),
        coded,
    ];
    let (_place, archive) = open(&entries, &ArchiveLimits::default());
    let expected = ["IM1", "IM1 (2)", "IM1 (3)", "IM1 (4)", "../../etc/passwd", "a ¶ b<U+202E>c", "Müller"];
    assert_eq!(names(&archive), expected);
    assert_eq!(left_out(&archive), []);
    for (name, first) in expected.iter().zip([b'a', b'b', b'c', b'd', b'e', b'f', b'd']) {
        let source = archive.beginning(archive.find(name).unwrap()).unwrap();
        assert_eq!(source.read(0, 9).unwrap(), [first], "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_left_out_with_a_reason() {
    let bytes = slice(1);
    let mut encrypted = Entry::stored("encrypted", &bytes);
    encrypted.flags = 1;
    let mut method = Entry::stored("method", &bytes);
    method.method = 14;
    let mut link = Entry::stored("link", b"/etc/passwd");
    link.mode = 0o120_777;
    let mut beyond = Entry::stored("beyond", &bytes);
    (beyond.at, beyond.is_hollow) = (Some(1 << 30), true);
    let mut uneven = Entry::stored("uneven", &bytes);
    uneven.size += 1;
    let (_place, archive) =
        open(&[encrypted, method, link, beyond, uneven, Entry::stored("sound", &bytes)], &ArchiveLimits::default());
    assert_eq!(names(&archive), ["sound"]);
    let said = left_out(&archive);
    for (name, words) in [
        ("encrypted", "is encrypted; unpack"),
        ("method", "compressed by LZMA"),
        ("link", "is a link"),
        ("beyond", "where the archive has no members"),
        ("uneven", "but lies there in"),
    ] {
        assert!(said.iter().any(|(member, reason)| *member == name && reason.contains(words)), "{name}: {said:?}");
    }
    assert!(archive.skipped().iter().all(|left| !left.is_foreign), "an image may be behind each of them");
}

#[test]
fn archives_in_archives_and_side_files_of_macs_are_not_read() {
    let entries = [
        Entry::deflated("inner.zip", &zip(&[Entry::stored("IM1", &slice(1))])),
        Entry::deflated("__MACOSX/._IM1", &[0, 5, 0x16, 7, 0, 2, 0, 0]),
        // Named like one, but an image.
        Entry::deflated("._IM2", &slice(2)),
    ];
    let (_place, archive) = open(&entries, &ArchiveLimits::default());
    let [inner, side, image] = archive.members() else { panic!() };
    let inner = archive.beginning(inner).unwrap_err();
    assert_eq!(
        (inner.reason.as_str(), inner.is_foreign),
        ("It is an archive inside an archive; unpack it and open it by itself.", false)
    );
    assert!(archive.beginning(side).unwrap_err().is_foreign);
    assert!(archive.beginning(image).is_ok());
}

#[test]
fn every_limit_leaves_out_what_is_beyond_it() {
    let zeros = vec![0; 4000];
    let entries = [Entry::deflated("1", &zeros), Entry::deflated("2", &zeros), Entry::stored("3", &zeros)];
    let none = ArchiveLimits::default();
    let cases = [
        (ArchiveLimits { members: 2, ..none }, vec!["1", "2"], "lists more than 2 members"),
        (ArchiveLimits { total_bytes: 8000, ..none }, vec!["1", "2"], "declare more than 8000 bytes"),
        (ArchiveLimits { member_bytes: 3999, ..none }, vec!["3"], "declares 4000 bytes, over the limit of 3999"),
        (ArchiveLimits { ratio: 20, free_bytes: 3999, ..none }, vec!["3"], "times the bytes that it is packed in"),
        // The archive has some 4300 bytes.
        (ArchiveLimits { ratio: 1, free_bytes: 4000, member_bytes: 8000, ..none }, vec!["1", "2", "3"], ""),
        (ArchiveLimits { ratio: 1, free_bytes: 0, ..none }, vec!["3"], "packed in"),
    ];
    for (limits, kept, words) in cases {
        let (_place, archive) = open(&entries, &limits);
        assert_eq!(names(&archive), kept, "{limits:?}");
        let said = left_out(&archive);
        assert!(words.is_empty() == said.is_empty(), "{said:?}");
        assert!(said.iter().all(|(_, reason)| reason.contains(words)), "{said:?}");
    }
}

#[test]
fn the_archive_as_a_whole_has_a_ratio_too() {
    let zeros = vec![0; 600_000];
    let entries: Vec<_> = (0..200).map(|number| Entry::deflated(&number.to_string(), &zeros)).collect();
    // Each is free by itself; together they declare some 200 times the archive's bytes.
    let limits = ArchiveLimits { ratio: 100, free_bytes: 600_000, ..ArchiveLimits::default() };
    let (_place, archive) = open(&entries, &limits);
    assert!((64..200).contains(&archive.members().len()), "{}", archive.members().len());
    assert!(left_out(&archive).iter().all(|(_, reason)| reason.contains("times the archive's bytes")));
}

#[test]
fn members_that_share_bytes_are_left_out() {
    let bytes = slice(1);
    let mut shared = Entry::stored("shared", &bytes);
    (shared.at, shared.is_hollow) = (Some(0), true);
    let mut inside = shared.clone();
    (inside.name, inside.at) = (b"inside".to_vec(), Some(40));
    (inside.size, inside.packed) = (4, vec![0; 4]);
    let (_place, archive) = open(&[Entry::stored("first", &bytes), shared, inside], &ArchiveLimits::default());
    assert_eq!(names(&archive), ["first"]);
    assert!(left_out(&archive).iter().all(|(_, reason)| reason.contains("shares bytes")));
}

#[test]
fn a_list_that_breaks_off_says_so() {
    let mut bytes = zip(&[Entry::stored("1", b"a"), Entry::stored("2", b"b")]);
    let second = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[second] = 0;
    let place = Place::new();
    let path = place.write("a.zip", &bytes);
    let archive = Archive::open(&path, &ArchiveLimits::default()).unwrap();
    assert_eq!(names(&archive), ["1"]);
    assert_eq!(
        left_out(&archive)[0].1,
        "The archive's list breaks off after 1 of 2 members; copy it again from its source."
    );
    // Without its end there is no list.
    let path = place.write("b.zip", &bytes[..bytes.len() - 30]);
    let error = Archive::open(&path, &ArchiveLimits::default()).unwrap_err().to_string();
    assert!(error.contains("list of the archive's members is missing"), "{error}");
}

/// By another hand: the zip crate writes plain, large (zip64) and commented archives, with bytes before them.
#[test]
fn archives_of_another_writer_are_listed_alike() {
    for (large, comment, before) in [(false, "", 0), (true, "", 0), (false, "PK\x05\x06 comment", 0), (true, "x", 77)] {
        let mut bytes = vec![b'#'; before];
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().large_file(large);
        writer.set_comment(comment).unwrap();
        writer.add_directory("sub", options).unwrap();
        for (name, content) in [("DICOMDIR", index(&[])), ("sub/äöü", slice(1))] {
            writer.start_file(name, options).unwrap();
            writer.write_all(&content).unwrap();
        }
        bytes.extend(writer.finish().unwrap().into_inner());
        let place = Place::new();
        let path = place.write("a.zip", &bytes);
        let archive = Archive::open(&path, &ArchiveLimits::default()).unwrap();
        assert_eq!((names(&archive), left_out(&archive)), (vec!["DICOMDIR", "sub/äöü"], vec![]));
        let member = archive.find("sub/äöü").unwrap();
        assert_eq!(member.size, slice(1).len() as u64);
        assert_eq!(archive.beginning(member).unwrap().read(0, 1 << 20).unwrap(), slice(1));
    }
}
