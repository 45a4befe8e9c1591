//! An account as its page shows it.

use crate::visit::{AccountView, DeviceView, Happening, Instant, Viewer};

fields!(Viewer: email member_since member_since_words);

fields!(Instant: machine words);

fields!(DeviceView: id name network begun last_seen is_this);

fields!(Happening: what when name network);

fields!(AccountView: viewer is_verified awaited_email confirmed devices happenings);
