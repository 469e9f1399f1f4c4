//! Several pictures in one place: what tells them apart divides them.
//!
//! An attribute explains pictures of one place where it has at least two values, not more values than a place has
//! pictures, and leaves fewer pictures together in one place. What only counts (acquisition number, order in time, place in
//! the plane, a dimension without a name) has to fill a grid of values and places as well: two acquisitions that follow
//! each other along the body and overlap in one slice are one stack. So nothing divides slices that lie one by one.
//!
//! What is left is divided further by the attributes that follow; see [`ORDER`].

use super::{
    attribute::{Attribute, DIMENSIONS, Key, ORDER},
    counted::{Counted, count},
    picture::Picture,
};

/// Pictures that nothing divides further.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'a> {
    pub pictures: Vec<Picture<'a>>,
    pub labels: Vec<String>,
    pub moment: Option<Moment>,
    /// Places that lack pictures of a moment, nobody knows of which.
    pub unsure: usize,
}

/// What makes a leaf one of several of the same places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    /// The same for all of them.
    pub group: u32,
    /// What one of them is called.
    pub noun: &'static str,
    /// After the first of them.
    pub time_ms: Option<f64>,
}

/// Share of the cells of the grid of values and places that have to be filled: a series of two phases that was broken off
/// half way through the second has 0.75, two stacks that follow each other 0.5.
const GRID: f64 = 0.75;

/// Divides `pictures`, whose places are set, until each place has one picture or nothing explains the others. Group
/// numbers are taken from `next_group`.
pub(super) fn explain<'a>(pictures: Vec<Picture<'a>>, next_group: &mut u32) -> Vec<Leaf<'a>> {
    let dimensions = pictures.iter().filter_map(|picture| picture.own).map(|own| own.dimension_index.len()).max();
    let dimensions = dimensions.unwrap_or(0).min(DIMENSIONS);
    let attributes: Vec<Attribute> = ORDER.into_iter().chain((0..dimensions).map(Attribute::Dimension)).collect();
    let mut leaves = Vec::new();
    divide(Leaf { pictures, labels: Vec::new(), moment: None, unsure: 0 }, &attributes, next_group, &mut leaves);
    leaves
}

/// Pictures that share their place with one before.
pub(super) fn surplus(pictures: &[Picture]) -> usize {
    let mut places: Vec<u32> = pictures.iter().map(|picture| picture.place).collect();
    places.sort_unstable();
    places.dedup();
    pictures.len() - places.len()
}

fn divide<'a>(leaf: Leaf<'a>, attributes: &[Attribute], next_group: &mut u32, leaves: &mut Vec<Leaf<'a>>) {
    let crowd = Crowd::of(&leaf.pictures);
    let divided = attributes.iter().enumerate().filter(|_| crowd.surplus > 0).find_map(|(at, &attribute)| {
        let numbers = if attribute.is_order() {
            by_order(attribute, &leaf.pictures, &crowd)
        } else {
            by_value(attribute, &leaf.pictures, &crowd)
        }?;
        Some((attribute, numbers, attributes.get(at + 1..).unwrap_or_default()))
    });
    let Some((attribute, Groups { numbers, keys, unsure }, further)) = divided else {
        leaves.push(leaf);
        return;
    };
    let mut groups: Vec<Vec<Picture>> = vec![Vec::new(); keys.len()];
    for (picture, number) in leaf.pictures.into_iter().zip(numbers) {
        if let Some(group) = groups.get_mut(number as usize) {
            group.push(picture);
        }
    }
    let is_outermost = leaf.moment.is_none();
    let group = leaf.moment.map_or(*next_group, |moment| moment.group);
    if is_outermost && attribute.moment().is_some() {
        *next_group += 1;
    }
    let times = times_ms(attribute, &groups);
    let common = attribute.common(&keys);
    let unsure = leaf.unsure + unsure;
    for (index, pictures) in groups.into_iter().enumerate() {
        let mut part = Leaf { pictures, labels: leaf.labels.clone(), moment: leaf.moment, unsure };
        if let Some(noun) = attribute.moment() {
            let time_ms = times.as_ref().filter(|_| is_outermost).and_then(|times| times.get(index)).copied();
            part.moment = Some(Moment { group, noun: leaf.moment.map_or(noun, |moment| moment.noun), time_ms });
        } else {
            part.labels.push(attribute.label(index, keys.get(index).copied().flatten(), &common));
        }
        divide(part, further, next_group, leaves);
    }
}

/// How pictures share their places.
struct Crowd {
    /// Places with a picture.
    places: usize,
    /// Pictures in the fullest place.
    fullest: usize,
    /// Pictures that share their place with one before.
    surplus: usize,
}

impl Crowd {
    fn of(pictures: &[Picture]) -> Self {
        let mut at: Vec<u32> = pictures.iter().map(|picture| picture.place).collect();
        at.sort_unstable();
        let sizes = at.chunk_by(|a, b| a == b).map(<[u32]>::len);
        let (places, fullest) = sizes.fold((0, 0), |(places, fullest), size| (places + 1, fullest.max(size)));
        Self { places, fullest, surplus: pictures.len() - places }
    }
}

/// What divides the pictures.
struct Groups<'a> {
    /// By picture: the number of its group.
    numbers: Vec<u32>,
    /// By group: its value.
    keys: Vec<Option<Key<'a>>>,
    /// See [`Leaf::unsure`].
    unsure: usize,
}

fn by_value<'a>(attribute: Attribute, pictures: &[Picture<'a>], crowd: &Crowd) -> Option<Groups<'a>> {
    let keys: Vec<Option<Key>> = pictures.iter().map(|picture| attribute.key(picture)).collect();
    let first = keys.first()?;
    if keys.iter().all(|key| key == first) {
        return None;
    }
    let mut values = keys.clone();
    values.sort_unstable();
    values.dedup();
    if values.len() > crowd.fullest {
        return None;
    }
    let numbers: Vec<u32> =
        keys.iter().map(|key| values.binary_search(key).map_or(0, |number| number as u32)).collect();
    let mut cells: Vec<(u32, u32)> =
        numbers.iter().zip(pictures).map(|(&number, picture)| (number, picture.place)).collect();
    cells.sort_unstable();
    cells.dedup();
    let explains = pictures.len() - cells.len() < crowd.surplus;
    let is_grid = cells.len() as f64 >= GRID * (values.len() * crowd.places) as f64;
    (explains && (is_grid || !attribute.needs_grid())).then_some(Groups { numbers, keys: values, unsure: 0 })
}

/// The first of each place, the second, and so on.
fn by_order<'a>(attribute: Attribute, pictures: &[Picture<'a>], crowd: &Crowd) -> Option<Groups<'a>> {
    if (pictures.len() as f64) < GRID * (crowd.fullest * crowd.places) as f64 {
        return None;
    }
    let Counted { numbers, unsure } = count(attribute, pictures, crowd.fullest)?;
    Some(Groups { numbers, keys: vec![None; crowd.fullest], unsure })
}

/// The median time of each group after that of the first, where time runs through all of them.
fn times_ms(attribute: Attribute, groups: &[Vec<Picture>]) -> Option<Vec<f64>> {
    attribute.moment()?;
    let mut medians = Vec::with_capacity(groups.len());
    for group in groups {
        let mut times = group.iter().map(|picture| attribute.time_ms(picture)).collect::<Option<Vec<f64>>>()?;
        times.sort_unstable_by(f64::total_cmp);
        medians.push(*times.get(times.len() / 2)?);
    }
    let first = *medians.first()?;
    let runs = medians.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    (runs && first.is_finite()).then(|| medians.iter().map(|median| median - first).collect())
}
