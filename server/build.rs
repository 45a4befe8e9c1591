//! Rebuilds the server when the built site changes: its files are embedded, and cargo can't see that by itself.

fn main() {
    #[expect(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
    {
        println!("cargo::rerun-if-changed=../target/site");
    }
}
