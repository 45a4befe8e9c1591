//! Effects and tasks: what happens because something else did.
//!
//! Leptos has these, too, for functions of every type. Here they are of one type, so that the browser loads their machinery
//! once.

use leptos::{prelude::Effect, task};
use std::{future::Future, pin::Pin};

/// Runs in a moment, and again whenever a signal that was read has changed. It is told whether it is the first time. (Not
/// on the server.)
pub(crate) fn effect(run: impl FnMut(bool) + 'static) {
    let mut run: Box<dyn FnMut(bool)> = Box::new(run);
    Effect::new(move |before: Option<()>| run(before.is_none()));
}

/// Goes on with something while the page can be used.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    task::spawn_local(task);
}
