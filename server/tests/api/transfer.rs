//! `bienvenue export` and `bienvenue import`, as an operator runs them beside a server.

use crate::program::{Program, command};
use auth::test_support::ScratchDatabase;
use reqwest::Client;
use serde_json::Value;
use std::{fs, process::Output};
use tempfile::TempDir;

/// Python's bcrypt 4.2: bcrypt.hashpw(b"b4l0u", bcrypt.gensalt(4)).
const HASH: &str = "$2b$04$xibHizQIsrWkWctXsNy6zuKgirrgngSjuUZWaBSuO0eIak94dkfmG";

/// A server, its database, and a directory for files.
struct Bench {
    database: ScratchDatabase,
    directory: TempDir,
    program: Program,
}

impl Bench {
    async fn new() -> Self {
        let database = ScratchDatabase::new().await;
        let program = Program::start(&["--database-url", &database.url()]);
        Self { database, directory: TempDir::new().unwrap(), program }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        command(&self.directory).args(arguments).args(["--database-url", &self.database.url()]).output().unwrap()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.directory.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.directory.path().join(name)).unwrap()
    }

    async fn post(&self, route: &str, email: &str, password: &str) -> u16 {
        let credentials = [("email", email), ("password", password)];
        let sent = Client::new().post(format!("{}{route}", self.program.url)).form(&credentials).send().await;
        sent.unwrap().status().as_u16()
    }
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn people_move_in_beside_a_server_and_move_on_with_their_passwords() {
    let (first, second) = (Bench::new().await, Bench::new().await);
    assert_eq!(first.post("/users", "Bob@me.com", "x").await, 200);
    first.write("users.csv", format!("email,password_hash\n'=alice@me.com,{HASH}\n"));
    let (code, said, errors) = told(&first.run(&["import", "users.csv"]));
    assert_eq!((code, said.as_str(), errors.as_str()), (Some(0), "1 added, 0 already there, 0 refused\n", "100 %\n"));
    assert_eq!(first.post("/sessions", "=alice@me.com", "b4l0u").await, 200);
    for (name, beginning) in
        [("all.csv", "id,email,password_hash,created_at,verified,disabled\n"), ("all.json", "{\"id\":\"")]
    {
        let (code, said, errors) = told(&first.run(&["export", "--to", name]));
        assert!(code == Some(0) && said.contains("2 users, with their password hashes"), "{said} {errors}");
        let text = first.read(name);
        assert!(text.starts_with(beginning) && text.contains("=alice@me.com"), "{text}");
        second.write(name, &text);
    }
    let shown = told(&first.run(&["export"])).1;
    assert_eq!(shown, first.read("all.json"), "the same goes to standard output");
    for line in shown.lines() {
        let user: Value = serde_json::from_str(line).unwrap();
        assert!(user["password_hash"].as_str().unwrap().starts_with("$2b$12$") && user["verified"] == false, "{user}");
    }
    assert_eq!(told(&second.run(&["import", "all.csv"])).1, "2 added, 0 already there, 0 refused\n");
    assert_eq!(told(&second.run(&["import", "all.json"])).1, "0 added, 2 already there, 0 refused\n");
    for (email, password) in [("bob@me.com", "x"), ("=alice@me.com", "b4l0u")] {
        assert_eq!(second.post("/sessions", email, password).await, 200, "{email}");
    }
}

#[tokio::test]
async fn lines_that_are_refused_are_told_with_their_numbers_and_the_others_are_taken() {
    let bench = Bench::new().await;
    let mut lines: Vec<_> = (0..2_500).map(|i| format!("{{\"email\":\"person{i}@me.com\"}}")).collect();
    lines[1_200] = "{\"email\":\"carol\",\"password_hash\":\"s3cret\"}".to_owned();
    lines[7] = "s3cret".to_owned();
    lines[2_000] = "{\"email\":\"carol@me.com\",\"password_hash\":\"s3cret\"}".to_owned();
    bench.write("users.jsonl", lines.join("\n"));
    let (code, said, errors) = told(&bench.run(&["import", "users.jsonl", "--report", "refused"]));
    assert_eq!((code, said.as_str()), (Some(1), "2497 added, 0 already there, 3 refused\n"), "{errors}");
    assert!(errors.contains("refused: 3; refused says which and why") && errors.contains("100 %\n"), "{errors}");
    let report = bench.read("refused");
    let [first, second, third] = report.lines().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((first, second), ("line 8: no JSON object", "line 1201: email is not a valid e-mail address"));
    assert!(third.starts_with("line 2001: password_hash is neither bcrypt") && !report.contains("s3cret"), "{third}");
    let (code, said, errors) = told(&bench.run(&["import", "users.jsonl"]));
    assert_eq!((code, said.lines().next()), (Some(1), Some("0 added, 2497 already there, 3 refused")), "{errors}");
    assert!(
        said.contains(first) && said.contains(third) && errors.contains("mend them, and import again"),
        "{said} {errors}"
    );
}

#[tokio::test]
async fn what_can_not_be_read_or_written_says_why() {
    let bench = Bench::new().await;
    bench.write("users.csv", format!("email,pasword_hash\nbob@me.com,{HASH}\n"));
    bench.write("taken", "mine");
    for (arguments, code, named) in [
        (&["import", "nowhere.csv"][..], 74, "can't be read"),
        (&["import", "users.csv"], 74, "the first line has to name the columns"),
        (&["import", "users.csv", "--format", "json"], 1, "refused: 2"),
        (&["import", "users.csv", "--report", "nowhere/x", "--format", "json"], 74, "can't be written"),
        (&["export", "--to", "taken"], 74, "--force"),
        (&["export", "--to", "nowhere/x"], 74, "can't be written"),
        (&["export", "--to", "."], 74, "is a directory; name a file in it"),
        (&["export", "--to", ".", "--force"], 74, "is a directory; name a file in it"),
    ] {
        let (ended, said, errors) = told(&bench.run(arguments));
        assert!(ended == Some(code) && errors.contains(named), "{arguments:?} {said} {errors}");
        assert!(!errors.contains(HASH) && !said.contains(HASH), "{arguments:?}");
    }
    assert_eq!(bench.read("taken"), "mine");
    assert_eq!(bench.run(&["export", "--to", "taken", "--force"]).status.code(), Some(0));
    assert_eq!(bench.read("taken"), "");
    let nowhere =
        |name: &str| command(&bench.directory).args([name, "users.csv", "--format", "json"]).output().unwrap();
    let (code, _, errors) = told(&nowhere("import"));
    assert!(code == Some(65) && errors.contains("there is no database at"), "{errors}");
    assert!(!bench.directory.path().join("data").exists());
}
