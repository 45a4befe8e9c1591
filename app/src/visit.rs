//! A visit is what a page knows about the person who opened it.

use crate::{error::AppError, post::post, routes};
use domain::{Mode, PasswordPolicy};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde::{Deserialize, Serialize};

/// The address of the server function that answers the account.
pub(crate) const ACCOUNT_API: &str = "/api/account";
/// The address of the server function that estimates a new password.
pub(crate) const STRENGTH_API: &str = "/api/password-strength";

/// A signed-in person, as far as pages show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The address as typed when signing up.
    pub email: String,
    /// The day the account was made, in UTC, for machines: `2026-11-22`.
    pub member_since: String,
    /// The same day in words: `22 November 2026`.
    pub member_since_words: String,
}

/// An instant, for machines (RFC 3339) and in words, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instant {
    /// `2026-11-22T14:05:00Z`
    pub machine: String,
    /// `22 November 2026, 14:05 UTC`
    pub words: String,
}

/// A device on which a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// The public id of its session.
    pub id: String,
    /// Browser and system in words; empty where they are not known.
    pub name: String,
    /// The network it signed in from; empty where that is not known.
    pub network: String,
    /// When it signed in.
    pub begun: Instant,
    /// When it was last used.
    pub last_seen: Instant,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Something that has happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// What, in words.
    pub what: String,
    /// When.
    pub when: Instant,
    /// The device that did it; empty where it is not known.
    pub name: String,
    /// The network it came from; empty where that is not known.
    pub network: String,
}

/// An account as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Whose it is.
    pub viewer: Viewer,
    /// Whether the password was given lately, so that it need not be asked for.
    pub confirmed: bool,
    /// Where they are signed in.
    pub devices: Vec<DeviceView>,
    /// What has happened lately.
    pub happenings: Vec<Happening>,
}

/// Which form something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormId {
    /// Sign up.
    Register,
    /// Sign in.
    LogIn,
    /// Sign out.
    LogOut,
    /// Ask for a reset mail.
    ForgotPassword,
    /// Choose a new password.
    ResetPassword,
    /// End another device's session.
    EndSession,
    /// End all sessions but this one.
    EndOtherSessions,
    /// Give the password once more.
    ConfirmPassword,
    /// Replace the password.
    ChangePassword,
    /// Delete the account.
    DeleteAccount,
}

impl FormId {
    /// Every form.
    pub const ALL: [Self; 10] = [
        Self::Register,
        Self::LogIn,
        Self::LogOut,
        Self::ForgotPassword,
        Self::ResetPassword,
        Self::EndSession,
        Self::EndOtherSessions,
        Self::ConfirmPassword,
        Self::ChangePassword,
        Self::DeleteAccount,
    ];

    /// The address of the server function that the form is sent to.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Register => "/api/register",
            Self::LogIn => "/api/login",
            Self::LogOut => "/api/logout",
            Self::ForgotPassword => "/api/forgot-password",
            Self::ResetPassword => "/api/reset-password",
            Self::EndSession => "/api/end-session",
            Self::EndOtherSessions => "/api/end-other-sessions",
            Self::ConfirmPassword => "/api/confirm-password",
            Self::ChangePassword => "/api/change-password",
            Self::DeleteAccount => "/api/delete-account",
        }
    }
}

/// What a page is told once, by the form before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The account is made.
    Registered,
    /// The reset mail is on its way.
    ResetMailSent,
    /// The new password is set.
    PasswordChanged,
    /// Another device's session has ended.
    SessionEnded,
    /// All sessions but this one have ended.
    OtherSessionsEnded,
    /// The password was given once more.
    PasswordConfirmed,
    /// The password was replaced by who knew it.
    PasswordReplaced,
    /// The account is gone.
    AccountDeleted,
    /// This form was refused.
    Refused(FormId, AppError),
}

impl Message {
    /// The form that it is shown at: the one that was refused, or the one that comes next.
    #[must_use]
    pub fn form(&self) -> Option<FormId> {
        match self {
            Self::Registered | Self::PasswordChanged => Some(FormId::LogIn),
            Self::ResetMailSent => Some(FormId::ResetPassword),
            Self::SessionEnded => Some(FormId::EndSession),
            Self::OtherSessionsEnded => Some(FormId::EndOtherSessions),
            Self::PasswordConfirmed => Some(FormId::ConfirmPassword),
            Self::PasswordReplaced => Some(FormId::ChangePassword),
            Self::AccountDeleted => None,
            Self::Refused(form, _) => Some(*form),
        }
    }

