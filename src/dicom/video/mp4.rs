//! MP4 files (ISO/IEC 14496-12 and -15): boxes, of which the sample table says where each picture lies.

use super::{
    joined::Joined,
    pictures::{Coded, Pictures, Places},
};
use crate::dicom::{ReadError, codec::video::units::Coding, source::Source};

/// Boxes beside each other that are looked at.
const MOST_BOXES: usize = 100_000;
/// Samples that are indexed.
const MOST_SAMPLES: u64 = 1 << 20;
/// Bytes of the description of the pictures, parameter sets included.
const LONGEST_DESCRIPTION: u64 = 256 << 10;
/// Units before the first slice of a sample.
const MOST_UNITS: usize = 64;
const HEAD: usize = 32;

/// How the samples of the video are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mp4 {
    /// Bytes of the length before each unit.
    length_bytes: usize,
}

/// The contents of a box.
#[derive(Clone, Copy, Debug)]
struct Body {
    kind: [u8; 4],
    at: u64,
    end: u64,
}

struct Boxes<'a> {
    joined: &'a Joined,
    source: &'a Source,
    at: u64,
    end: u64,
    left: usize,
}

/// Whether the bytes begin like such a file.
pub(super) fn begins(start: &[u8]) -> bool {
    start.get(4..8) == Some(b"ftyp")
}

impl Mp4 {
    /// All pictures of the first video, in the order of decoding. `None` where there is no video.
    pub fn find(joined: &Joined, source: &Source) -> Result<Option<(Self, Pictures)>, ReadError> {
        let whole = Body { kind: *b"    ", at: 0, end: joined.size() };
        let Some(movie) = whole.find(joined, source, b"moov")? else {
            return Err(damaged(joined, 0, "the MP4 file in it lacks the table of its pictures"));
        };
        for track in movie.boxes(joined, source) {
            let track = track?;
            if track.kind != *b"trak" {
                continue;
            }
            let Some(media) = track.find(joined, source, b"mdia")? else { continue };
            let Some(handler) = media.find(joined, source, b"hdlr")? else { continue };
            if joined.array(source, handler.at.saturating_add(8))? != Some(*b"vide") {
                continue;
            }
            let Some(information) = media.find(joined, source, b"minf")? else { continue };
            let Some(table) = information.find(joined, source, b"stbl")? else { continue };
            if movie.find(joined, source, b"mvex")?.is_some() {
                return Err(unsupported("Video in an MP4 file in fragments"));
            }
            return table.pictures(joined, source).map(Some);
        }
        Ok(None)
    }

    /// The bytes of a sample with start codes in place of lengths, the first one too.
    pub fn read(&self, joined: &Joined, source: &Source, picture: &Coded, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let mut bytes = vec![0; usize::try_from(picture.size.min(joined.size())).unwrap_or(0)];
        let got = joined.read_into(source, picture.at, &mut bytes)?;
        bytes.truncate(got);
        let mut rest = bytes.as_slice();
        while let Some((length, behind)) = rest.split_at_checked(self.length_bytes) {
            let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
            let Some((unit, behind)) = behind.split_at_checked(length) else {
                return Err(damaged(joined, picture.at, "a picture of the video is not complete"));
            };
            out.extend_from_slice(&[0, 0, 1]);
            out.extend_from_slice(unit);
            rest = behind;
        }
        Ok(())
    }

    /// Tells what the sample is by its units.
    fn sample(
        &self,
        joined: &Joined,
        source: &Source,
        (at, size): (u64, u64),
        pictures: &mut Pictures,
    ) -> Result<(), ReadError> {
        let (before, mut inside) = (pictures.all.len(), 0_u64);
        for _ in 0..MOST_UNITS {
            let mut head = [0; 4 + HEAD];
            let got = joined.read_into(source, at.saturating_add(inside), &mut head)?;
            let head = head.get(..got).unwrap_or_default();
            let Some((length, unit)) = head.split_at_checked(self.length_bytes) else { break };
            let length = length.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
            let behind = inside.saturating_add(self.length_bytes as u64).saturating_add(length);
            if behind > size {
                break;
            }
            let unit = unit.get(..unit.len().min(usize::try_from(length).unwrap_or(usize::MAX))).unwrap_or_default();
            // Parameter sets in a sample are of use there; what is kept is what stands in the description.
            if pictures.coding.unit(unit) != crate::dicom::codec::video::units::Unit::Parameters {
                pictures.unit(unit, at, at, &mut Places::default());
            }
            inside = behind;
            if inside >= size || pictures.all.len() > before {
                break;
            }
        }
        // One sample is one picture, whatever its units say.
        pictures.all.truncate(before + 1);
        if let Some(picture) = pictures.all.get_mut(before) {
            (picture.at, picture.size) = (at, size);
        }
        Ok(())
    }
}

