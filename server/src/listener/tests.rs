//! Time stands still here until everybody waits, and then jumps; so what takes a minute takes none.

use super::*;
use crate::layers::bounded;
use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    response::IntoResponse,
    routing::{get, post},
};
use std::{
    future::pending,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    net::TcpStream,
    sync::oneshot,
    time::Instant,
};

const LARGE: usize = 300_000;

fn router() -> Router {
    Router::new()
        .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()))
        .route("/large", get(async || Body::from(vec![b'x'; LARGE])))
        .merge(bounded(Router::new().route("/small", post("small")), |_, reason| reason.status().into_response()))
        .route(
            "/length",
            post(async |request: Request| {
                let body = axum::body::to_bytes(request.into_body(), usize::MAX).await;
                body.map_or_else(|_| "cut short".to_owned(), |body| body.len().to_string())
            }),
        )
}

/// The client's end of a connection that is served with the standard limits.
fn connect(graceful: &GracefulShutdown) -> DuplexStream {
    let (client, stream) = duplex(1024);
    let peer = "192.0.2.7:1234".parse().unwrap();
    tokio::spawn(connection::serve(stream, peer, router(), ConnectionLimits::default(), graceful.watcher()));
    client
}

/// Sends these bytes and reads what comes until the connection ends; answers that, and how long it took in seconds.
async fn exchange(client: &mut DuplexStream, bytes: &str) -> (String, u64) {
    let begun = Instant::now();
    client.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    timeout(Duration::from_secs(100), client.read_to_end(&mut answer)).await.unwrap().unwrap();
    (String::from_utf8(answer).unwrap(), begun.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_or_half_of_it_is_given_up_after_ten_seconds() {
    let graceful = GracefulShutdown::new();
    for bytes in ["", "\r\n", "G", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        assert_eq!(exchange(&mut connect(&graceful), bytes).await, (String::new(), 10), "{bytes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_byte_now_and_then_gains_no_time() {
    let (graceful, begun) = (GracefulShutdown::new(), Instant::now());
    let mut client = connect(&graceful);
    while timeout(Duration::from_millis(900), client.read(&mut [0])).await.is_err() {
        client.write_all(b"x").await.unwrap();
    }
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_slow_with_a_body_is_told_so_after_fifteen_seconds() {
    let (graceful, begun) = (GracefulShutdown::new(), Instant::now());
    let mut client = connect(&graceful);
    client.write_all(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n").await.unwrap();
    let mut status = [0; b"HTTP/1.1 408".len()];
    while timeout(Duration::from_secs(1), client.read_exact(&mut status)).await.is_err() {
        client.write_all(b"x").await.unwrap();
    }
    assert_eq!((&status, begun.elapsed().as_secs()), (b"HTTP/1.1 408", 15));
    let rest = exchange(&mut client, "").await;
    assert!(rest.0.contains("\r\nconnection: close\r\n") && rest.1 == 0, "{rest:?}");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_has_a_minute_and_the_next_head_ten_seconds() {
    let (graceful, get) = (GracefulShutdown::new(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    let (answer, seconds) = exchange(&mut connect(&graceful), get).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("192.0.2.7:1234"), "{answer}");
    assert_eq!(seconds, 60);
    let mut client = connect(&graceful);
    client.write_all(get.as_bytes()).await.unwrap();
    client.read_exact(&mut vec![0; answer.len()]).await.unwrap();
    tokio::time::advance(Duration::from_secs(40)).await;
    assert_eq!(exchange(&mut client, "GET").await, (String::new(), 10));
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_nothing_of_an_answer_for_half_a_minute_is_given_up() {
    let (graceful, begun) = (GracefulShutdown::new(), Instant::now());
    let mut client = connect(&graceful);
    client.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    client.read_exact(&mut [0]).await.unwrap();
    timeout(Duration::from_secs(100), graceful.shutdown()).await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 30);
    let mut taken = Vec::new();
    client.read_to_end(&mut taken).await.unwrap();
    assert!(taken.len() < LARGE);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_slow_and_does_take_it_gets_all_of_it() {
    let graceful = GracefulShutdown::new();
    let mut client = connect(&graceful);
    client.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let (mut taken, mut part) = (0, vec![0; 8 * 1024]);
    loop {
        tokio::time::advance(Duration::from_secs(20)).await;
        match client.read(&mut part).await.unwrap() {
            0 => break,
            read => taken += read,
        }
    }
    assert!(taken > LARGE, "{taken}");
}

#[tokio::test(start_paused = true)]
async fn pipelined_requests_are_answered_in_their_order() {
    let requests = "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc\
                    GET / HTTP/1.1\r\nHost: x\r\n\r\n\
                    POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 12\r\n\r\nGET / HTTP/1";
    let (answer, seconds) = exchange(&mut connect(&GracefulShutdown::new()), requests).await;
    let bodies: Vec<_> = answer.split("\r\n\r\n").skip(1).map(|rest| rest.split("HTTP/").next().unwrap()).collect();
    assert_eq!((bodies, seconds), (vec!["3", "192.0.2.7:1234", "12"], 0));
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_are_cut_off_in_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    client.write_all(b"GET /forever HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let (arrived, mut is_there) = oneshot::channel();
    let arrived = Arc::new(Mutex::new(Some(arrived)));
    let forever = async move || {
        arrived.lock().unwrap().take().unwrap().send(Instant::now()).unwrap();
        pending::<()>().await;
    };
    let mut begun = None;
    let stop = async { begun = Some((&mut is_there).await.unwrap()) };
    serve(listener, Router::new().route("/forever", get(forever)), ConnectionLimits::default(), Arc::default(), stop)
        .await;
    assert_eq!(begun.unwrap().elapsed().as_secs(), 25);
    assert_eq!(client.read(&mut [0]).await.unwrap_or(0), 0);
}
