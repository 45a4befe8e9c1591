//! The caller is whoever was recognised while something was done. Only the log wants to know, so nobody hands it on.

use domain::UserId;
use std::{cell::Cell, future::Future};
use tokio::task_local;

task_local! {
    static CALLER: Cell<Option<UserId>>;
}

/// Does what somebody asks for; answers, besides, whose session or password was recognised on the way.
pub async fn with_caller<T>(asked: impl Future<Output = T>) -> (T, Option<UserId>) {
    let watched = async {
        let answer = asked.await;
        (answer, CALLER.with(Cell::get))
    };
    CALLER.scope(Cell::new(None), watched).await
}

/// This user was recognised.
pub(crate) fn recognise(user: UserId) {
    // Nobody wants to know.
    _ = CALLER.try_with(|caller| caller.set(Some(user)));
}
