//! The browser: what it offers to pages that have come to life. None of it is there on the server.

use wasm_bindgen::{JsCast, UnwrapThrowExt, closure::Closure};
use web_sys::{Document, Event, EventTarget, HtmlInputElement, Window, js_sys};

/// The window of the page.
pub(crate) fn window() -> Window {
    // It is there wherever a page is, and so is its document.
    web_sys::window().unwrap_throw()
}

/// The document that the window shows.
pub(crate) fn document() -> Document {
    window().document().unwrap_throw()
}

/// The input at which an event has arrived.
pub(crate) fn input_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

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

/// Something that is done after a while. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Timer(i32);

impl Timer {
    /// Does it in so many milliseconds.
    pub(crate) fn after(milliseconds: i32, then: impl FnOnce() + 'static) -> Option<Self> {
        let timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&once(Box::new(then)), milliseconds);
        timer.ok().map(Self)
    }

    /// Does it not, unless that has happened.
    pub(crate) fn stop(self) {
        window().clear_timeout_with_handle(self.0);
    }
}

/// Does something before the browser paints the next time.
pub(crate) fn before_next_paint(then: impl FnOnce() + 'static) {
    _ = window().request_animation_frame(&once(Box::new(then)));
}

/// A function that scripts can call, once.
pub(crate) fn once(then: Box<dyn FnOnce()>) -> js_sys::Function {
    Closure::once_into_js(then).unchecked_into()
}
