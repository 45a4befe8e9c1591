//! The state that all pages share, from the first on.

use super::{ACCOUNT_API, AccountView, Flash, FormId, Next, SignedIn, Viewer, Visit};
use crate::{
    browser::window,
    components::page::NAME,
    post::post,
    reactive::*,
    router::{Address, Entry},
    routes,
};
use domain::{Mode, PasswordPolicy};

/// The state that all pages share.
#[derive(Clone, Copy)]
pub struct Site {
    /// Whether this is a desk or a public address.
    pub mode: Mode,
    /// What a new password must be.
    pub policy: PasswordPolicy,
    /// Whether mails are kept on a page of their own instead of being sent.
    pub has_mailbox: bool,
    /// The browser's address.
    pub(crate) address: RwSignal<Address>,
    /// The path of the page that is shown: the same, but for the moment in which one page takes the place of another.
    pub page: RwSignal<String>,
    /// The heading of that page.
    pub heading: RwSignal<&'static str>,
    /// Who is signed in.
    pub viewer: RwSignal<Option<Viewer>>,
    /// Their account, once the page that shows it was opened.
    pub account: RwSignal<Option<AccountView>>,
    /// What one page is told.
    pub flash: RwSignal<Option<Flash>>,
    /// The forms whose last try was refused, for the page's title to say so.
    pub refused: RwSignal<Vec<FormId>>,
    /// Whether the first page has come to life, so that pages made from now on were navigated to.
    pub hydrated: RwSignal<bool>,
}

impl Site {
    /// The state of a page that is opened at this address.
    pub(crate) fn arrive(visit: Visit, address: Address) -> Self {
        let hydrated = RwSignal::new(false);
        effect(move |_| hydrated.set(true));
        let refused = visit.flash.as_ref().map(|flash| &flash.message);
        let refused = refused.and_then(|message| message.refusal().and(message.form())).into_iter().collect();
        Self {
            mode: visit.mode,
            policy: visit.policy,
            has_mailbox: visit.has_mailbox,
            page: RwSignal::new(address.path.clone()),
            address: RwSignal::new(address),
            heading: RwSignal::new(NAME),
            refused: RwSignal::new(refused),
            viewer: RwSignal::new(visit.viewer),
            account: RwSignal::new(visit.account),
            flash: RwSignal::new(visit.flash),
            hydrated,
        }
    }

    /// The state of the page that is being shown.
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// The title of the page. It says "Error:" first after a refusal.
    pub(crate) fn title(self) -> String {
        let error = if self.refused.read().is_empty() { "" } else { "Error: " };
        match self.heading.get() {
            NAME => [error, NAME].concat(),
            heading => [error, heading, " · ", NAME].concat(),
        }
    }

    /// Forgets the message, and that something was refused, once their page has been left.
    pub(crate) fn forget_when_left(self) {
        let mut before = self.page.get_untracked();
        effect(move |_| {
            let path = self.address.get().path;
            if before != path {
                self.refused.set(Vec::new());
            }
            if self.flash.get().is_some_and(|flash| flash.page != path) {
                self.flash.set(None);
            }
            before = path;
        });
    }

    /// Goes where a form wants to go next, and tells whether that is the page that is shown already.
    pub(crate) fn follow(self, next: Next) -> bool {
        match next.signed_in {
            SignedIn::Unchanged => {}
            SignedIn::As(viewer) => {
                self.viewer.set(Some(viewer));
                self.account.set(next.account);
            }
            SignedIn::Nobody => {
                self.viewer.set(None);
                self.account.set(None);
            }
        }
        if routes::is_page(&next.to) {
            let is_shown = window().location().pathname().is_ok_and(|path| path == next.to);
            if !is_shown {
                self.navigate(&next.to, Entry::New);
            }
            self.flash.set(next.flash);
            if is_shown && next.to == routes::ACCOUNT {
                self.ask_for_account();
            }
            return is_shown;
        }
        // The mailbox, for one, is the server's.
        _ = window().location().assign(&next.to);
        false
    }

    /// Asks the server for the account anew. Who is not signed in (any more) is sent to sign in.
    pub(crate) fn ask_for_account(self) {
        spawn(async move {
            match post::<Option<AccountView>>(ACCOUNT_API, None).await {
                // Perhaps somebody else by now, signed in on another tab.
                Ok(Some(account)) => {
                    self.viewer.set(Some(account.viewer.clone()));
                    self.account.set(Some(account));
                }
                // A document load: the server decides anew, and sends to sign in.
                Ok(None) => _ = window().location().reload(),
                // The page shows what was known; whatever is done next is checked by the server.
                Err(_) if self.account.with_untracked(Option::is_some) => {}
                // Nothing was. The server says what is the matter.
                Err(_) => _ = window().location().reload(),
            }
        });
    }

    /// Sends a person who navigated to the wrong page elsewhere. (Who opens one by its address is redirected by the
    /// server.)
    pub(crate) fn send_away(self, path: &str) {
        if self.hydrated.get_untracked() {
            self.navigate(path, Entry::Replaced);
        }
    }
}
