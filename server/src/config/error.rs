//! Why the settings can't be used. Each reason is one sentence: what is wrong, a semicolon, what to do about it.

use auth::SmtpUrlError;
use domain::Password;
use std::net::SocketAddr;
use thiserror::Error;

/// The shortest passwords that can be asked for: NIST SP 800-63B-4, section 3.1.1.1, allows 8 characters where a second
/// factor is asked for besides.
pub(crate) const SHORTEST_PASSWORDS: u32 = 8;
/// The longest: what the same section asks every service to take, and what fits into a password whatever its script.
pub(crate) const LONGEST_PASSWORDS: u32 = 64;

/// Why the settings can't be used: which one, and what to do.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Development would be reachable from other machines.
    #[error(
        "--listen {0} would let other machines reach development mode, which hands a reset token for any account to \
         whoever asks; listen on 127.0.0.1 or [::1], or add --allow-insecure if the network is yours alone"
    )]
    PublicDevelopment(SocketAddr),
    /// Other machines could ask for the metrics.
    #[error(
        "--metrics-listen {0} would let other machines read how the service does; listen on 127.0.0.1 or [::1], or add \
         --metrics-allow-remote if the network is yours alone"
    )]
    PublicMetrics(SocketAddr),
    /// Production has nothing to send mails through.
    #[error(
        "--mode production has to send mails and no mail server is set; add --smtp-url, such as \
         smtps://USER:PASSWORD@HOST:465, and --mail-from, such as 'Bienvenue <accounts@example.org>'"
    )]
    NoMail,
    /// Production does not know its own address.
    #[error(
        "--mode production has to know what links in mails begin with; add --public-url, such as \
         https://accounts.example.org"
    )]
    NoPublicUrl,
    /// Production would be used without encryption.
    #[error(
        "--public-url {0:?} is not encrypted, so everybody on the way could read passwords; write https:// and let a \
         proxy before this server speak it"
    )]
    UnencryptedPublicUrl(String),
    /// Passwords could be guessed, or nobody could choose one.
    #[error(
        "--min-password-length {0} is no length to ask for; choose from {SHORTEST_PASSWORDS} (below, passwords are \
         guessed) to {LONGEST_PASSWORDS} (of a password, at most {max} bytes are taken)",
        max = Password::MAX_BYTES
    )]
    PasswordLength(u32),
    /// A variable looks like a setting and is none.
    #[error("{name} is no setting of this version; unset it{}", meant(.nearest.as_deref()))]
    UnknownVariable {
        /// Its name.
        name: String,
        /// The setting's that is most like it.
        nearest: Option<String>,
    },
    /// The mail server's URL is not usable.
    #[error("--smtp-url is not usable; {0}")]
    SmtpUrl(SmtpUrlError),
    /// Nobody would be told whom a mail is from.
    #[error("--smtp-url does not say whom mails are from; add --mail-from, such as 'Bienvenue <accounts@example.org>'")]
    NoSender,
    /// There is a sender, but nothing to send through.
    #[error("--mail-from does not say how mails leave; add --smtp-url, such as smtps://USER:PASSWORD@HOST:465")]
    NoMailServer,
    /// The URL is not one that a link can begin with.
    #[error("--public-url {0:?} is not usable; write scheme and host only, such as https://accounts.example.org")]
    PublicUrl(String),
    /// The filter can't be read.
    #[error("--log {0:?} is not usable; write error, warn, info, debug or trace, also by module: info,sqlx=warn")]
    Log(String),
}

fn meant(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!(", or write {nearest} if that is meant"),
        None => ", or look with bienvenue --help what the settings are called".to_owned(),
    }
}
