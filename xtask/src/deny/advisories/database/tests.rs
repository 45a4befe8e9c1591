use testbed::Scratch;

use super::*;

const ADVISORY: &str = "```toml\n[advisory]\nid = \"RUSTSEC-1\"\npackage = \"mio\"\n[versions]\n```\n\n# Mishap\n";
const SNAPSHOT: &str = "as_of = \"2025-02-24\"\nadvisories = []\n";

/// A home of the database with one change on this day, a clone of it to be, and a snapshot.
struct Place {
    workspace: Workspace,
    scratch: Scratch,
}

impl Place {
    fn with_home_of(day: &str) -> Self {
        let place = Self { workspace: Workspace::find().unwrap(), scratch: Scratch::new("advisories").unwrap() };
        let crates = place.scratch.path().join("home/crates/mio");
        fs::create_dir_all(&crates).unwrap();
        fs::write(crates.join("RUSTSEC-1.md"), ADVISORY).unwrap();
        fs::write(place.snapshot(), SNAPSHOT).unwrap();
        let author = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let commit = ["commit", "--quiet", "--message=x", "--no-gpg-sign"];
        for arguments in [&["init", "--quiet"][..], &["add", "."], &[&author[..], &commit[..]].concat()] {
            let mut git = process::program(&place.workspace, "git");
            git.args(arguments).current_dir(place.scratch.path().join("home"));
            assert!(process::succeeds(git.env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))), "git {arguments:?}");
        }
        place
    }

    fn home(&self) -> String {
        self.scratch.path().join("home").display().to_string()
    }

    fn snapshot(&self) -> PathBuf {
        self.scratch.path().join("snapshot.toml")
    }

    fn clone(&self) -> Clone<'_> {
        Clone { workspace: &self.workspace, directory: self.scratch.path().join("clone") }
    }

    fn newest(&self, home: &str) -> Database {
        Database::newest(&self.clone(), home, &self.snapshot(), &["mio", "tokio"]).unwrap()
    }

    /// Lets the clone be older than a day.
    fn grow_old(&self) {
        fs::File::open(self.clone().stamp()).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    }
}

#[test]
fn the_database_is_fetched_once_a_day() {
    let place = Place::with_home_of("2026-11-22");
    for home in [&place.home(), "/nowhere"] {
        let database = place.newest(home);
        assert_eq!((database.as_of.as_str(), database.is_fresh), ("2026-11-22", true));
        assert_eq!(database.advisories[0].id, "RUSTSEC-1");
    }
    place.grow_old();
    assert!(!place.newest("/nowhere").is_fresh, "it is asked for again");
}

#[test]
fn without_a_network_the_newest_copy_counts() {
    for (day, advisories) in [("2026-11-22", 1), ("2025-01-01", 0)] {
        let place = Place::with_home_of(day);
        place.newest(&place.home());
        place.grow_old();
        let database = place.newest("/nowhere");
        assert_eq!(database.advisories.len(), advisories, "{day}");
        assert!(database.provenance().contains("can't be fetched"), "{}", database.provenance());
    }
}

#[test]
fn without_any_copy_there_is_the_snapshot() {
    let place = Place::with_home_of("2026-11-22");
    let database = place.newest("/nowhere");
    assert_eq!((database.as_of.as_str(), database.is_fresh), ("2025-02-24", false));
}

#[test]
fn a_snapshot_reads_back() {
    let place = Place::with_home_of("2026-11-22");
    let database = place.newest(&place.home());
    let again: Database = toml::from_str(&toml::to_string(&database).unwrap()).unwrap();
    assert_eq!((again.as_of, again.advisories), (database.as_of, database.advisories));
}
