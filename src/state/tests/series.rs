//! Series, moments, what is remembered.

use super::*;
