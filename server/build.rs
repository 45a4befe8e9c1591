//! Rebuilds the server when the built site changes: its files are embedded, and cargo can't see that by itself.

fn main() {
    println!("cargo::rerun-if-changed=../target/site");
}
