//! Wakes the server's pages up in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page to life, then says so on `<html data-hydrated>`, for tests and styles to see.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
    let html = web_sys::window().and_then(|window| window.document()?.document_element());
    _ = html.map(|html| html.set_attribute("data-hydrated", "true"));
}
