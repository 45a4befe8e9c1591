//! What people do: sign up, sign in, look around, forget a password, sign out, and go.

use reqwest::{Client, Method, RequestBuilder, StatusCode, header::SET_COOKIE, redirect::Policy};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

pub(crate) const PEAK_CLIENTS: usize = 4;
/// Pages of connected applications are seen more often than anything of ours is done.
const LOOKS: usize = 20;
const PASSWORD: &str = "violet anchors sing";
const OTHER_PASSWORD: &str = "another anchor sings";
/// What was in the way may be felt for so long after it has gone: connections and hashes wait for a few seconds.
const AFTERMATH: Duration = Duration::from_secs(10);

/// Whether a server may answer just now that it can't.
#[derive(Clone)]
pub(crate) struct Excuse {
    begun: Instant,
    until_ms: Arc<AtomicU64>,
}

/// What has been answered.
#[derive(Default)]
pub(crate) struct Answers {
    by_status: BTreeMap<u16, u64>,
    excused: u64,
    unexpected: Vec<String>,
    slowest_look: Duration,
    whole: u64,
}

/// People on their way.
pub(crate) struct Journeys {
    traveller: Traveller,
    under_way: Mutex<JoinSet<()>>,
}

/// Who goes on a journey.
#[derive(Clone)]
struct Traveller {
    client: Client,
    url: String,
    next: Arc<AtomicU64>,
    excuse: Excuse,
    answers: Arc<Mutex<Answers>>,
}

/// A step did not succeed, so the next ones make no sense.
struct Stranded;

impl Excuse {
    fn new() -> Self {
        Self { begun: Instant::now(), until_ms: Arc::default() }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap()
    }

    /// Something is in the way for so long.
    pub(crate) fn lasts(&self, duration: Duration) {
        let until = self.now() + u64::try_from((duration + AFTERMATH).as_millis()).unwrap();
        self.until_ms.fetch_max(until, Ordering::Relaxed);
    }

    fn holds(&self) -> bool {
        self.now() < self.until_ms.load(Ordering::Relaxed)
    }
}

impl Journeys {
    pub(crate) fn to(url: &str) -> Self {
        let traveller = Traveller {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            url: url.to_owned(),
            next: Arc::default(),
            excuse: Excuse::new(),
            answers: Arc::default(),
        };
        Self { traveller, under_way: Mutex::default() }
    }

    pub(crate) fn excuse(&self) -> Excuse {
        self.traveller.excuse.clone()
    }

    /// How many are made a second when all make one after the other.
    pub(crate) async fn at_peak(&self, duration: Duration) -> f64 {
        let begun = Instant::now();
        self.excuse().lasts(duration);
        let mut clients = JoinSet::new();
        for _ in 0..PEAK_CLIENTS {
            let traveller = self.traveller.clone();
            clients.spawn(async move {
                while begun.elapsed() < duration {
                    traveller.travel().await;
                }
            });
        }
        clients.join_all().await;
        let whole = self.traveller.answers.lock().unwrap().whole;
        f64::from(u32::try_from(whole).unwrap()) / begun.elapsed().as_secs_f64()
    }

    /// Begins another one, however the others are getting on.
    pub(crate) fn begin(&self) {
        let traveller = self.traveller.clone();
        let mut under_way = self.under_way.lock().unwrap();
        while under_way.try_join_next().is_some() {}
        under_way.spawn(async move { traveller.travel().await });
    }

    /// Waits for all of them.
    pub(crate) async fn end(self) -> Answers {
        self.under_way.into_inner().unwrap().join_all().await;
        std::mem::take(&mut self.traveller.answers.lock().unwrap())
    }
}

impl Traveller {
    async fn travel(&self) {
        if self.journey().await.is_ok() {
            self.answers.lock().unwrap().whole += 1;
        }
    }

    async fn journey(&self) -> Result<(), Stranded> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let email = format!("traveller{number}@example.org");
        let credentials = [("email", &*email), ("password", PASSWORD)];
        self.ask(self.request(Method::POST, "/users").form(&credentials), 200).await?;
        let cookie = self.sign_in(&email, PASSWORD).await?;
        for _ in 0..LOOKS {
            let begun = Instant::now();
            self.ask(self.request(Method::GET, "/profile").header("cookie", &cookie), 200).await?;
            let mut answers = self.answers.lock().unwrap();
            answers.slowest_look = answers.slowest_look.max(begun.elapsed());
        }
        for page in ["/login", "/account"] {
            let request = self.request(Method::GET, page).header("accept", "text/html").header("cookie", &cookie);
            self.ask(request, if page == "/login" { 303 } else { 200 }).await?;
        }
        let (cookie, password) = match number % 5 {
            0 => (self.reset(&email).await?, OTHER_PASSWORD),
            _ => (cookie, PASSWORD),
        };
        if number.is_multiple_of(2) {
            self.ask(self.request(Method::DELETE, "/sessions").header("cookie", &cookie), 302).await?;
        }
        let cookie = self.sign_in(&email, password).await?;
        // Gone again, so that the database has a reason to stay as large as it is.
        let confirmation = [("current_password", password), ("confirmation", &*email)];
        let go = self.request(Method::POST, "/api/delete-account").header("cookie", &cookie).form(&confirmation);
        self.ask(go, 200).await.map(|_| ())
    }

    async fn reset(&self, email: &str) -> Result<String, Stranded> {
        let asked = self.ask(self.request(Method::POST, "/reset_password").form(&[("email", email)]), 200).await?;
        let body: serde_json::Value = asked.json().await.map_err(|_| Stranded)?;
        let token = body["reset_token"].as_str().unwrap();
        let fields = [("email", email), ("reset_token", token), ("new_password", OTHER_PASSWORD)];
        self.ask(self.request(Method::PUT, "/reset_password").form(&fields), 200).await?;
        self.sign_in(email, OTHER_PASSWORD).await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<String, Stranded> {
        let request = self.request(Method::POST, "/sessions").form(&[("email", email), ("password", password)]);
        let answer = self.ask(request, 200).await?;
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let session =
            cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("session"));
        Ok(session.unwrap().to_owned())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).header("accept", "application/json")
    }

    async fn ask(&self, request: RequestBuilder, expected: u16) -> Result<reqwest::Response, Stranded> {
        let request = request.build().unwrap();
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = self.client.execute(request).await;
        let mut answers = self.answers.lock().unwrap();
        let status = answer.as_ref().map_or(0, |answer| answer.status().as_u16());
        *answers.by_status.entry(status).or_default() += 1;
        match answer {
            Ok(answer) if status == expected => Ok(answer),
            Ok(answer) if answer.status() == StatusCode::SERVICE_UNAVAILABLE && self.excuse.holds() => {
                answers.excused += 1;
                Err(Stranded)
            }
            answer => {
                answers.unexpected.push(format!("{asked}: {status} ({:?})", answer.err()));
                Err(Stranded)
            }
        }
    }
}

impl Answers {
    /// What should not have been answered.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.unexpected.iter().take(20).cloned().collect()
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by_status, excused, unexpected, slowest_look, whole } = self;
        write!(
            f,
            "{whole} journeys were made whole; answers by status: {by_status:?}; 503 during a fault: {excused}; \
             unexpected: {}; slowest session check: {slowest_look:?}",
            unexpected.len()
        )
    }
}
