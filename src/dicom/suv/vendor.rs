//! What makers keep in private elements, found by the creator that reserved them (PS3.5 7.8.1).

use dicom_core::Tag;

use super::super::{header::DataSet, moment::Moment, private::is_creator};

/// GE: scan date and time, DT, (0009,xx0D) of GEMS_PETD_01.
pub(super) fn scan_moment(top: &DataSet, offset: Option<f64>) -> Option<Moment> {
    let tag = owned(top, 0x0009, "GEMS_PETD_01", 0x0D)?;
    Moment::from_date_time(&top.code(tag)?, offset)
}

/// Philips: from counts to SUVbw, DS, (7053,xx00).
pub(super) fn suv_factor(top: &DataSet) -> Option<f64> {
    factor(top, 0x00)
}

/// Philips: from counts to Bq/ml, DS, (7053,xx09).
pub(super) fn activity_factor(top: &DataSet) -> Option<f64> {
    factor(top, 0x09)
}

fn factor(top: &DataSet, number: u16) -> Option<f64> {
    let tag = owned(top, 0x7053, "Philips PET Private Group", number)?;
    top.number(tag).filter(|factor| *factor > 0.0)
}

/// Element `number` of the block that `creator` reserves in `group`, if it is there.
fn owned(top: &DataSet, group: u16, creator: &str, number: u16) -> Option<Tag> {
    let index = &top.header().index;
    let tags = index.children(None).filter_map(|at| index.elements.get(at)).map(|element| element.tag);
    // At most as many as there are blocks, whatever the file repeats.
    let mut creators = tags.filter(|&tag| tag.0 == group && is_creator(tag)).take(0x100);
    let block = creators.find(|&tag| top.is(tag, creator))?.1;
    let tag = Tag(group, block << 8 | number);
    top.has(tag).then_some(tag)
}
