//! Values read one after the other, as the index lists them.

use super::{
    header::Header,
    index::{Element, Kind},
    source::Window,
};

/// Reads values in file order with few calls to the system.
pub(super) struct ValueReader<'a> {
    header: &'a Header,
    /// Over the meta group's source, or over that of the other groups.
    window: Option<(bool, Window<'a>)>,
}

impl<'a> ValueReader<'a> {
    /// Nothing read yet.
    pub fn new(header: &'a Header) -> Self {
        Self { header, window: None }
    }

    /// The first `limit` bytes of a plain value; none of pixel data, and none where the system fails to read them.
    pub fn start(&mut self, element: &Element, limit: usize) -> &[u8] {
        if element.kind != Kind::Value || is_pixel_data(element) {
            return &[];
        }
        let meta = element.tag.0 == 0x0002 && element.depth == 0;
        if self.window.as_ref().is_none_or(|(of_meta, _)| *of_meta != meta) {
            self.window = Some((meta, Window::new(self.header.source_of(element))));
        }
        let Some((_, window)) = &mut self.window else { return &[] };
        let count = usize::try_from(element.present).unwrap_or(limit).min(limit);
        window.get(element.offset, count).unwrap_or_default()
    }
}

/// Whether the value is one of samples, of frames' offsets or of their lengths.
pub(super) fn is_pixel_data(element: &Element) -> bool {
    element.tag.0 == 0x7FE0 && element.tag.1 >= 0x0008
}
