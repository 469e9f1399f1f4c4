//! stub
use super::files::Desk;
use crate::state::Effect;
use std::sync::mpsc::Receiver;
pub(super) fn thread(_desk: &Desk, requests: &Receiver<Effect>) {
    while requests.recv().is_ok() {}
}