    /// Whether it is shown at one of these forms.
    pub(crate) fn is_for(&self, forms: &[FormId]) -> bool {
        self.form().is_some_and(|form| forms.contains(&form))
    }

    /// Why its form was refused.
    pub(crate) fn refusal(&self) -> Option<AppError> {
        match self {
            Self::Refused(_, error) => Some(*error),
            _ => None,
        }
    }
}

/// A message for one page, with the e-mail address that was typed, so that nobody has to type it twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path of the page that it is for; no other shows it.
    pub page: String,
    /// What to tell.
    pub message: Message,
    /// The address, empty where there is none.
    pub email: String,
}

impl Flash {
    /// A message for the page at this path, without an address.
    #[must_use]
    pub fn on(page: &str, message: Message) -> Self {
        Self { page: page.to_owned(), message, email: String::new() }
    }

    /// What has been done, in a person's words; `None` for a refusal, which its form words.
    pub(crate) fn words(&self) -> Option<String> {
        let email = &self.email;
        let words = match self.message {
            Message::Registered => "Your account is ready. Sign in to use it.".to_owned(),
            Message::ResetMailSent => {
                format!("We have sent a mail to {email}. Follow its link, or enter its code here.")
            }
            Message::PasswordChanged => {
                format!("The new password of {email} is set, and all sessions have ended. Sign in with it.")
            }
            Message::SessionEnded => "That session has ended.".to_owned(),
            Message::OtherSessionsEnded => "All other sessions have ended.".to_owned(),
            Message::PasswordConfirmed => "Thank you. You can go on now.".to_owned(),
            Message::PasswordReplaced => "Your new password is set, and all other sessions have ended.".to_owned(),
            Message::AccountDeleted => {
                "Your account is gone, with everything that was stored about you. Good-bye!".to_owned()
            }
            Message::Refused(..) => return None,
        };
        Some(words)
    }
}

/// What the server tells a page when it is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Whether this is a desk or a public address.
    pub mode: Mode,
    /// What a new password must be.
    pub policy: PasswordPolicy,
    /// Whether mails are kept on a page of their own instead of being sent.
    pub has_mailbox: bool,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Their account, where the page shows it.
    pub account: Option<AccountView>,
    /// The message of the form before, where that form was sent without JavaScript.
    pub flash: Option<Flash>,
}

/// Who is signed in after a form did its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// The same as before.
    Unchanged,
    /// This person.
    As(Viewer),
    /// Nobody.
    Nobody,
}

/// What a form that did its work wants next. The browser follows it by itself; without JavaScript, the server turns it
/// into a redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The path of the page to show, on this site.
    pub to: String,
    /// Who is signed in now.
    pub signed_in: SignedIn,
    /// What that page is told.
    pub flash: Option<Flash>,
    /// Their account, where that page shows it.
    pub account: Option<AccountView>,
}

/// The state that all pages share.
#[derive(Clone, Copy)]
pub struct Site {
    /// Whether this is a desk or a public address.
    pub mode: Mode,
    /// What a new password must be.
    pub policy: PasswordPolicy,
    /// Whether mails are kept on a page of their own instead of being sent.
    pub has_mailbox: bool,
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
    /// Reads the visit: from the request's context on the server, from the page itself in the browser.
    pub(crate) fn arrive() -> Self {
        let visit = SharedValue::new(|| use_context::<Visit>().unwrap_or_default()).into_inner();
        let hydrated = RwSignal::new(false);
        Effect::new(move |_| hydrated.set(true));
        let refused = visit.flash.as_ref().map(|flash| &flash.message);
        let refused = refused.and_then(|message| message.refusal().and(message.form())).into_iter().collect();
        Self {
            mode: visit.mode,
            policy: visit.policy,
            has_mailbox: visit.has_mailbox,
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

    /// Forgets the message, and that something was refused, once their page has been left.
    pub(crate) fn forget_when_left(self, path: Memo<String>) {
        Effect::new(move |before: Option<String>| {
            let path = path.get();
            if before.is_some_and(|before| before != path) {
                self.refused.set(Vec::new());
            }
            if self.flash.get().is_some_and(|flash| flash.page != path) {
                self.flash.set(None);
            }
            path
        });
    }

    /// Goes where a form wants to go next, and tells whether that is the page that is shown already.
    pub(crate) fn follow(self, next: Next, navigate: &impl Fn(&str, NavigateOptions)) -> bool {
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
                navigate(&next.to, NavigateOptions::default());
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
        spawn_local(async move {
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
            use_navigate()(path, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    }
}
