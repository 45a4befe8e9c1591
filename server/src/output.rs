//! What is written for whoever reads a command's answer.

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
