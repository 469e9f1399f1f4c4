//! MPEG-2 transport streams (ISO/IEC 13818-1 2.4): packets of 188 bytes, of which some carry the video.

use super::{
    joined::{Joined, Reader},
    pictures::Pictures,
    stream::Scanner,
};
use crate::dicom::{ReadError, codec::video::units::Coding, source::Source};

const PACKET: usize = 188;
const SYNC: u8 = 0x47;
/// Bytes that are looked through for the first packet, or the next one behind damage.
const LOST_AT_MOST: u64 = 4 << 20;
/// Packets that are looked through for the tables that name the streams.
const TABLES_WITHIN: usize = 200_000;

/// Where the packets lie and which of them carry the video.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transport {
    /// Where the first packet begins.
    first: u64,
    /// Bytes from one packet to the next: 188, or 192 with time stamps between them.
    stride: usize,
    /// Packet identifier of the video.
    video: u16,
}

/// What the tables say of the video.
pub(super) enum Named {
    Served(Transport, Coding),
    /// Another kind of video: MPEG-2 for one.
    Other,
}

/// One packet.
struct Packet<'a> {
    identifier: u16,
    starts_unit: bool,
    scrambled: bool,
    /// It arrived damaged.
    broken: bool,
    /// The clock of the stream jumps here on purpose.
    jumps: bool,
    counter: u8,
    payload: &'a [u8],
    /// Where the payload begins in the packet.
    inside: u8,
}

impl Transport {
    /// Whether the bytes begin like packets.
    pub fn stride(start: &[u8]) -> Option<(u64, usize)> {
        let is_sync = |at: usize| start.get(at) == Some(&SYNC);
        [(0, PACKET), (4, 192)]
            .into_iter()
            .find(|(first, stride)| is_sync(*first) && is_sync(first + stride))
            .map(|(first, stride)| (first as u64, stride))
    }

    /// Finds the video by the tables of the stream. `None` where they name none.
    pub fn find(joined: &Joined, source: &Source, (first, stride): (u64, usize)) -> Result<Option<Named>, ReadError> {
        let mut reader = Reader::new(joined, source);
        let mut map = None;
        for number in 0..TABLES_WITHIN {
            let at = first.saturating_add((number * stride) as u64);
            let bytes = reader.get(at, PACKET)?;
            if bytes.len() < PACKET {
                break;
            }
            let Some(packet) = Packet::read(bytes).filter(|packet| packet.starts_unit) else { continue };
            if packet.identifier == 0 {
                map = section(packet.payload, 0).and_then(program_map).or(map);
            } else if Some(packet.identifier) == map
                && let Some((kind, video)) = section(packet.payload, 2).and_then(video_stream)
            {
                let transport = Self { first, stride, video };
                return Ok(Some(match kind {
                    0x1B => Named::Served(transport, Coding::H264),
                    0x24 => Named::Served(transport, Coding::Hevc),
                    _ => Named::Other,
                }));
            }
        }
        Ok(None)
    }

    /// All pictures of the video.
    pub fn pictures(&self, joined: &Joined, source: &Source, coding: Coding) -> Result<Pictures, ReadError> {
        let mut scanner = Scanner::new(Pictures::new(coding));
        self.walk(joined, source, self.first, |payload, at, missing| {
            if missing {
                scanner.gap();
            }
            scanner.piece(payload, at);
            !scanner.is_full()
        })?;
        Ok(scanner.finish(joined.whole))
    }

    /// The `size` bytes of the stream from a picture's place on.
    pub fn read(
        &self,
        joined: &Joined,
        source: &Source,
        at: u64,
        size: u64,
        out: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        let (packet, inside) = (at >> 8, at & 0xFF);
        let mut left = usize::try_from(size).unwrap_or(usize::MAX);
        self.walk(joined, source, packet, |payload, at, _| {
            let skip =
                if at >> 8 == packet { usize::try_from(inside.saturating_sub(at & 0xFF)).unwrap_or(0) } else { 0 };
            let payload = payload.get(skip..).unwrap_or_default();
            let payload = payload.get(..left.min(payload.len())).unwrap_or_default();
            out.extend_from_slice(payload);
            left -= payload.len();
            left > 0
        })
    }

