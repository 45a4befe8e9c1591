//! A dialog asks for something before it is done, in front of the page.
//!
//! Before the page has come to life, or without JavaScript, the link that opens it makes it the page's target, and the
//! style sheet shows it.

use leptos::{ev, html, prelude::*};

/// A link that opens a dialog, and the dialog.
#[component]
pub(crate) fn Dialog(
    id: &'static str,
    /// What the link says.
    opener: &'static str,
    heading: &'static str,
    /// What the link says that closes it.
    cancel: &'static str,
    /// The address of the page without the dialog.
    page: &'static str,
    /// Whether it is open when the page arrives.
    #[prop(optional)]
    is_open: bool,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading_id = format!("{id}-heading");
    let labelled_by = heading_id.clone();
    let open = move || {
        // What stood open before the page came to life was not modal.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
            _ = dialog.show_modal();
        }
    };
    Effect::new(move |_| {
        let is_target = window().location().hash().is_ok_and(|hash| hash.strip_prefix('#') == Some(id));
        if dialog.get().is_some() && (is_open || is_target) {
            open();
        }
    });
    view! {
        <a
            class="button danger"
            href=format!("#{id}")
            rel="external"
            aria-haspopup="dialog"
            on:click=move |press: ev::MouseEvent| {
                press.prevent_default();
                open();
            }
        >{opener}</a>
        <dialog class="card dialog" id=id aria-labelledby=labelled_by open=is_open node_ref=dialog>
            <h2 id=heading_id>{heading}</h2>
            {children()}
            <a
                class="button"
                href=page
                rel="external"
                on:click=move |press: ev::MouseEvent| {
                    press.prevent_default();
                    _ = dialog.get_untracked().map(|dialog| dialog.close());
                }
            >{cancel}</a>
        </dialog>
    }
}
