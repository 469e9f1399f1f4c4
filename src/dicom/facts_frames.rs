//! What the frames of a multi-frame object say, each for itself (PS3.3 C.7.6.16, C.7.6.17), and how pictures were made.

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{
    Contrast, FrameFacts,
    charset::shown,
    facts_reading::shared,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    plane::Planes,
};

/// Frames of one object that are told apart. Objects with more are slides in tiles, which have no order of their own.
const MOST_FRAMES: usize = 1 << 16;
/// _Dimension Index Values_ (0020,9157) beyond this many tell nothing apart.
const MOST_DIMENSIONS: usize = 16;

/// What tells an object, or its first frame, from others: by the top level, else by its functional groups.
pub(super) fn contrast(header: &Header, groups: &FunctionalGroups) -> Contrast {
    let top = header.top();
    let stated = Contrast {
        echo_time_ms: top.number(tags::ECHO_TIME),
        echo_number: top.integer(tags::ECHO_NUMBERS),
        b_value: top.number(tags::DIFFUSION_B_VALUE),
        gradient: direction(&top),
        inversion_time_ms: top.number(tags::INVERSION_TIME),
        trigger_time_ms: top.number(tags::TRIGGER_TIME),
        temporal_position: top.integer(tags::TEMPORAL_POSITION_IDENTIFIER),
    };
    if groups.is_empty() {
        return stated;
    }
    let of_groups = contrast_of(&|tag| groups.group(header, 0, tag));
    merged(stated, of_groups)
}

/// Each frame's facts; empty where nothing is said of single frames.
pub(super) fn frame_facts(
    header: &Header,
    groups: &FunctionalGroups,
    planes: &Planes<'_>,
    frames: usize,
) -> Arc<[FrameFacts]> {
    if !(2..=MOST_FRAMES).contains(&frames) || !planes.is_per_frame() {
        return Arc::default();
    }
    let of_all = contrast_of(&|tag| groups.shared(header, tag));
    let segment_of_all = groups.shared(header, tags::SEGMENT_IDENTIFICATION_SEQUENCE).and_then(|item| segment(&item));
    let moments = moments(&header.top());
    let mut stack: Arc<str> = Arc::default();
    // Functional groups and vectors may be shorter than the frames that are declared.
    let frames = frames.min(if groups.is_per_frame() { groups.frames() } else { planes.placed() });
    let of_frame = |index: usize| {
        let content = groups.own(header, index, tags::FRAME_CONTENT_SEQUENCE);
        let own_stack = content.as_ref().and_then(|content| content.code(tags::STACK_ID)).unwrap_or_default();
        if *stack != *own_stack {
            stack = shared(&shown(&own_stack));
        }
        FrameFacts {
            plane: planes.of(index, &mut Vec::new()),
            dimension_index: content.as_ref().map(dimension_index).unwrap_or_default(),
            stack: stack.clone(),
            in_stack_position: content
                .and_then(|content| content.integer(tags::IN_STACK_POSITION_NUMBER))
                .and_then(|number| u32::try_from(number).ok()),
            // What all frames share is looked up once: it may be long, and the frames many.
            segment: groups
                .own(header, index, tags::SEGMENT_IDENTIFICATION_SEQUENCE)
                .map_or(segment_of_all, |item| segment(&item)),
            contrast: merged(
                merged(contrast_of(&|tag| groups.own(header, index, tag)), of_all),
                Contrast { temporal_position: moments.get(index).map(|moment| *moment as i64), ..Contrast::default() },
            ),
        }
    };
    (0..frames).map(of_frame).collect()
}

/// The one segment that a frame shows.
fn segment(item: &DataSet) -> Option<u32> {
    u32::try_from(item.integer(tags::REFERENCED_SEGMENT_NUMBER)?).ok()
}

/// Of an NM image the number of the time slot (gated) or time slice (dynamic) of each frame (C.8.4.8).
fn moments(top: &DataSet) -> Vec<f64> {
    let vectors = [tags::TIME_SLOT_VECTOR, tags::TIME_SLICE_VECTOR].map(|tag| top.numbers(tag));
    vectors.into_iter().find(|vector| !vector.is_empty()).unwrap_or_default()
}

fn dimension_index(content: &DataSet) -> Box<[u32]> {
    let values = content.few_numbers(tags::DIMENSION_INDEX_VALUES);
    values.into_iter().take(MOST_DIMENSIONS).map(|value| value as u32).collect()
}

/// What functional groups say; `group` gives the item of a macro.
fn contrast_of<'a>(group: &dyn Fn(Tag) -> Option<DataSet<'a>>) -> Contrast {
    let content = group(tags::FRAME_CONTENT_SEQUENCE);
    let diffusion = group(tags::MR_DIFFUSION_SEQUENCE);
    let gradient = diffusion.as_ref().and_then(|item| item.item(tags::DIFFUSION_GRADIENT_DIRECTION_SEQUENCE));
    Contrast {
        echo_time_ms: group(tags::MR_ECHO_SEQUENCE).and_then(|item| item.number(tags::EFFECTIVE_ECHO_TIME)),
        echo_number: None,
        b_value: diffusion.and_then(|item| item.number(tags::DIFFUSION_B_VALUE)),
        gradient: gradient.as_ref().and_then(direction),
        inversion_time_ms: group(tags::MR_MODIFIER_SEQUENCE).and_then(|item| item.number(tags::INVERSION_TIMES)),
        trigger_time_ms: group(tags::CARDIAC_SYNCHRONIZATION_SEQUENCE)
            .and_then(|item| item.number(tags::NOMINAL_CARDIAC_TRIGGER_DELAY_TIME)),
        temporal_position: content.and_then(|item| item.integer(tags::TEMPORAL_POSITION_INDEX)),
    }
}

/// _Diffusion Gradient Orientation_ (0018,9089), where it is one.
fn direction(set: &DataSet) -> Option<[f64; 3]> {
    let values: [f64; 3] = set.few_numbers(tags::DIFFUSION_GRADIENT_ORIENTATION).try_into().ok()?;
    values.iter().all(|value| value.is_finite()).then_some(values)
}

/// What `first` says, and what `second` says where that says nothing.
fn merged(first: Contrast, second: Contrast) -> Contrast {
    Contrast {
        echo_time_ms: first.echo_time_ms.or(second.echo_time_ms),
        echo_number: first.echo_number.or(second.echo_number),
        b_value: first.b_value.or(second.b_value),
        gradient: first.gradient.or(second.gradient),
        inversion_time_ms: first.inversion_time_ms.or(second.inversion_time_ms),
        trigger_time_ms: first.trigger_time_ms.or(second.trigger_time_ms),
        temporal_position: first.temporal_position.or(second.temporal_position),
    }
}
