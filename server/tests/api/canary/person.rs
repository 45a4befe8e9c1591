//! A person who remembers every secret that they are given, and everything that they were refused with.

use super::operation::Operation;
use crate::{program::Program, support::BROWSER};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{
    Client, RequestBuilder, Response,
    header::{ACCEPT, AUTHORIZATION, COOKIE, REFERER, SET_COOKIE},
    redirect::Policy,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use testbed::MailServer;

/// How forms are sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Transport {
    /// To the REST routes, where there is one.
    Rest,
    /// By the application in the browser.
    Function,
    /// By a browser without JavaScript.
    Native,
}

pub(super) struct Person<'a> {
    program: &'a Program,
    mails: &'a MailServer,
    transport: Transport,
    client: Client,
    session: String,
    device: String,
    pub(super) secrets: BTreeSet<String>,
    pub(super) refusals: Vec<String>,
}

/// The secrets of a mail.
pub(super) struct Secrets {
    pub(super) token: String,
    pub(super) code: String,
}

impl<'a> Person<'a> {
    pub(super) fn of(program: &'a Program, mails: &'a MailServer, transport: Transport) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let (secrets, refusals) = (BTreeSet::new(), Vec::new());
        Self { program, mails, transport, client, session: String::new(), device: String::new(), secrets, refusals }
    }

    /// An address of theirs.
    pub(super) fn email(&self, name: &str) -> String {
        format!("{name}@{:?}.example", self.transport)
    }

    pub(super) async fn does(&mut self, operation: Operation, fields: &[(&str, &str)]) {
        let refusal = self.refusal(operation, fields).await;
        assert!(refusal.is_none(), "{:?} {operation:?}: {refusal:?}", self.transport);
    }

    pub(super) async fn is_refused(&mut self, operation: Operation, fields: &[(&str, &str)]) {
        let refusal = self.refusal(operation, fields).await;
        assert!(refusal.is_some(), "{:?} {operation:?} is not refused", self.transport);
        self.refusals.extend(refusal);
    }

    /// Opens a page, with secrets where none belong.
    pub(super) async fn opens(&mut self, path: &str) {
        let request = self.client.get(format!("{}{path}", self.program.url)).header(ACCEPT, BROWSER);
        let elsewhere = format!("{}/reset-password?code={}", self.program.url, self.session);
        let request = request.header(REFERER, elsewhere).header(AUTHORIZATION, format!("Bearer {}", self.session));
        assert!(self.sent(request).await.status().as_u16() < 400);
    }

    /// What the next mail to this address brings, of those that bring secrets.
    pub(super) fn mail(&mut self, to: &str) -> Secrets {
        loop {
            let mail = self.mails.next().unwrap().replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n");
            let between = |start: &str, end| Some(mail.split_once(start)?.1.split_once(end)?.0.to_owned());
            let to_them = mail.contains(&format!("\nTo: {to}\n"));
            let secrets = between("&code=", '\n').zip(between("code:\n\n", '\n')).filter(|_| to_them);
            let Some((token, code)) = secrets else { continue };
            self.remember(&token);
            self.secrets.extend([code.replace('-', ""), code.clone()]);
            return Secrets { token, code };
        }
    }

    /// Sends a form; answers everything that a refusal says.
    async fn refusal(&mut self, operation: Operation, fields: &[(&str, &str)]) -> Option<String> {
        let request = match (self.transport, operation.rest, operation.is_a_form) {
            (Transport::Rest, Some((method, path)), _) => {
                self.client.request(method.parse().unwrap(), format!("{}{path}", self.program.url))
            }
            (Transport::Native, _, true) => self.to_function(operation).header(ACCEPT, BROWSER),
            _ => self.to_function(operation).header(ACCEPT, "application/json"),
        };
        let response = self.sent(request.form(fields)).await;
        let (status, mut said) = (response.status(), format!("{:?}", response.headers()));
        let flash = cookie(&response, "flash").and_then(|flash| URL_SAFE_NO_PAD.decode(flash).ok());
        let flash = flash.map(|flash| String::from_utf8(flash).unwrap()).unwrap_or_default();
        said.extend([flash.as_str(), &response.text().await.unwrap()]);
        if status.is_client_error() || flash.contains("Refused") {
            return Some(said);
        }
        assert!(!status.is_server_error(), "{said}");
        None
    }

    fn to_function(&self, operation: Operation) -> RequestBuilder {
        self.client.post(format!("{}{}", self.program.url, operation.function))
    }

    /// Sends a request with the cookies of session and device, and keeps those that come back.
    async fn sent(&mut self, request: RequestBuilder) -> Response {
        let cookies = format!("session_id={}; device={}", self.session, self.device);
        let response = request.header(COOKIE, cookies).send().await.unwrap();
        if let Some(device) = cookie(&response, "device") {
            self.remember(&device);
            self.device = device;
        }
        if let Some(session) = cookie(&response, "session_id") {
            self.remember(&session);
            self.session = session;
        }
        response
    }

    /// A token, and its digest as it may be written down.
    fn remember(&mut self, token: &str) {
        if token.is_empty() {
            return;
        }
        let digest = Sha256::digest(token);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let numbers = digest.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        self.secrets.extend([token.to_owned(), hex.to_uppercase(), hex, URL_SAFE_NO_PAD.encode(digest), numbers]);
    }
}

/// The value that an answer gives a cookie.
fn cookie(response: &Response, name: &str) -> Option<String> {
    let set = response.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut values = set.filter_map(|cookie| cookie.split(';').next()?.strip_prefix(name)?.strip_prefix('='));
    values.next().map(str::to_owned)
}
