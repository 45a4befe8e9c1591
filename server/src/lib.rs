//! The server: REST routes for programs, pages for people and the files that pages need, on one listener.
//!
//! | module | noun |
//! | --- | --- |
//! | [`cli`] | the command line: serving, and what an operator does besides |
//! | [`config`] | the settings, read once |
//! | [`proxies`] | the proxies before this server, and whom they speak for |
//! | `data_dir` | the data directory, its owner's alone |
//! | [`doctor`] | a check-up of everything that serving needs, one check a file |
//! | `router` | which address leads where |
//! | `rest` | the REST routes, one resource a file |
//! | `layers` | what every request passes through |
//! | `assets` | the built site, embedded |
//! | [`mail`] | sending a test mail |
//! | [`backup`] | a copy of the database |
//! | [`restore`] | a backup in the place of the database |
//! | [`transfer`] | users to and from other systems |
//! | [`check`] | whether the database is whole |
//! | [`failure`] | why a command failed, and the code to end with |
//! | [`output`] | what a command answers |
//! | [`move_db`] | copying everything into another database |
//! | `health` | whether requests should be sent to this instance |
//! | `metrics` | what is counted, and how it is told |
//! | `monitor` | what whoever runs the service sees of it |
//! | `listener` | connections: how many, and for how long |
//! | `run` | serving, sweeping, shutting down |
//! | [`telemetry`] | the log |
//! | [`users`] | what an operator does about people's accounts |

mod assets;
pub mod backup;
pub mod check;
pub mod cli;
pub mod config;
mod data_dir;
pub mod doctor;
pub mod failure;
mod health;
mod layers;
mod listener;
pub mod mail;
mod metrics;
mod monitor;
pub mod move_db;
pub mod output;
pub mod proxies;
mod rest;
pub mod restore;
mod router;
mod run;
pub mod telemetry;
pub mod transfer;
pub mod users;

pub use assets::asset_names;
pub use data_dir::DataDirError;
pub use listener::{ConnectionLimits, Connections, serve};
pub use monitor::Monitor;
pub use router::router;
pub use run::{RunError, run};
