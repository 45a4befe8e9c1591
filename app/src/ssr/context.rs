//! The context is what a request finds: the service, the cookies, and what the request itself says.

use super::{Cookies, account, refusal, requester::requester};
use crate::{error::AppError, visit::AccountView};
use any_spawner::Executor;
use auth::{Auth, AuthError, LogIn, Password, Requester};
use axum::http::{
    HeaderMap, HeaderValue,
    header::{RETRY_AFTER, SET_COOKIE},
    request::Parts,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::Deserialize;
use std::sync::Arc;

/// Where the browser finds what a page needs, as the build named it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Assets {
    /// The script that starts the application.
    pub boot: String,
    /// The glue between script and WASM.
    pub js: String,
    /// The application.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// What every request shares. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    /// The service.
    pub auth: Auth,
    /// The cookies of this mode.
    pub cookies: Cookies,
    /// The names of the page's files.
    pub assets: Arc<Assets>,
}

impl Context {
    /// What the requests to this service share.
    #[must_use]
    pub fn new(auth: Auth, assets: Assets) -> Self {
        // What renders pages waits by it. An error would say that this was done already.
        _ = Executor::init_tokio();
        Self { cookies: Cookies::new(auth.mode()), auth, assets: Arc::new(assets) }
    }

    /// The context of the server function that is being run.
    ///
    /// # Errors
    /// [`AppError::Internal`] outside of one.
    pub(crate) fn current() -> Result<Self, AppError> {
        use_context().ok_or(AppError::Internal)
    }

    /// The session token that the request presents.
    pub(crate) fn session_id(&self) -> Option<String> {
        use_context::<Parts>().and_then(|request| self.cookies.session_id(&request.headers))
    }

    /// Signs in, and ends the session that this browser had until then: whoever knew its token can't go on with it.
    ///
    /// # Errors
    /// As [`Auth::log_in`] has them; also when the old session could not be ended. Nobody gets to know the new one then.
    pub async fn log_in(
        &self,
        email: &str,
        password: &Password,
        presented: Option<String>,
        requester: &Requester,
    ) -> Result<LogIn, AuthError> {
        let log_in = self.auth.log_in(email, password, requester).await?;
        if let Some(presented) = presented {
            self.auth.log_out(&presented, requester).await?;
        }
        Ok(log_in)
    }

    /// Ends the session that the request presents, if it is one, and removes its cookie.
    pub(crate) async fn end_session(&self) -> Result<(), AppError> {
        if let Some(session_id) = self.session_id() {
            self.refusing(self.auth.log_out(&session_id, &self.requester()).await)?;
        }
        self.set_cookie(self.cookies.no_session());
        Ok(())
    }

    /// Takes the password once more.
    pub(crate) async fn confirm(&self, password: &Password) -> Result<(), AppError> {
        self.refusing(self.auth.confirm_password(&self.presented(), password, &self.requester()).await)
    }

    /// [`Context::confirm`], where the form brought a password.
    pub(crate) async fn confirm_if_given(&self, password: &Password) -> Result<(), AppError> {
        if password.expose().is_empty() { Ok(()) } else { self.confirm(password).await }
    }

    /// Sends a cookie with the answer.
    pub(crate) fn set_cookie(&self, cookie: HeaderValue) {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.append_header(SET_COOKIE, cookie);
        }
    }

    /// Turns the service's refusal into the form's, with the status that fits.
    pub(crate) fn refusing<T>(&self, answer: Result<T, AuthError>) -> Result<T, AppError> {
        answer.map_err(|error| refuse(&error, refusal::status(&error)))
    }

    /// [`Context::refusing`], for signing in.
    pub(crate) fn refusing_log_in<T>(&self, answer: Result<T, AuthError>) -> Result<T, AppError> {
        answer.map_err(|error| refuse(&error, refusal::log_in_status(&error)))
    }

    /// The session token that the request to this server function presents; empty, and so nobody's, where it is none.
    pub(crate) fn presented(&self) -> String {
        self.session_id().unwrap_or_default()
    }

    /// Who sent the request to this server function.
    pub(crate) fn requester(&self) -> Requester {
        use_context::<Parts>().as_ref().map(|request| requester(request, &self.cookies)).unwrap_or_default()
    }

    /// The account of this session.
    pub(crate) async fn account_of(&self, session_id: &str) -> Result<Option<AccountView>, AuthError> {
        account::view(self, session_id).await
    }

    /// The account of the session that the request to this server function presents.
    pub(crate) async fn account_view(&self) -> Result<Option<AccountView>, AuthError> {
        self.account_of(&self.presented()).await
    }

    /// The session token that a request with these headers presents.
    #[must_use]
    pub fn presented_in(&self, headers: &HeaderMap) -> Option<String> {
        self.cookies.session_id(headers)
    }

    /// The user whose session token this is; nobody's, where there is none.
    ///
    /// # Errors
    /// [`AuthError::Internal`] when the database fails.
    pub async fn user(&self, session_id: Option<String>) -> Result<Option<auth::User>, AuthError> {
        match session_id {
            Some(session_id) => self.auth.get_user_from_session_id(&session_id).await,
            None => Ok(None),
        }
    }
}

fn refuse(error: &AuthError, status: axum::http::StatusCode) -> AppError {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
        if let Some(seconds) = refusal::retry_after_of(error) {
            response.insert_header(RETRY_AFTER, seconds);
        }
    }
    refusal::app_error(error)
}
