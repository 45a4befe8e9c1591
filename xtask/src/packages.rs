//! The packages that cargo compiles for the host, in two parts. It builds a crate once for each set of features: together
//! with the product, xtask's large dependencies would be compiled a second time, differently from those of the xtask that
//! runs now. Whoever has the same parts compiled has what others compiled, too.

/// The service, and what tests and measures it.
pub(crate) const PRODUCT: &[&str] = &["--workspace", "--exclude", "frontend", "--exclude", "xtask"];

/// What builds and tests it.
pub(crate) const XTASK: &[&str] = &["--package", "xtask"];
