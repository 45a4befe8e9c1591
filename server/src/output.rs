//! What is written for whoever reads a command's answer.

use crate::{cli::IO_ERROR, failure::Failure};
use std::io;

/// Whether somebody still reads: whoever has read enough closes the pipe, which is no failure.
///
/// # Errors
/// Every other one.
pub(crate) fn has_reader(written: io::Result<()>) -> io::Result<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a command ends with that has nothing left to do but to answer. `state` says how things are when nobody learns it
/// from the answer.
///
/// # Errors
/// [`Failure`] when it can't be written, although somebody wants to read it.
pub fn answered(written: io::Result<()>, state: &str) -> Result<(), Failure> {
    let lost = |error| Failure::new(IO_ERROR, format!("the answer can't be written ({error}); {state}"));
    has_reader(written).map(drop).map_err(lost)
}
