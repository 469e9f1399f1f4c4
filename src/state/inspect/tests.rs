//! Lists worked out by hand.
