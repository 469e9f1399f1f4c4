//! Videos in one object (PS3.5 8.2.5 to 8.2.11, A.4.5 to A.4.10): the way from the fragments to the pictures.
//!
//! All fragments together are one stream: MPEG-2 transport packets, an MP4 file, or bare NAL units. It is gone through
//! once when the object is opened, so that the pictures in it are counted and each one's bytes can be found; decoding
//! is the matter of [`super::codec`], which gets a run of pictures that begins with one that needs no other.

mod joined;
mod mp4;
mod pictures;
mod refusal;
mod stream;
mod transport;

use self::{
    joined::{Joined, Reader},
    mp4::Mp4,
    pictures::{Coded, Pictures},
    stream::Scanner,
    transport::{Named, Transport},
};
use super::{
    Finding, FindingCode, ReadError,
    codec::video::units::{Coding, starts},
    header::Header,
    index::Element,
    pixel_layout::PixelLayout,
    source::Source,
};

pub(super) use refusal::not_served;

const PIXEL_DATA: (u16, u16) = (0x7FE0, 0x0010);
/// Bytes that are looked through for the first start code of bare units.
const BEFORE_UNITS: usize = 64;

/// The pictures of one video.
#[derive(Debug)]
pub(super) struct Video {
    joined: Joined,
    container: Container,
    pictures: Pictures,
}

/// What one picture is decoded from.
pub(super) struct Run {
    /// Access units as a byte stream, parameter sets in front.
    pub bytes: Vec<u8>,
    /// Nothing is missing up to where it ends.
    pub whole: bool,
    /// The number of the wanted picture in it, in the order of display.
    pub picture: u32,
    /// Where the first of them begins in the file.
    pub at: u64,
}

#[derive(Debug)]
enum Container {
    Transport(Transport),
    Mp4(Mp4),
    Bare,
}

impl Video {
    /// Looks at the fragments of an object whose transfer syntax is that of a video with a decoder. `None` where they are
    /// nothing of the kind.
    pub fn find(
        header: &Header,
        layout: &PixelLayout,
        stated: Coding,
        fragments: &[Element],
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Self>, ReadError> {
        let joined = Joined::new(fragments);
        let source = header.source_of(&layout.data);
        let mut start = [0; 256];
        let filled = joined.read_into(source, 0, &mut start)?;
        let start = start.get(..filled).unwrap_or_default();
        let found = if mp4::begins(start) {
            Mp4::find(&joined, source)?.map(|(mp4, pictures)| (Container::Mp4(mp4), pictures))
        } else if let Some(stride) = Transport::stride(start) {
            match Transport::find(&joined, source, stride)? {
                Some(Named::Served(transport, coding)) => {
                    let pictures = transport.pictures(&joined, source, coding)?;
                    Some((Container::Transport(transport), pictures))
                }
                Some(Named::Other) => {
                    let what = "A video stream other than the transfer syntax says".into();
                    return Err(ReadError::Unsupported { what, uid: String::new() });
                }
                None => None,
            }
        } else if starts(start.get(..BEFORE_UNITS.min(filled)).unwrap_or_default()).next().is_some() {
            Some((Container::Bare, bare(&joined, source, stated)?))
        } else {
            None
        };
        let Some((container, pictures)) = found.filter(|(_, pictures)| !pictures.all.is_empty()) else {
            return Ok(None);
        };
        if pictures.fields {
            let what = "Interlaced H.264 video".into();
            return Err(ReadError::Unsupported { what, uid: String::new() });
        }
        let mut note = |text: &str| {
            findings.push(Finding::new(FindingCode::Codestream, Some(PIXEL_DATA), text).at(layout.data.offset));
        };
        if pictures.other_view {
            note("The video has a second view; the first one is shown.");
        }
        if pictures.too_many {
            note("The video has more pictures than are counted; the last ones are left out.");
        }
        Ok(Some(Self { joined, container, pictures }))
    }

    /// How its pictures are coded.
    pub fn coding(&self) -> Coding {
        self.pictures.coding
    }

    /// How many pictures are there.
    pub fn count(&self) -> usize {
        self.pictures.all.len()
    }

    /// Reads what picture `index`, in the order of display, is decoded from: at most `limit` bytes.
    pub fn read(&self, source: &Source, index: usize, limit: u64) -> Result<Run, ReadError> {
        let all = &self.pictures.all;
        let at = |index: usize| all.get(index).map_or(0, |one| self.place(one.at));
        if index >= all.len() {
            return Err(ReadError::Damaged {
                what: "the video ends before this picture".into(),
                at: at(all.len() - 1),
            });
        }
        let what = || "this picture of the video needs others that are not there".into();
        let need = self.pictures.need(index).ok_or_else(|| ReadError::Damaged { what: what(), at: at(index) })?;
        let first = need.pictures.start;
        let pictures = all.get(need.pictures).unwrap_or_default();
        // What comes after missing bytes would be decoded from wrong pictures.
        let sound = pictures.iter().position(|one| one.damaged).unwrap_or(pictures.len());
        let whole = sound == pictures.len();
        let pictures = pictures.get(..sound).unwrap_or_default();
        let total = pictures.iter().fold(0_u64, |sum, one| sum.saturating_add(one.size));
        if total > limit {
            return Err(ReadError::OverLimit { what: format!("A run of pictures of {total} bytes") });
        }
        if pictures.is_empty() {
            let what = "bytes of the video are missing before this picture".into();
            return Err(ReadError::Damaged { what, at: at(first) });
        }
        let mut bytes = self.pictures.parameters_before(first);
        self.read_pictures(source, pictures, total, &mut bytes)?;
        Ok(Run { bytes, whole, picture: need.picture, at: at(first) })
    }

    /// Appends pictures that follow each other and have `total` bytes, a start code in front.
    fn read_pictures(
        &self,
        source: &Source,
        pictures: &[Coded],
        total: u64,
        out: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        if let Container::Mp4(mp4) = &self.container {
            return pictures.iter().try_for_each(|picture| mp4.read(&self.joined, source, picture, out));
        }
        let at = pictures.first().map_or(0, |first| first.at);
        out.extend_from_slice(&[0, 0, 1]);
        let mut part = Vec::new();
        match &self.container {
            Container::Transport(transport) => transport.read(&self.joined, source, at, total, &mut part)?,
            _ => {
                part.resize(usize::try_from(total.min(self.joined.size())).unwrap_or(0), 0);
                let got = self.joined.read_into(source, at, &mut part)?;
                part.truncate(got);
            }
        }
        // The next one's start code belongs to the next one.
        out.extend_from_slice(part.strip_suffix(&[0, 0, 1]).unwrap_or(&part));
        Ok(())
    }

    /// Where a picture begins in the file.
    fn place(&self, at: u64) -> u64 {
        match self.container {
            Container::Transport(_) => self.joined.place((at >> 8).saturating_add(at & 0xFF)),
            _ => self.joined.place(at),
        }
    }
}

/// The pictures of bare units.
fn bare(joined: &Joined, source: &Source, coding: Coding) -> Result<Pictures, ReadError> {
    let mut scanner = Scanner::new(Pictures::new(coding));
    let mut reader = Reader::new(joined, source);
    let mut at = 0;
    while at < joined.size() && !scanner.is_full() {
        let bytes = reader.get(at, Reader::PIECE)?;
        if bytes.is_empty() {
            break;
        }
        scanner.piece(bytes, at);
        at += bytes.len() as u64;
    }
    Ok(scanner.finish(joined.whole))
}
