//! What pages are made of. Development shows all of it on one page, `/dev/components`.

pub(crate) mod alert;
pub(crate) mod button;
pub(crate) mod card;
pub(crate) mod dialog;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod layout;
pub(crate) mod mail_link;
pub(crate) mod messages;
pub(crate) mod page;
pub(crate) mod password_field;
mod strength;