impl Body {
    fn boxes<'a>(&self, joined: &'a Joined, source: &'a Source) -> Boxes<'a> {
        Boxes { joined, source, at: self.at, end: self.end, left: MOST_BOXES }
    }

    /// The first box of a kind in it.
    fn find(&self, joined: &Joined, source: &Source, kind: &[u8; 4]) -> Result<Option<Self>, ReadError> {
        for found in self.boxes(joined, source) {
            let found = found?;
            if found.kind == *kind {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn bytes(&self, joined: &Joined, source: &Source, limit: u64) -> Result<Vec<u8>, ReadError> {
        let length = self.end.saturating_sub(self.at).min(limit);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        let got = joined.read_into(source, self.at, &mut bytes)?;
        bytes.truncate(got);
        Ok(bytes)
    }

    /// The numbers of a table, at most those that its bytes hold: behind `skip` bytes a count, then the entries.
    fn table(&self, joined: &Joined, source: &Source, skip: usize, width: usize) -> Result<Vec<u8>, ReadError> {
        let bytes = self.bytes(joined, source, MOST_SAMPLES * 12 + 16)?;
        let count = bytes.get(skip..skip + 4).map_or(0, number);
        let length = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(width);
        let entries = bytes.get(skip + 4..).unwrap_or_default();
        Ok(entries.get(..length.min(entries.len() / width * width)).unwrap_or_default().to_owned())
    }

    /// The pictures of a sample table.
    fn pictures(&self, joined: &Joined, source: &Source) -> Result<(Mp4, Pictures), ReadError> {
        let missing = || damaged(joined, self.at, "the table of the pictures is not complete");
        let find = |kind| self.find(joined, source, kind);
        let description = find(b"stsd")?.ok_or_else(missing)?;
        let (mp4, mut pictures) = describe(joined, source, &description)?;
        let sizes = find(b"stsz")?.ok_or_else(missing)?;
        let same = joined.array::<4>(source, sizes.at.saturating_add(4))?.map_or(0, |size| number(&size));
        let count = joined.array::<4>(source, sizes.at.saturating_add(8))?.map_or(0, |count| number(&count));
        let table = if same == 0 { sizes.table(joined, source, 8, 4)? } else { Vec::new() };
        let mut sizes = table.as_chunks::<4>().0.iter().map(|size| number(size)).collect::<Vec<_>>().into_iter();
        let (offsets, width) = match find(b"stco")? {
            Some(offsets) => (offsets.table(joined, source, 4, 4)?, 4),
            None => (find(b"co64")?.ok_or_else(missing)?.table(joined, source, 4, 8)?, 8),
        };
        let groups = find(b"stsc")?.ok_or_else(missing)?.table(joined, source, 4, 12)?;
        let mut groups = groups.as_chunks::<12>().0.iter().peekable();
        // Samples that lie in each other would be gone through again and again.
        let mut bytes_left = joined.size();
        let (mut samples_a_chunk, mut left) = (0, count.min(MOST_SAMPLES));
        for (chunk, offset) in (1_u64..).zip(offsets.chunks_exact(width)) {
            while let Some(group) = groups.next_if(|group| number(&group[..4]) <= chunk) {
                samples_a_chunk = number(&group[4..8]);
            }
            let mut at = number(offset);
            for _ in 0..samples_a_chunk {
                let size = if same == 0 { sizes.next() } else { Some(same) };
                let (Some(size), true) = (size, left > 0) else { return Ok((mp4, pictures)) };
                left -= 1;
                // The file is cut before the end of this sample: those behind it are gone too.
                let Some(end) = at.checked_add(size).filter(|end| *end <= joined.size() && size > 0) else {
                    return Ok((mp4, pictures));
                };
                let Some(rest) = bytes_left.checked_sub(size) else { return Ok((mp4, pictures)) };
                bytes_left = rest;
                mp4.sample(joined, source, (at, size), &mut pictures)?;
                at = end;
            }
        }
        Ok((mp4, pictures))
    }
}

/// How the pictures are coded, and their parameter sets.
fn describe(joined: &Joined, source: &Source, description: &Body) -> Result<(Mp4, Pictures), ReadError> {
    /// A full box's version and count of entries; the fixed part of an entry that is a video.
    const BEFORE_ENTRIES: u64 = 8;
    const VISUAL_ENTRY: u64 = 78;
    let entries = Body { at: description.at.saturating_add(BEFORE_ENTRIES), ..*description };
    let entry = entries.boxes(joined, source).next().transpose()?;
    let missing = || damaged(joined, description.at, "the video is not described");
    let entry = entry.ok_or_else(missing)?;
    let inner = Body { at: entry.at.saturating_add(VISUAL_ENTRY), ..entry };
    let (coding, kind) = match &entry.kind {
        b"avc1" | b"avc3" => (Coding::H264, b"avcC"),
        b"hvc1" | b"hev1" => (Coding::Hevc, b"hvcC"),
        b"encv" => return Err(unsupported("Encrypted video")),
        _ => return Err(unsupported("Video in an MP4 file other than H.264 and HEVC")),
    };
    let bytes = inner.find(joined, source, kind)?.ok_or_else(missing)?;
    let bytes = bytes.bytes(joined, source, LONGEST_DESCRIPTION)?;
    let mut pictures = Pictures::new(coding);
    let length = match coding {
        Coding::H264 => avc(&bytes, &mut pictures),
        Coding::Hevc => hevc(&bytes, &mut pictures),
    };
    let length_bytes = length.ok_or_else(missing)?;
    Ok((Mp4 { length_bytes }, pictures))
}

/// _AVCDecoderConfigurationRecord_ (14496-15 5.3.3.1): the bytes of a length.
fn avc(bytes: &[u8], pictures: &mut Pictures) -> Option<usize> {
    let length = usize::from(bytes.get(4)? & 3) + 1;
    let mut rest = bytes.get(5..)?;
    for mask in [31, 255] {
        let Some((count, behind)) = rest.split_first() else { break };
        rest = units(behind, usize::from(count & mask), pictures)?;
    }
    Some(length)
}

/// _HEVCDecoderConfigurationRecord_ (14496-15 8.3.3.1).
fn hevc(bytes: &[u8], pictures: &mut Pictures) -> Option<usize> {
    let length = usize::from(bytes.get(21)? & 3) + 1;
    let mut rest = bytes.get(23..)?;
    for _ in 0..*bytes.get(22)? {
        let [_, high, low, behind @ ..] = rest else { break };
        rest = units(behind, usize::from(*high) << 8 | usize::from(*low), pictures)?;
    }
    Some(length)
}

/// Keeps `count` units, each behind two bytes of length, and gives back what is behind them.
fn units<'a>(mut rest: &'a [u8], count: usize, pictures: &mut Pictures) -> Option<&'a [u8]> {
    for _ in 0..count {
        let [high, low, behind @ ..] = rest else { return None };
        let (unit, behind) = behind.split_at_checked(usize::from(*high) << 8 | usize::from(*low))?;
        pictures.keep(unit);
        rest = behind;
    }
    Some(rest)
}

impl Iterator for Boxes<'_> {
    type Item = Result<Body, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let start = self.at;
        let header = match self.joined.array::<8>(self.source, start) {
            Ok(header) => header.filter(|_| start.saturating_add(8) <= self.end)?,
            Err(error) => return Some(Err(error)),
        };
        let [s0, s1, s2, s3, kind @ ..] = header;
        let (mut at, mut size) = (start.saturating_add(8), number(&[s0, s1, s2, s3]));
        if size == 1 {
            // A length of eight bytes follows.
            size = match self.joined.array::<8>(self.source, at) {
                Ok(size) => number(&size?),
                Err(error) => return Some(Err(error)),
            };
            at = at.saturating_add(8);
        }
        // 0 stands for all the rest. A box that is shorter than its header ends the list.
        let end = if size == 0 { self.end } else { start.saturating_add(size).min(self.end) };
        self.at = end;
        (end >= at).then_some(Ok(Body { kind, at, end }))
    }
}

/// A number whose high byte comes first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn damaged(joined: &Joined, at: u64, what: &str) -> ReadError {
    ReadError::Damaged { what: what.to_owned(), at: joined.place(at) }
}

fn unsupported(what: &str) -> ReadError {
    ReadError::Unsupported { what: what.to_owned(), uid: String::new() }
}
