//! Small parts of the session check: reading a token, and finding its session among ten thousand in a file.
//! `cargo xtask bench --micro` runs them.
#![expect(clippy::unwrap_used, reason = "a tool for whoever measures")]

use auth::{
    Token,
    test_support::{Crowd, ScratchDatabase},
};
use criterion::Criterion;
use std::{hint::black_box, iter::repeat, time::Instant};
use tokio::runtime::Runtime;

const PEOPLE: u32 = 10_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    tokens(&mut criterion);
    look_up(&mut criterion);
    criterion.final_summary();
}

fn tokens(criterion: &mut Criterion) {
    let texts = [
        ("256 bits", "bC64Q4EElE9f42J_B7llcg16o__N4VTAAx8vckQYODs"),
        ("a UUID", "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091"),
        ("neither", "' OR 1=1--"),
    ];
    for (name, text) in texts {
        criterion.bench_function(&format!("reading a token/{name}"), |bencher| {
            bencher.iter(|| Token::parse(black_box(text)));
        });
    }
}

fn look_up(criterion: &mut Criterion) {
    let (runtime, database) = (Runtime::new().unwrap(), ScratchDatabase::file());
    let (auth, tokens) = runtime.block_on(Crowd::around(&database, PEOPLE));
    let mut turns = repeat(&tokens).flatten();
    criterion.bench_function("whose session it is, of 10,000 in a file", |bencher| {
        bencher.iter_custom(|times| {
            let tokens: Vec<_> = turns.by_ref().take(times.try_into().unwrap()).collect();
            runtime.block_on(async {
                let begun = Instant::now();
                for token in tokens {
                    assert!(auth.get_user_from_session_id(token.expose()).await.unwrap().is_some());
                }
                begun.elapsed()
            })
        });
    });
    runtime.block_on(auth.close());
}
