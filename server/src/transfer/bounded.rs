//! A file of which only so much may be read at a time: a table's row ends where its quotes do, and one may be missing.

use std::{
    cell::Cell,
    io::{self, ErrorKind, Read},
    rc::Rc,
};

/// A file that fails with [`ErrorKind::InvalidData`] behind its bound.
pub(super) struct Bounded<R> {
    input: R,
    read: u64,
    bound: Bound,
}

/// How far may be read, in bytes from the beginning.
#[derive(Clone, Default)]
pub(super) struct Bound(Rc<Cell<u64>>);

impl Bound {
    pub(super) fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(input: R, bound: Bound) -> Self {
        Self { input, read: 0, bound }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read > self.bound.0.get() {
            return Err(ErrorKind::InvalidData.into());
        }
        let read = self.input.read(buffer)?;
        self.read += u64::try_from(read).unwrap_or_default();
        Ok(read)
    }
}
