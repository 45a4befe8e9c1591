//! Who may see the metrics.

use crate::config::ConfigError;
use clap::Args;
use std::net::SocketAddr;

/// Who may see the metrics: nobody, unless there is an address to ask them at.
#[derive(Clone, Copy, Debug, Args)]
pub struct MetricsSettings {
    /// Address and port at which Prometheus asks for `/metrics`: only this machine's own (127.0.0.1 or ::1), because they
    /// tell how busy the service is, and how often somebody is refused. [default: none]
    #[arg(long, env = "BIENVENUE_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,

    /// Let other machines ask for metrics, which are not encrypted.
    #[arg(long, env = "BIENVENUE_METRICS_ALLOW_REMOTE")]
    pub metrics_allow_remote: bool,
}

impl MetricsSettings {
    /// Where they are asked for, if anywhere.
    ///
    /// # Errors
    /// [`ConfigError::PublicMetrics`] when others could ask, too, and nobody said that they may.
    pub fn address(self) -> Result<Option<SocketAddr>, ConfigError> {
        match self.metrics_listen {
            Some(address) if !address.ip().is_loopback() && !self.metrics_allow_remote => {
                Err(ConfigError::PublicMetrics(address))
            }
            address => Ok(address),
        }
    }
}
