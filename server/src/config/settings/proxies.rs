//! Settings about the proxies before this server.

use crate::proxies::{ProxyHeader, TrustedProxies, network};
use clap::Args;
use ipnet::IpNet;

/// Whom to believe where a request comes from: nobody, unless said otherwise.
#[derive(Clone, Debug, Args)]
pub struct ProxySettings {
    /// Network of a proxy, such as `10.0.0.0/8`, or its address. A request that comes through it is counted as its
    /// client's, whose address the proxy writes into a header. May be given several times, or separated by commas.
    #[arg(long, env = "BIENVENUE_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// The header that these proxies write. They must overwrite it, or append to it: what they pass on is the client's
    /// word.
    #[arg(long, env = "BIENVENUE_PROXY_HEADER", value_enum, default_value_t)]
    pub proxy_header: ProxyHeader,
}

impl ProxySettings {
    /// The proxies that these settings name.
    #[must_use]
    pub fn proxies(&self) -> TrustedProxies {
        TrustedProxies::new(self.trusted_proxy.clone(), self.proxy_header)
    }
}
