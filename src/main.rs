//! The `hounsfield` program.
fn main() {}
