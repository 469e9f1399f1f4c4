//! Changes to fragments and to the tables that say where frames start.

use super::{draft::Draft, random::Random};

pub fn change_fragments(draft: &mut Draft, random: &mut Random) {
    let Some(mut data) = draft.encapsulated() else { return };
    let count = data.fragments.len();
    let (one, other) = (random.below(count), random.below(count));
    if count == 0 {
        return;
    }
    let step = match random.below(11) {
        0 => {
            data.fragments.remove(one);
            format!("fragment {one} left out")
        }
        1 => {
            let again = data.fragments[one].clone();
            data.fragments.insert(other, again);
            format!("fragment {one} again before {other}")
        }
        2 => {
            data.fragments[one].clear();
            format!("fragment {one} emptied")
        }
        3 => {
            data.fragments.iter_mut().for_each(Vec::clear);
            "all fragments emptied".into()
        }
        4 => {
            data.fragments.swap(one, other);
            format!("fragments {one} and {other} swapped")
        }
        5 => {
            let at = random.below(data.fragments[one].len());
            let rest = data.fragments[one].split_off(at);
            data.fragments.insert(one + 1, rest);
            format!("fragment {one} split at {at}")
        }
        6 => {
            let joined = data.fragments.concat();
            data.fragments = vec![joined];
            "all fragments joined".into()
        }
        7 => {
            let length = random.size(3);
            data.fragments[one].truncate(length);
            format!("fragment {one} cut to {length}")
        }
        8 => {
            let many = *random.pick(&[1, 10, 1_000, 20_000]);
            data.fragments.splice(one..one, std::iter::repeat_n(Vec::new(), many));
            format!("{many} empty fragments before {one}")
        }
        9 => {
            data.closed = false;
            "no end mark after the fragments".into()
        }
        _ => {
            let at = random.below(data.fragments[one].len() + 1);
            let bytes = data.fragments[other].clone();
            data.fragments[one].splice(at..at, bytes);
            format!("fragment {other} inside of {one} at {at}")
        }
    };
    draft.put(&data, step);
}

pub fn change_basic_table(draft: &mut Draft, random: &mut Random) {
    let Some(mut data) = draft.encapsulated() else { return };
    let mut offsets = vec![0_u32];
    for fragment in &data.fragments {
        offsets.push(offsets.last().unwrap() + 8 + fragment.len() as u32);
    }
    let end = offsets.last().copied().unwrap();
    if offsets.len() > 1 {
        offsets.pop();
    }
    let one = random.below(offsets.len());
    let kind = random.below(12);
    match kind {
        0 => offsets.clear(),
        1 => offsets[one] = end + 8,
        2 => offsets.reverse(),
        3 => offsets[one] = offsets[0],
        4 => offsets[one] = offsets[one].wrapping_add(3),
        5 => offsets.push(end),
        6 => drop(offsets.pop()),
        7 => offsets[one] = u32::MAX,
        8 => offsets.iter_mut().for_each(|offset| *offset = offset.wrapping_add(8)),
        9 => offsets.extend(std::iter::repeat_n(0, 10_000)),
        10 => offsets = vec![random.next() as u32; offsets.len()],
        _ => {}
    }
    data.table = offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect();
    if kind == 11 {
        data.table.push(0);
    }
    draft.put(&data, format!("offset table lies, way {kind} at entry {one}"));
}

/// Values of an Extended Offset Table that is there.
pub fn change_extended_table(draft: &mut Draft, random: &mut Random) {
    let Some(place) = draft.place(random, |place| place.tag.0 == 0x7FE0 && place.tag.1 < 3 && place.depth == 0) else {
        return;
    };
    let entries = (place.end - place.value) / 8;
    let entry = random.below(entries);
    let by_chance = random.next() >> random.below(64);
    let value = *random.pick(&[0, 1, u64::MAX, u64::MAX - 7, 1 << 63, 1 << 32, 8, by_chance]);
    draft.overwrite(place.value + entry * 8, &value.to_le_bytes(), format!("extended table entry {entry} is {value}"));
}
