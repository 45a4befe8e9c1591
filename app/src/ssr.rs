//! What only the server has: who asks, what a refusal looks like, who may see which page, and how one is rendered.

mod account;
mod context;
mod cookies;
mod gallery;
mod html;
mod mailbox;
mod native_form;
mod negotiation;
mod page;
mod refusal;
mod requester;
mod shell;
mod words;

pub mod api;
pub mod next;
pub mod viewer;

pub use account::{download, session_json};
pub use context::{Assets, Context};
pub use cookies::Cookies;
pub use gallery::gallery;
pub use mailbox::{mail_as_html, mailbox};
pub use native_form::{native_forms, refuse_form};
pub use negotiation::prefers_html;
pub use page::{not_found, page, server_function_paths, server_functions};
pub use refusal::{log_in_status, note_unavailable, retry_after_of, status};
pub use requester::{By, ClientAddress};
pub use shell::foreign_form;
pub use words::rfc3339;
