//! What Prometheus is told.

use crate::{
    access::ROUTES,
    program::Program,
    support::{Answer, BOB, PASSWORD, TestApp},
};
use auth::{Limits, Rate, test_support::postgres};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

const GUIDE: &str = include_str!("../../../docs/production.md");

/// The value of each series.
async fn scrape(app: &TestApp) -> BTreeMap<String, f64> {
    let exposition = app.monitor.exposition().await;
    assert!(exposition.ends_with("# EOF\n"), "{exposition}");
    let samples = exposition.lines().filter(|line| !line.starts_with('#'));
    samples
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(series, value)| (series.to_owned(), value.parse().unwrap()))
        .collect()
}

#[tokio::test]
async fn known_traffic_is_counted() {
    let app = TestApp::with_bob().await;
    let before = scrape(&app).await;
    let cookie = app.bobs_cookie().await;
    app.bobs_cookie().await;
    app.send("POST", "/sessions", &[("email", BOB), ("password", "wrong")]).await;
    for _ in 0..3 {
        assert_eq!(app.profile_status(&cookie).await, 200);
    }
    app.send("GET", "/nowhere", &[]).await;
    let after = scrape(&app).await;
    let more = |series: &str| after[series] - before[series];
    for (series, count) in [
        (r#"bienvenue_http_requests_total{route="/sessions",status="2xx"}"#, 2.0),
        (r#"bienvenue_http_requests_total{route="/sessions",status="4xx"}"#, 1.0),
        (r#"bienvenue_http_requests_total{route="/profile",status="2xx"}"#, 3.0),
        (r#"bienvenue_http_requests_total{route="other",status="4xx"}"#, 1.0),
        (r#"bienvenue_http_requests_total{route="/users",status="2xx"}"#, 0.0),
        (r#"bienvenue_http_request_duration_seconds_count{route="/profile"}"#, 3.0),
        (r#"bienvenue_http_request_duration_seconds_bucket{le="+Inf",route="/profile"}"#, 3.0),
        ("bienvenue_limits_admitted_total", 3.0),
        ("bienvenue_sessions_begun_total", 2.0),
        ("bienvenue_hashes_refused_total", 0.0),
        ("bienvenue_hashes_waiting", 0.0),
    ] {
        assert_eq!(more(series), count, "{series}");
    }
    for kind in ["read", "write"] {
        assert!(more(&format!(r#"bienvenue_database_duration_seconds_count{{kind="{kind}"}}"#)) >= 3.0, "{kind}");
        assert!(more(&format!(r#"bienvenue_database_duration_seconds_sum{{kind="{kind}"}}"#)) > 0.0, "{kind}");
    }
    assert!(after["bienvenue_connections_open"] >= 1.0 && after["bienvenue_connections_total"] >= 1.0);
    assert!(after["bienvenue_hash_permits"] >= 1.0);
    assert_eq!(after["bienvenue_sessions_remembered"] >= 1.0, postgres().is_none());
}

#[tokio::test]
async fn what_a_limit_refuses_is_counted_by_limit() {
    let app = TestApp::alone(|config| {
        let one_a_day = Rate::new(1, Duration::from_secs(24 * 60 * 60));
        config.limits = Limits { sign_ins: one_a_day, ..config.limits };
    })
    .await;
    for _ in 0..3 {
        app.send("POST", "/sessions", &[("email", BOB), ("password", "wrong")]).await;
    }
    let counted = scrape(&app).await;
    assert_eq!(counted[r#"bienvenue_limits_refused_total{limit="sign_ins"}"#], 2.0);
    assert_eq!(counted[r#"bienvenue_limits_refused_total{limit="sign_ups"}"#], 0.0);
}

#[tokio::test]
async fn each_route_has_its_series_and_strangers_can_not_make_up_others() {
    let app = TestApp::new().await;
    let before: BTreeSet<_> = scrape(&app).await.into_keys().collect();
    for (_, path, ..) in ROUTES {
        let series = format!(r#"bienvenue_http_requests_total{{route="{path}",status="2xx"}}"#);
        assert!(before.contains(&series), "{series}");
    }
    let asked = (0..4).map(|task| {
        let requests = (0..2_500).map(|turn| match turn % 3 {
            0 => app.request("GET", &format!("/users/{task}-{turn}")),
            1 => app.request("POST", &format!("/made-up-{task}-{turn}?query={turn}")),
            _ => app.request("MADE-UP", &format!("/pkg/{task}/{turn}")),
        });
        let requests: Vec<_> = requests.collect();
        tokio::spawn(async move {
            for request in requests {
                let status = request.send().await.unwrap().status();
                assert!(status.is_client_error(), "{status}");
            }
        })
    });
    for task in asked.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let after = scrape(&app).await;
    assert_eq!(after[r#"bienvenue_http_requests_total{route="other",status="4xx"}"#], 10_000.0);
    assert_eq!(after.into_keys().collect::<BTreeSet<_>>(), before);
}

#[tokio::test]
async fn nobody_is_named() {
    let app = TestApp::with_bob().await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    app.profile_status(&cookie).await;
    app.send("GET", &format!("/reset-password/{token}?email={BOB}"), &[]).await;
    let secret = cookie.split_once('=').unwrap().1;
    let user = app.auth.get_user_from_session_id(secret).await.unwrap().unwrap().id.to_string();
    let exposition = app.monitor.exposition().await;
    for what in [BOB, "bob", "me.com", &user, secret, &token, PASSWORD, "127.0.0.1"] {
        assert!(!exposition.contains(what), "{what}");
    }
}

#[tokio::test]
async fn the_guide_lists_every_metric_and_no_other() {
    let app = TestApp::new().await;
    let exposition = app.monitor.exposition().await;
    let types = exposition.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let told: BTreeSet<_> = types.map(|line| as_asked_for(line.split_once(' ').unwrap())).collect();
    let rows = GUIDE.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|row| row.split('`').next());
    let is_metric = |name: &&str| name.starts_with("bienvenue_") || name.starts_with("process_");
    let listed: Vec<_> = rows.filter(is_metric).map(str::to_owned).collect();
    let processes_are_seen = cfg!(target_os = "linux");
    let listed: BTreeSet<_> =
        listed.into_iter().filter(|name| processes_are_seen || !name.starts_with("process_")).collect();
    assert_eq!(told, listed);
}

/// As whoever asks Prometheus names it.
fn as_asked_for((name, kind): (&str, &str)) -> String {
    match kind {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name.to_owned(),
    }
}

#[tokio::test]
async fn metrics_are_at_an_address_of_their_own_and_only_where_it_is_set() {
    let program =
        Program::begin(tempfile::tempdir().unwrap(), |command| command.args(["--metrics-listen", "127.0.0.1:0"]));
    let ready = program.entry("ready");
    let url = |field: &str, path: &str| format!("http://{}{path}", ready[field].as_str().unwrap());
    let ask = async |url: String| Answer::of(reqwest::Client::new().get(url)).await;
    assert_eq!(ask(url("address", "/connection")).await.status, 200);
    assert_eq!(ask(url("address", "/metrics")).await.status, 404);
    let metrics = ask(url("metrics", "/metrics")).await;
    assert_eq!(metrics.status, 200);
    assert_eq!(metrics.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert_eq!(metrics.header("cache-control"), "no-store");
    let counted = r#"bienvenue_http_requests_total{route="/connection",status="2xx"} 1"#;
    assert!(metrics.body.contains(counted) && metrics.body.contains("bienvenue_build_info{"), "{}", metrics.body);
    assert_eq!(ask(url("metrics", "/profile")).await.status, 404);
    let silent = Program::begin(tempfile::tempdir().unwrap(), |command| command);
    assert!(silent.entry("ready")["metrics"].is_null());
}

#[test]
fn an_address_that_is_taken_stops_the_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let mut command = crate::program::command(&directory);
    let output = command.args(["--listen", "127.0.0.1:0", "--metrics-listen", &address]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert!(error.contains(&format!("can't listen on {address} for metrics")), "{error}");
}
