//! Pictures of each place counted: the first, the second, and so on, by what only orders them.
//!
//! Where a place has fewer pictures than the fullest, counting alone would take all after a missing one for those before.
//! There a picture belongs to the moment during which its value lies: from the least to the greatest value that the places
//! with all pictures have for it. Where the moments overlap, or a value lies outside of them, nothing tells which pictures
//! are missing: they are counted from the first, and the place is told.

use super::{attribute::Attribute, picture::Picture};

/// The numbers of the pictures within their places.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    /// By picture, 0-based.
    pub numbers: Vec<u32>,
    /// Places that lack pictures, nobody knows which.
    pub unsure: usize,
}

/// Counts by `attribute`, `fullest` pictures in a place at most. `None` unless it has a value for all, and different ones
/// in each place.
pub(super) fn count(attribute: Attribute, pictures: &[Picture], fullest: usize) -> Option<Counted> {
    let mut order: Vec<(u32, f64, usize)> = Vec::with_capacity(pictures.len());
    for (index, picture) in pictures.iter().enumerate() {
        order.push((picture.place, attribute.order_key(picture)?, index));
    }
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if order.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0 && a.1 == b.1)) {
        return None;
    }
    let places = || order.chunk_by(|a, b| a.0 == b.0);
    let moments = moments(places().filter(|place| place.len() == fullest), fullest);
    let mut counted = Counted { numbers: vec![0; pictures.len()], unsure: 0 };
    for place in places() {
        let told = if place.len() < fullest { by_moment(place, &moments) } else { None };
        counted.unsure += usize::from(place.len() < fullest && told.is_none());
        let numbers = told.unwrap_or_else(|| (0..).take(place.len()).collect());
        for (&(_, _, index), number) in place.iter().zip(numbers) {
            if let Some(own) = counted.numbers.get_mut(index) {
                *own = number;
            }
        }
    }
    Some(counted)
}

/// The least and the greatest value of each moment; none where they overlap.
fn moments<'a>(full: impl Iterator<Item = &'a [(u32, f64, usize)]>, count: usize) -> Vec<[f64; 2]> {
    let mut moments = vec![[f64::INFINITY, f64::NEG_INFINITY]; count];
    for place in full {
        for (moment, &(_, value, _)) in moments.iter_mut().zip(place) {
            *moment = [moment[0].min(value), moment[1].max(value)];
        }
    }
    let is_apart = moments.windows(2).all(|pair| matches!(pair, [[_, end], [start, _]] if end < start));
    if is_apart { moments } else { Vec::new() }
}

/// The moment of each picture of a place; `None` where one lies in none, or two in one.
fn by_moment(place: &[(u32, f64, usize)], moments: &[[f64; 2]]) -> Option<Vec<u32>> {
    let mut numbers: Vec<u32> = Vec::with_capacity(place.len());
    for &(_, value, _) in place {
        let number = moments.partition_point(|[_, end]| *end < value);
        moments.get(number).filter(|[start, _]| *start <= value)?;
        let number = u32::try_from(number).ok()?;
        if numbers.last() == Some(&number) {
            return None;
        }
        numbers.push(number);
    }
    Some(numbers)
}
