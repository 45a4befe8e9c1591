//! A listener waits for an event of the browser's.

use leptos::{
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys::{Event, EventTarget},
};

/// Waits for an event until it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    handler: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `handler` whenever `event` arrives at `target`.
    pub(crate) fn new(target: &EventTarget, event: &'static str, handler: Box<dyn FnMut(Event)>) -> Self {
        let handler = Closure::wrap(handler);
        // Refused only for what is no function.
        _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
        Self { target: target.clone(), event, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        _ = self.target.remove_event_listener_with_callback(self.event, handler);
    }
}
