//! What of Leptos reaches the browser: its reactive system, in a crate of its own.
//!
//! The rest of Leptos is for the server here. It would bring views, forms and a client for server functions along, and
//! what scripts could call in it is linked whether anything calls it or not.

pub(crate) use reactive_graph::{
    computed::Memo,
    graph::untrack,
    owner::{Owner, StoredValue, expect_context, on_cleanup, provide_context},
    prelude::*,
    signal::{RwSignal, Trigger},
};

use reactive_graph::effect::Effect;
use std::{future::Future, pin::Pin};

/// Runs in a moment, and again whenever a signal that was read has changed; but not on the server. It is told whether it is
/// the first time.
///
/// Effects and tasks take functions of every type. Here they are of one, so that the browser loads their machinery once.
pub(crate) fn effect(run: impl FnMut(bool) + 'static) {
    let mut run: Box<dyn FnMut(bool)> = Box::new(run);
    Effect::new(move |before: Option<()>| run(before.is_none()));
}

/// Goes on with something while the page can be used.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    reactive_graph::spawn_local(task);
}
