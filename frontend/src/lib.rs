//! Wakes the server's pages up in the browser.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::HtmlElement;

/// Brings the page to life, then says so on `<html data-hydrated>`, for tests and styles to see.
#[wasm_bindgen]
pub fn hydrate() {
    app::hydrate();
    if let Some(Ok(html)) = document().document_element().map(JsCast::dyn_into::<HtmlElement>) {
        _ = html.dataset().set("hydrated", "true");
    }
}
