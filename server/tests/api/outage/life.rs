//! A person's life with the service, and what they may expect of it after it was interrupted.

use super::any_below;
use crate::{program::PATIENCE, support::TestClient};
use reqwest::{
    RequestBuilder, Response,
    header::{COOKIE, SET_COOKIE},
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Write,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{sync::Notify, time::timeout};

/// What was acknowledged, each on the disk before anything else is asked for.
pub(super) struct Ledger {
    file: Mutex<File>,
    by_kind: Mutex<BTreeMap<&'static str, u64>>,
    unanswered: AtomicU64,
    noted: Notify,
}

/// Somebody, what they were told, and the one thing that they asked for and were not answered.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) email: String,
    pub(super) is_registered: bool,
    password: String,
    /// So many passwords came after the first.
    changes: u32,
    /// A password that was asked for, and may have become theirs.
    asked: Option<Asked>,
    live: Vec<String>,
    ended: Vec<String>,
    used_tokens: Vec<String>,
}

/// A change of password without an answer.
#[derive(Debug)]
struct Asked {
    password: String,
    /// The reset token, where it takes one.
    token: Option<String>,
    /// The sessions that end with it.
    ends: Vec<String>,
}

impl Ledger {
    pub(super) fn new(file: File) -> Self {
        let (by_kind, unanswered) = (Mutex::default(), AtomicU64::default());
        Self { file: Mutex::new(file), by_kind, unanswered, noted: Notify::new() }
    }

    /// Waits until something is acknowledged, however slow the machine is.
    pub(super) async fn next(&self) {
        timeout(PATIENCE, self.noted.notified()).await.unwrap();
    }

    /// The numbers of what was acknowledged, and of what was not.
    pub(super) fn counts(&self) -> (BTreeMap<&'static str, u64>, u64) {
        (self.by_kind.lock().unwrap().clone(), self.unanswered.load(Ordering::SeqCst))
    }

    /// Asks; `None` unless it was acknowledged, and written down.
    async fn ask(&self, kind: &'static str, email: &str, request: RequestBuilder) -> Option<Response> {
        let answer = request.send().await.ok();
        let answer = answer.filter(|answer| answer.status().is_success() || answer.status().as_u16() == 302);
        match &answer {
            Some(_) => self.note(kind, email),
            None => _ = self.unanswered.fetch_add(1, Ordering::SeqCst),
        }
        answer
    }

    fn note(&self, kind: &'static str, email: &str) {
        let mut file = self.file.lock().unwrap();
        writeln!(file, "{kind} {email}").unwrap();
        file.sync_data().unwrap();
        *self.by_kind.lock().unwrap().entry(kind).or_default() += 1;
        self.noted.notify_waiters();
    }
}

impl Person {
    pub(super) fn new(email: String) -> Self {
        Self { email, password: "first".into(), ..Self::default() }
    }

    /// Signs up, then does in any order what one does, until something is not acknowledged.
    pub(super) async fn live(&mut self, client: &TestClient, ledger: &Ledger) {
        while self.take_a_step(client, ledger).await.is_some() {}
    }

    async fn take_a_step(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        if !self.is_registered {
            return self.sign_up(client, ledger).await;
        }
        match any_below(4) {
            0 if self.live.len() >= 2 => self.log_out(client, ledger).await,
            1 => self.reset(client, ledger).await,
            2 if !self.live.is_empty() => self.change_password(client, ledger).await,
            // The service would end the oldest, if there were twenty.
            _ if self.live.len() >= 4 => self.log_out(client, ledger).await,
            _ => self.log_in(client, ledger).await,
        }
    }

    async fn sign_up(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        let credentials = [("email", &self.email), ("password", &self.password)];
        ledger.ask("sign-up", &self.email, client.request("POST", "/users").form(&credentials)).await?;
        self.is_registered = true;
        Some(())
    }

    /// A password that they have not had.
    fn another_password(&mut self) -> String {
        self.changes += 1;
        format!("password {}", self.changes)
    }

    async fn log_in(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        let credentials = [("email", &self.email), ("password", &self.password)];
        let answer = ledger.ask("sign-in", &self.email, client.request("POST", "/sessions").form(&credentials)).await?;
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
        self.live.push(cookie.split(';').next().unwrap().to_owned());
        Some(())
    }

