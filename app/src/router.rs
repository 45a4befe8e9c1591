//! The router: which page is shown, and how one gets from page to page without loading a document.

use crate::{
    browser::{Listener, document, once, window},
    reactive::*,
    routes,
    view::{Element, Part, a},
    visit::Site,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlAnchorElement, MouseEvent, js_sys};

/// An address of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Which page.
    pub(crate) path: String,
    /// What stands behind the question mark.
    pub(crate) query: String,
}

/// What becomes of the page that is left, in the browser's history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// One can go back to it.
    New,
    /// The other takes its place.
    Replaced,
}

impl Address {
    /// The address of the document.
    pub(crate) fn of_document() -> Self {
        let location = window().location();
        let query = location.search().unwrap_or_default();
        Self { path: location.pathname().unwrap_or_default(), query: query.trim_start_matches('?').to_owned() }
    }
}

/// A link to one of our pages. It says when it is the one that is shown.
pub(crate) fn link(href: impl Into<String>, content: impl Into<Part>) -> Element {
    let (href, address) = (href.into(), Site::current().address);
    let page = href.split('?').next().unwrap_or_default().to_owned();
    let is_shown = move || address.with(|address| address.path == page).then_some("page");
    a().attr("href", href).reactive_attr("aria-current", is_shown).child(content)
}

/// Follows what the person does: links, and the browser's buttons for back and forward.
pub(crate) fn follow(site: Site) -> [Listener; 2] {
    let press = move |event: Event| {
        if let Some(link) = event.dyn_ref().and_then(pressed_link) {
            event.prevent_default();
            site.navigate(&link.href(), Entry::New);
        }
    };
    let went = move |_| site.show(Address::of_document(), false);
    [Listener::new(&window(), "click", Box::new(press)), Listener::new(&window(), "popstate", Box::new(went))]
}

/// The link that was pressed, if it leads to one of our pages and is not meant for another tab.
fn pressed_link(press: &MouseEvent) -> Option<HtmlAnchorElement> {
    let is_special = press.meta_key() || press.alt_key() || press.ctrl_key() || press.shift_key();
    if press.button() != 0 || is_special || press.default_prevented() {
        return None;
    }
    let pressed: web_sys::Element = press.target()?.dyn_into().ok()?;
    let link = pressed.closest("a[href]:not([rel=external], [target], [download])").ok()??;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    let is_ours = window().location().origin().is_ok_and(|origin| origin == link.origin());
    (is_ours && routes::is_page(&link.pathname())).then_some(link)
}

impl Site {
    /// Goes to one of our pages.
    pub(crate) fn navigate(self, to: &str, entry: Entry) {
        let (Ok(history), Ok(here)) = (window().history(), window().location().href()) else { return };
        _ = match entry {
            // As browsers have it: who goes where they are does not go back to it.
            Entry::New if here != to => history.push_state_with_url(&JsValue::NULL, "", Some(to)),
            _ => history.replace_state_with_url(&JsValue::NULL, "", Some(to)),
        };
        self.show(Address::of_document(), true);
    }

    /// Shows the page at an address: from its top, or the place that the address names; or where the browser remembers to
    /// have been.
    fn show(self, address: Address, from_top: bool) {
        let path = address.path.clone();
        let is_shown = self.address.with_untracked(|shown| shown.path == path);
        self.address.set(address);
        let update = move || {
            if !is_shown {
                self.page.set(path);
            }
            if from_top {
                // The page is there when its effect has run, which is waiting already.
                spawn(async { scroll() });
            }
        };
        match is_shown {
            true => update(),
            false => in_transition(Box::new(update)),
        }
    }
}

fn scroll() {
    let fragment = window().location().hash().unwrap_or_default();
    match document().get_element_by_id(fragment.trim_start_matches('#')) {
        Some(element) => element.scroll_into_view(),
        None => window().scroll_to_with_x_and_y(0.0, 0.0),
    }
}

/// Changes the document in a transition between the old and the new (CSS View Transitions), where the browser has them.
fn in_transition(update: Box<dyn FnOnce()>) {
    let document = document();
    let start = js_sys::Reflect::get(&document, &"startViewTransition".into());
    match start.ok().and_then(|start| start.dyn_into::<js_sys::Function>().ok()) {
        Some(start) => _ = start.call1(&document, &once(update)),
        None => update(),
    }
}
