//! Known and unknown addresses are answered after the same time. A program of its own, so that nothing else runs meanwhile.
//!
//! A hash takes a thirty-second of what it takes in production; everything else takes what it always takes. What may
//! differ is a fifth of that, an eighth of the twentieth of a hash that nobody could measure in production.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use app::ssr::Context;
use auth::{
    Auth, AuthConfig, Clock, HashCost, Limits, MailConfig, Mode, Password, Requester, SmtpUrl, Timestamp,
    test_support::ScratchDatabase,
};
use reqwest::Client;
use server::{ConnectionLimits, Monitor, asset_names, proxies::TrustedProxies, router, serve};
use std::time::{Duration, Instant};
use testbed::MailServer;
use tokio::net::TcpListener;

const PAIRS: usize = 500;
/// As long as the addresses that nobody has.
const BOB: &str = "bobby@example.org";
/// Who signed up and has not confirmed the address yet.
const CAROL: &str = "carol@example.org";
/// Whose account is disabled.
const DAVID: &str = "david@example.org";
const PASSWORD: &str = "violet anchors sing";
/// What may be asked for once a minute may be asked for now.
const LATER: Duration = Duration::from_secs(60);
/// A difference that is found in one of so many tries only is the machine's.
const TRIES: usize = 3;

/// What one of the two kinds of addresses took, and was answered.
#[derive(Default)]
struct Answers {
    times: Vec<Duration>,
    bodies: Vec<String>,
}

impl Answers {
    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap()
    }
}

struct Service {
    auth: Auth,
    clock: Clock,
    url: String,
    client: Client,
    database: ScratchDatabase,
    _mails: MailServer,
}

impl Service {
    /// A service in production mode, with a mail server, on which Bob has an account.
    async fn start() -> Self {
        let (database, mails) =
            (ScratchDatabase::new().await, MailServer::start("127.0.0.1:0".parse().unwrap()).unwrap());
        let clock = Clock::manual(Timestamp::from_millis(1_795_305_600_000));
        let config = AuthConfig {
            mode: Mode::Production,
            database: database.config(),
            mail: MailConfig::Smtp {
                server: SmtpUrl::parse(&MailServer::url(mails.address())).unwrap(),
                from: "Bienvenue <accounts@example.org>".into(),
            },
            public_url: "https://accounts.example.org".into(),
            clock: clock.clone(),
            hash_cost: HashCost::MEASURABLE,
            min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
            limits: Limits::of(Mode::Development),
        };
        let auth = Auth::open(config).await.unwrap();
        for email in [BOB, DAVID] {
            auth.sign_up(email, &Password::new(PASSWORD), &Requester::default()).await.unwrap();
            let mail = mails.next().unwrap().replace("=\r\n", "");
            let code = mail.split("code=3D").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
            auth.confirm_email(Some(email), &code, &Requester::default()).await.unwrap();
        }
        database.execute(&format!("UPDATE users SET disabled_at = 1 WHERE email_key = '{DAVID}'")).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let monitor = Monitor::new(&auth);
        let router = router(Context::new(auth.clone(), asset_names()), TrustedProxies::default(), &monitor);
        tokio::spawn(serve(
            listener,
            router,
            ConnectionLimits::default(),
            monitor.connections(),
            std::future::pending(),
        ));
        Self { auth, clock, url, client: Client::new(), database, _mails: mails }
    }

    /// Asks with this address.
    async fn ask(&self, path: &str, email: &str, answers: &mut Answers) {
        let mut fields = vec![("email", email)];
        let takes_password = ["/users", "/sessions"].contains(&path);
        fields.extend(takes_password.then_some(("password", "another long password")));
        let request = self.client.post(format!("{}{path}", self.url)).form(&fields);
        let begun = Instant::now();
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.text().await.unwrap().replace(email, "E");
        answers.times.push(begun.elapsed());
        let names: Vec<_> = headers.keys().collect();
        answers.bodies.push(format!("{status} {names:?} {body}"));
    }

    /// The answers to a known address and to unknown ones, in turns.
    async fn compare(&self, path: &str, somebody: &str, tried: usize) -> [Answers; 2] {
        let [mut known, mut unknown] = [Answers::default(), Answers::default()];
        for pair in 0..PAIRS {
            self.clock.advance(LATER);
            self.database.execute("UPDATE email_confirmations SET mails = 1").await;
            let nobody = format!("{:05}@example.org", tried * PAIRS + pair);
            // Who is first changes with each pair, so that being first means nothing.
            if pair % 2 == 0 {
                self.ask(path, somebody, &mut known).await;
                self.ask(path, &nobody, &mut unknown).await;
            } else {
                self.ask(path, &nobody, &mut unknown).await;
                self.ask(path, somebody, &mut known).await;
            }
        }
        [known, unknown]
    }
}

/// How long a hash takes here.
async fn hash_time(service: &Service) -> Duration {
    let mut log_ins = Answers::default();
    for _ in 0..20 {
        service.ask("/sessions", BOB, &mut log_ins).await;
    }
    log_ins.median()
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn the_answers_to_known_and_unknown_addresses_are_equal_and_take_the_same_time() {
    let service = Service::start().await;
    let allowed = hash_time(&service).await / 5;
    for (path, somebody) in [
        ("/users", BOB),
        ("/sessions", BOB),
        ("/sessions", DAVID),
        ("/reset_password", BOB),
        ("/reset_password", DAVID),
        ("/verify_email", CAROL),
    ] {
        let mut found = Duration::MAX;
        for tried in 0..TRIES {
            service.auth.sign_up(CAROL, &Password::new(PASSWORD), &Requester::default()).await.unwrap();
            let [known, unknown] = service.compare(path, somebody, tried).await;
            let one = known.bodies.first().unwrap();
            assert_eq!(known.bodies.iter().chain(&unknown.bodies).find(|other| *other != one), None, "not {one}");
            found = found.min(known.median().abs_diff(unknown.median()));
            println!(
                "{path} {somebody}: known {:?}, unknown {:?}, allowed {allowed:?}",
                known.median(),
                unknown.median()
            );
            if found <= allowed {
                break;
            }
        }
        assert!(found <= allowed, "{path} differs by {found:?} for {somebody}");
    }
    service.auth.settle_mails().await;
}