    async fn log_out(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        // Whatever becomes of it, nothing is expected of this session unless it is said to have ended.
        let cookie = self.live.pop().unwrap();
        ledger.ask("sign-out", &self.email, client.request("DELETE", "/sessions").header(COOKIE, &cookie)).await?;
        self.ended.push(cookie);
        Some(())
    }

    async fn reset(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        let request = client.request("POST", "/reset_password").form(&[("email", &self.email)]);
        let answer = ledger.ask("reset asked for", &self.email, request).await?;
        let token = answer.json::<serde_json::Value>().await.ok()?["reset_token"].as_str().unwrap().to_owned();
        let password = self.another_password();
        let request = self.put_token(client, &token, &password);
        self.asked = Some(Asked { password, token: Some(token), ends: self.live.clone() });
        ledger.ask("reset", &self.email, request).await?;
        self.has_changed();
        Some(())
    }

    async fn change_password(&mut self, client: &TestClient, ledger: &Ledger) -> Option<()> {
        let password = self.another_password();
        let (cookie, others) = self.live.split_last().unwrap();
        let fields = [("current_password", &self.password), ("new_password", &password)];
        let request = client.request("POST", "/api/change-password").header(COOKIE, cookie).form(&fields);
        self.asked = Some(Asked { password, token: None, ends: others.to_vec() });
        ledger.ask("password changed", &self.email, request).await?;
        self.has_changed();
        Some(())
    }

    /// What was asked for has happened, wholly.
    fn has_changed(&mut self) {
        let Some(asked) = self.asked.take() else { return };
        self.password = asked.password;
        self.used_tokens.extend(asked.token);
        self.live.retain(|cookie| !asked.ends.contains(cookie));
        self.ended.extend(asked.ends);
    }

    fn put_token(&self, client: &TestClient, token: &str, password: &str) -> RequestBuilder {
        let fields = [("email", self.email.as_str()), ("reset_token", token), ("new_password", password)];
        client.request("PUT", "/reset_password").form(&fields)
    }

    /// Compares what the service says after a restart with what this person may expect; fails where it does not fit.
    pub(super) async fn expect(&mut self, client: &TestClient) {
        if !self.is_registered {
            return self.expect_all_or_nothing(client).await;
        }
        let old = self.opens(client, &self.password).await;
        let new = match &self.asked {
            Some(asked) => self.opens(client, &asked.password).await,
            None => false,
        };
        assert!(old != new, "one password opens it: old {old}, new {new}: {self:?}");
        match new {
            true => self.has_changed(),
            false => self.expect_nothing_of_what_was_asked(client).await,
        }
        for cookie in &self.ended {
            assert_eq!(client.profile_status(cookie).await, 403, "a session that ended: {self:?}");
        }
        for cookie in &self.live {
            assert_eq!(client.profile_status(cookie).await, 200, "a session that goes on: {self:?}");
        }
        for token in &self.used_tokens {
            let answer = self.put_token(client, token, "never").send().await.unwrap();
            assert_eq!(answer.status(), 403, "a token that was used: {self:?}");
        }
    }

    /// Nobody said that there is an account: it works, or the address is free.
    async fn expect_all_or_nothing(&mut self, client: &TestClient) {
        if !self.opens(client, &self.password).await {
            let fields = [("email", &self.email), ("password", &self.password)];
            let answer = client.request("POST", "/users").form(&fields).send().await.unwrap();
            assert_eq!(answer.status(), 200, "half an account: {self:?}");
        }
        self.is_registered = true;
    }

    /// The password was not changed, so nothing else was: the token is as good as before, and sets it now.
    async fn expect_nothing_of_what_was_asked(&mut self, client: &TestClient) {
        let Some(asked) = self.asked.take() else { return };
        for cookie in &asked.ends {
            assert_eq!(client.profile_status(cookie).await, 200, "half a change of password: {self:?}");
        }
        if let Some(token) = &asked.token {
            let answer = self.put_token(client, token, &asked.password).send().await.unwrap();
            assert_eq!(answer.status(), 200, "half a reset: {self:?}");
            self.asked = Some(asked);
            self.has_changed();
        }
    }

    async fn opens(&self, client: &TestClient, password: &str) -> bool {
        let fields = [("email", self.email.as_str()), ("password", password)];
        let answer = client.request("POST", "/sessions").form(&fields).send().await.unwrap();
        match answer.status().as_u16() {
            200 => true,
            401 => false,
            other => unreachable!("{other} for {self:?}"),
        }
    }
}
