//! Several instances on one PostgreSQL: real processes behind a real proxy, and what happens to them when the database
//! is away.

mod faults;
mod guesses;
mod instances;
