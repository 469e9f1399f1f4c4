//! Times that each frame bears in its functional groups (PS3.3 C.7.6.16.2.2, C.7.6.16.2.7, C.8.13.5.3), where time is
//! the only dimension in which the frames differ (C.7.6.17).

use std::borrow::Cow;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    moment::Moment,
};

/// Dimensions that are time.
const TEMPORAL: [Tag; 6] = [
    tags::TEMPORAL_POSITION_INDEX,
    tags::TEMPORAL_POSITION_TIME_OFFSET,
    tags::NOMINAL_CARDIAC_TRIGGER_DELAY_TIME,
    tags::ACTUAL_CARDIAC_TRIGGER_DELAY_TIME,
    tags::FRAME_REFERENCE_DATE_TIME,
    tags::FRAME_ACQUISITION_DATE_TIME,
];
/// Dimensions that are looked at; the standard's IODs have some five.
const MOST_DIMENSIONS: usize = 32;

/// A time of a frame: which it is, where it stands, and its milliseconds.
struct Clock {
    name: &'static str,
    group: Tag,
    tag: Tag,
    ms: fn(&DataSet, Tag) -> Option<f64>,
}

const CLOCKS: [Clock; 4] = [
    Clock {
        name: "Temporal Position Time Offset",
        group: tags::TEMPORAL_POSITION_SEQUENCE,
        tag: tags::TEMPORAL_POSITION_TIME_OFFSET,
        ms: |set, tag| set.number(tag).map(|seconds| seconds * 1000.0),
    },
    Clock {
        name: "Nominal Cardiac Trigger Delay Time",
        group: tags::CARDIAC_SYNCHRONIZATION_SEQUENCE,
        tag: tags::NOMINAL_CARDIAC_TRIGGER_DELAY_TIME,
        ms: |set, tag| set.number(tag),
    },
    Clock {
        name: "Frame Reference DateTime",
        group: tags::FRAME_CONTENT_SEQUENCE,
        tag: tags::FRAME_REFERENCE_DATE_TIME,
        ms: moment,
    },
    Clock {
        name: "Frame Acquisition DateTime",
        group: tags::FRAME_CONTENT_SEQUENCE,
        tag: tags::FRAME_ACQUISITION_DATE_TIME,
        ms: moment,
    },
];

/// How long each frame stays by the frames' own times, and which these are; `None` where the frames differ in more than
/// time, no durations where no clock goes forward from frame to frame.
pub(super) fn read(
    header: &Header,
    groups: &FunctionalGroups,
    frames: usize,
) -> Option<(Option<Vec<f64>>, &'static str)> {
    if !follow_in_time(header, groups, frames) {
        return None;
    }
    let found = CLOCKS.iter().find_map(|clock| Some((durations(header, groups, frames, clock)?, clock.name)));
    Some(found.map_or((None, ""), |(durations, name)| (Some(durations), name)))
}

/// Whether the frames differ in a dimension of time and in no other.
pub(super) fn follow_in_time(header: &Header, groups: &FunctionalGroups, frames: usize) -> bool {
    let top = header.top();
    let dimensions = top.items(tags::DIMENSION_INDEX_SEQUENCE).take(MOST_DIMENSIONS);
    let is_time: Vec<bool> = dimensions.map(|dimension| points_at_time(&dimension)).collect();
    if !is_time.contains(&true) {
        return false;
    }
    // What all frames share is looked up once: it may be long, and the frames many.
    let values = |content: DataSet| {
        let values = content.numbers(tags::DIMENSION_INDEX_VALUES);
        (values.len() == is_time.len()).then_some(values)
    };
    let of_all = groups.shared(header, tags::FRAME_CONTENT_SEQUENCE).and_then(values);
    let place = |index: usize| match groups.own(header, index, tags::FRAME_CONTENT_SEQUENCE) {
        Some(own) => values(own).map(Cow::Owned),
        None => of_all.as_ref().map(Cow::Borrowed),
    };
    let Some(first) = place(0) else { return false };
    let mut moves = false;
    // Frames beyond the last group all say what is shared.
    for index in 1..frames.min(groups.frames() + 1) {
        let Some(values) = place(index) else { return false };
        for ((value, start), is_time) in values.iter().zip(first.iter()).zip(&is_time) {
            if value != start && !is_time {
                return false;
            }
            moves |= value != start;
        }
    }
    moves
}

fn points_at_time(dimension: &DataSet) -> bool {
    let pointer = dimension.bytes(tags::DIMENSION_INDEX_POINTER).zip(dimension.element(tags::DIMENSION_INDEX_POINTER));
    pointer.is_some_and(|(bytes, element)| {
        let encoding = element.encoding;
        TEMPORAL.contains(&Tag(encoding.u16(&bytes), encoding.u16(bytes.get(2..).unwrap_or_default())))
    })
}

fn durations(header: &Header, groups: &FunctionalGroups, frames: usize, clock: &Clock) -> Option<Vec<f64>> {
    let of_all = groups.shared(header, clock.group).and_then(|item| (clock.ms)(&item, clock.tag));
    let time = |index| match groups.own(header, index, clock.group) {
        Some(own) => (clock.ms)(&own, clock.tag),
        None => of_all,
    };
    let times: Option<Vec<f64>> = (0..frames).map(time).collect();
    let times = times?;
    let mut durations: Vec<f64> = times.iter().zip(times.get(1..)?).map(|(here, next)| next - here).collect();
    durations.push(*durations.last()?);
    durations.iter().all(|ms| ms.is_finite() && *ms >= 1.0).then_some(durations)
}

fn moment(set: &DataSet, tag: Tag) -> Option<f64> {
    Some(Moment::from_date_time(&set.code(tag)?, None)?.local * 1000.0)
}
