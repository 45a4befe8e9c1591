//! What the operating system gives the program runs out, and clients behave badly.

use super::start;
use crate::{
    program::Program,
    support::{BOB, PASSWORD, TestClient},
};
use auth::test_support::ScratchDatabase;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// A tenth of a processor.
const BUSY: f64 = 0.1;

/// How long the program has been on a processor, in hundredths of a second.
fn ticks(program: &Program) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", program.id())).unwrap();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()
}

/// Bytes of addresses that the program has.
fn address_space(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmSize:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn without_a_descriptor_left_it_does_not_spin_and_its_database_works() {
    let program = Program::start_under("ulimit -n 256");
    let client = TestClient::of(program.url.clone());
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    // One connection stays open, and is used while no other can be made.
    let cookie = client.bobs_cookie().await;
    let connections: Vec<_> = (0..400).map(|_| TcpStream::connect(program.address()).unwrap()).collect();
    program.entry("accept error: Too many open files (os error 24)");
    let (before, begun) = (ticks(&program), Instant::now());
    // How much it does in a while is what this is about.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let share = (ticks(&program) - before) / 100.0 / begun.elapsed().as_secs_f64();
    println!("{:.1} % of a processor without a descriptor left", share * 100.0);
    assert!(share < BUSY, "{share}");
    drop(connections);
    assert_eq!(client.profile_status(&cookie).await, 200);
    assert_eq!(client.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn a_flood_of_log_ins_with_little_memory_left_ends_nothing() {
    let mut program = Program::start(&["--limit-sign-ins=1000000/1m", "--limit-guesses=1000000/30s/1h/1000000"]);
    let client = Arc::new(TestClient::of(program.url.clone()));
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let limit = address_space(&program) + 192 * 1024 * 1024;
    let arguments = [format!("--pid={}", program.id()), format!("--as={limit}")];
    assert!(Command::new("prlimit").args(arguments).status().unwrap().success());
    let mut flood = JoinSet::new();
    for _ in 0..200 {
        let client = Arc::clone(&client);
        flood.spawn(async move { client.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await });
    }
    let answers = flood.join_all().await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    println!("{} signed in, {} told to come back", of(200), of(503));
    assert_eq!(of(200) + of(503), 200);
    assert!(of(200) > 0 && of(503) > 0, "it sheds what it can't do");
    program.terminate();
    assert_eq!(program.end().0, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
async fn who_hangs_up_before_the_answer_has_an_account_or_none_and_leaves_nothing_behind() {
    let database = ScratchDatabase::file();
    let program = start(&database.url());
    let client = TestClient::of(program.url.clone());
    let descriptors = || fs::read_dir(format!("/proc/{}/fd", program.id())).unwrap().count();
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let before = descriptors();
    for number in 0..200 {
        let body = format!("email=person{number}@example.org&password={PASSWORD}");
        let mut connection = TcpStream::connect(program.address()).unwrap();
        let head = "POST /users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        write!(connection, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }
    for number in 0..200 {
        let fields = [("email", format!("person{number}@example.org")), ("password", PASSWORD.to_owned())];
        let signed_in = client.request("POST", "/sessions").form(&fields).send().await.unwrap().status();
        let signed_up = client.request("POST", "/users").form(&fields).send().await.unwrap().status();
        assert!(
            matches!((signed_in.as_u16(), signed_up.as_u16()), (200, 400) | (401, 200 | 400)),
            "{signed_in} {signed_up}"
        );
        let signed_in = client.request("POST", "/sessions").form(&fields).send().await.unwrap().status();
        assert_eq!(signed_in, 200, "person{number} has half an account");
    }
    assert!(descriptors() <= before + 2, "{before} became {}", descriptors());
}

#[test]
#[ignore = "takes its time: cargo xtask faults"]
fn encryption_on_the_plain_port_is_refused_and_the_connection_ends() {
    let program = Program::start(&[]);
    let begun = Instant::now();
    for _ in 0..50 {
        let mut connection = TcpStream::connect(program.address()).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // The beginning of a ClientHello.
        connection.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03junk\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        // It is closed in order, or cut off: both end it.
        _ = connection.read_to_end(&mut answer);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{answer:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
