//! What the tag inspector costs in a file of a million elements: `cargo bench --no-default-features --bench inspecting`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use hounsfield::{
    dicom::{SearchText, TagQuery, TagRow, TagTree},
    state::{Choices, Folds, Marks, Prepared, TagColumn, TagSort, list_tags},
};

fn main() {
    divan::main();
}

const ROWS: usize = 1_000_000;

/// Every tenth row holds the nine after it.
fn tree() -> Arc<TagTree> {
    let row = |at: usize| {
        let holder = (!at.is_multiple_of(10)).then_some((at / 10 * 10) as u32);
        TagRow {
            depth: u16::from(holder.is_some()),
            parent: holder,
            tag: (0x0011, (0x1000 + at % 0xEFFF) as u16),
            keyword: "ReferencedSOPInstanceUID".into(),
            creator: Some("ACME 1.1".into()),
            vr: if holder.is_some() { "LO" } else { "SQ" },
            length: Some(at as u64 % 64),
            value: format!("1.2.840.113619.2.55.3.{at}"),
            vm: 1,
            has_children: holder.is_none(),
            ..TagRow::default()
        }
    };
    Arc::new(TagTree { rows: (0..ROWS).map(row).collect() })
}

/// Once a file.
#[divan::bench]
fn prepare(bencher: Bencher) {
    let tree = tree();
    bencher.bench_local(|| Prepared::new(Arc::clone(&tree), false));
}

/// Once a file, when it is first searched.
#[divan::bench]
fn lay_out_for_search(bencher: Bencher) {
    let tree = tree();
    bencher.bench_local(|| SearchText::new(&tree, false));
}

/// At every key typed.
#[divan::bench(args = ["3.999999", "acme 55", "uid", "nowhere"])]
fn search(bencher: Bencher, query: &str) {
    let tree = tree();
    let text = SearchText::new(&tree, false);
    bencher.bench_local(|| text.find(&TagQuery::new(black_box(query))));
}

/// From the key to the rows that are shown.
#[divan::bench(args = ["3.999999", "uid", ""])]
fn search_and_list(bencher: Bencher, query: &str) {
    let prepared = Prepared::new(tree(), false);
    let folds = Arc::new(if query.is_empty() { Folds::all(true) } else { Folds::of_search() });
    let choices = Choices { query: query.to_owned(), folds, ..Choices::default() };
    bencher.bench_local(|| list_tags(&prepared, &choices, &Marks::default()));
}

/// After a click on a heading.
#[divan::bench]
fn sort_by_value(bencher: Bencher) {
    let prepared = Prepared::new(tree(), false);
    let sort = Some(TagSort { by: TagColumn::Value, descending: true });
    let choices = Choices { sort, folds: Arc::new(Folds::all(true)), ..Choices::default() };
    bencher.bench_local(|| list_tags(&prepared, &choices, &Marks::default()));
}
