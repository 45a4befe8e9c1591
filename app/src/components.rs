//! What pages are made of.

pub(crate) mod alert;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod layout;
pub(crate) mod page;
pub(crate) mod password_field;
pub(crate) mod section;
