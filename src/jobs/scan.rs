//! stub
use std::sync::mpsc::Receiver;
use crate::state::Effect;
use super::files::Desk;
pub(super) fn thread(_desk: &Desk, requests: &Receiver<Effect>) { while requests.recv().is_ok(){} }
