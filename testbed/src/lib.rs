//! What tests need around the service: PostgreSQL, a pooler and a proxy, each started in a scratch directory, on a free
//! port of this machine, and ended with its owner. Uses the standard library only, so that xtask stays quick to build.
//!
//! | module | noun |
//! | --- | --- |
//! | `postgres` | a PostgreSQL server, which can be killed and started again |
//! | `pooler` | pgbouncer, in transaction mode |
//! | `proxy` | nginx, which deals requests out to several instances in turn |
//! | `scratch` | a directory that goes with its owner |
//! | `mail_server` | a mail server that keeps what it is given |
//! | `instance` | the service itself, as a process |
//! | `account` | who runs these programs: some refuse to be run by root |
//! | `process` | finding programs, starting them, waiting until they answer |

mod account;
mod instance;
mod mail_server;
mod pooler;
mod postgres;
mod process;
mod proxy;
mod scratch;

pub use account::is_root;
pub use instance::Instance;
pub use mail_server::MailServer;
pub use pooler::Pooler;
pub use postgres::Postgres;
pub use process::{free_address, program};
pub use proxy::Proxy;
pub use scratch::Scratch;