    /// Goes through the payload of the video from the packet at `at` on: bytes of the stream, the place of the first of
    /// them, whether some are missing before them. Stops where it is told to.
    fn walk(
        &self,
        joined: &Joined,
        source: &Source,
        mut at: u64,
        mut each: impl FnMut(&[u8], u64, bool) -> bool,
    ) -> Result<(), ReadError> {
        let mut reader = Reader::new(joined, source);
        let (mut last, mut missing, mut header_left) = (None, false, 0_usize);
        while at < joined.size() {
            let bytes = reader.get(at, PACKET)?;
            if bytes.len() < PACKET {
                break;
            }
            if bytes.first() != Some(&SYNC) {
                let Some(next) = self.next_sync(&mut reader, at)? else { break };
                (at, missing) = (next, true);
                continue;
            }
            let place = at;
            at = at.saturating_add(self.stride as u64);
            let Some(packet) = Packet::read(bytes).filter(|packet| packet.identifier == self.video) else { continue };
            if packet.payload.is_empty() {
                continue;
            }
            if packet.scrambled {
                let what = "Video that is scrambled".into();
                return Err(ReadError::Unsupported { what, uid: String::new() });
            }
            // A packet may be sent twice.
            if last == Some(packet.counter) && !packet.jumps {
                continue;
            }
            let expected = last.map(|last: u8| (last + 1) & 15);
            missing |= packet.broken || !packet.jumps && expected.is_some_and(|expected| expected != packet.counter);
            last = Some(packet.counter);
            if packet.starts_unit {
                header_left = header_length(packet.payload);
            }
            let skip = header_left.min(packet.payload.len());
            header_left -= skip;
            let payload = packet.payload.get(skip..).unwrap_or_default();
            let inside = u64::from(packet.inside) + skip as u64;
            if payload.is_empty() {
                continue;
            }
            if !each(payload, place << 8 | inside, std::mem::take(&mut missing)) {
                break;
            }
        }
        Ok(())
    }

    /// The next place where two packets follow each other.
    fn next_sync(&self, reader: &mut Reader<'_>, from: u64) -> Result<Option<u64>, ReadError> {
        for at in from + 1..from.saturating_add(LOST_AT_MOST) {
            let bytes = reader.get(at, self.stride + 1)?;
            if bytes.len() <= self.stride {
                return Ok(None);
            }
            if bytes.first() == Some(&SYNC) && bytes.last() == Some(&SYNC) {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

impl<'a> Packet<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let [SYNC, high, low, flags, rest @ ..] = bytes else { return None };
        let (mut payload, mut jumps) = (rest, false);
        let mut inside = 4;
        if flags & 0x20 != 0 {
            let (length, behind) = rest.split_first()?;
            jumps = *length > 0 && behind.first().is_some_and(|flags| flags & 0x80 != 0);
            payload = behind.get(usize::from(*length)..).unwrap_or_default();
            inside = length.saturating_add(5);
        }
        if flags & 0x10 == 0 {
            payload = &[];
        }
        Some(Self {
            identifier: u16::from(high & 0x1F) << 8 | u16::from(*low),
            starts_unit: high & 0x40 != 0,
            scrambled: flags & 0xC0 != 0,
            broken: high & 0x80 != 0,
            jumps,
            counter: flags & 15,
            payload,
            inside,
        })
    }
}

/// Bytes of the header of a packetized elementary stream (2.4.3.6).
fn header_length(payload: &[u8]) -> usize {
    match payload {
        [0, 0, 1, _, _, _, marks, _, length, ..] if marks & 0xC0 == 0x80 => 9 + usize::from(*length),
        [0, 0, 1, ..] => 6,
        _ => 0,
    }
}

/// The part of table `table` that begins in a payload (2.4.4), without its first three bytes and its check sum.
fn section(payload: &[u8], table: u8) -> Option<&[u8]> {
    let (pointer, rest) = payload.split_first()?;
    match rest.get(usize::from(*pointer)..)? {
        [found, high, low, body @ ..] if *found == table => {
            let length = usize::from(high & 15) << 8 | usize::from(*low);
            // Where it goes on in the next packet, what is here still names the first streams.
            body.get(..length.saturating_sub(4).min(body.len()))
        }
        _ => None,
    }
}

/// The packets with the table of the first program.
fn program_map(section: &[u8]) -> Option<u16> {
    let programs = section.get(5..)?.as_chunks::<4>().0;
    let number = |high: u8, low: u8| u16::from(high) << 8 | u16::from(low);
    programs.iter().find(|[high, low, ..]| number(*high, *low) != 0).map(|[_, _, high, low]| number(high & 0x1F, *low))
}

/// Kind and packets of the first stream that is a video.
fn video_stream(section: &[u8]) -> Option<(u8, u16)> {
    let skip = usize::from(section.get(7)? & 15) << 8 | usize::from(*section.get(8)?);
    let mut rest = section.get(9 + skip..)?;
    while let [kind, high, low, long, length, behind @ ..] = rest {
        if matches!(kind, 0x01 | 0x02 | 0x10 | 0x1B | 0x24) {
            return Some((*kind, u16::from(high & 0x1F) << 8 | u16::from(*low)));
        }
        rest = behind.get(usize::from(long & 15) << 8 | usize::from(*length)..)?;
    }
    None
}
