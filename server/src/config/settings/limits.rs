//! Settings about how much is allowed.

use auth::{Guesses, Limits, Mode, Rate};
use clap::Args;

/// How much is allowed: a number in a time, such as `20/1m`. The defaults stand in the README; in development mode, a
/// thousand times as much.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitSettings {
    /// Wrong passwords for one account from devices that are not known: free ones, the pause after these, the longest pause
    /// (it doubles), and the most in a row, such as `5/30s/1h/100`.
    #[arg(long, env = "BIENVENUE_LIMIT_GUESSES", value_name = "FREE/PAUSE/LONGEST/MOST")]
    pub limit_guesses: Option<Guesses>,

    /// Sign-ins that fail, from one network (an IPv4 address, an IPv6 /64).
    #[arg(long, env = "BIENVENUE_LIMIT_SIGN_INS", value_name = "NUMBER/TIME")]
    pub limit_sign_ins: Option<Rate>,

    /// Accounts for which a sign-in failed, from one network.
    #[arg(long, env = "BIENVENUE_LIMIT_ACCOUNTS", value_name = "NUMBER/TIME")]
    pub limit_accounts: Option<Rate>,

    /// Wrong passwords for one account, from one network.
    #[arg(long, env = "BIENVENUE_LIMIT_NETWORK_GUESSES", value_name = "NUMBER/TIME")]
    pub limit_network_guesses: Option<Rate>,

    /// Wrong passwords for one account, from one device on which its owner signed in before.
    #[arg(long, env = "BIENVENUE_LIMIT_DEVICE_GUESSES", value_name = "NUMBER/TIME")]
    pub limit_device_guesses: Option<Rate>,

    /// Wrong passwords of who is signed in, in one session.
    #[arg(long, env = "BIENVENUE_LIMIT_SESSION_GUESSES", value_name = "NUMBER/TIME")]
    pub limit_session_guesses: Option<Rate>,

    /// Sign-ups from one network.
    #[arg(long, env = "BIENVENUE_LIMIT_SIGN_UPS", value_name = "NUMBER/TIME")]
    pub limit_sign_ups: Option<Rate>,

    /// Mails that are asked for from one network: to reset a password, or to confirm an address once more.
    #[arg(long, env = "BIENVENUE_LIMIT_MAIL_REQUESTS", value_name = "NUMBER/TIME")]
    pub limit_mail_requests: Option<Rate>,

    /// Reset mails to one address that are asked for from one network, or from one known device.
    #[arg(long, env = "BIENVENUE_LIMIT_RESETS", value_name = "NUMBER/TIME")]
    pub limit_resets: Option<Rate>,

    /// The same, in a short time.
    #[arg(long, env = "BIENVENUE_LIMIT_RESET_PAUSE", value_name = "NUMBER/TIME")]
    pub limit_reset_pause: Option<Rate>,

    /// Mails to one address that are asked for from devices that are not known.
    #[arg(long, env = "BIENVENUE_LIMIT_MAILS", value_name = "NUMBER/TIME")]
    pub limit_mails: Option<Rate>,

    /// Codes and links from mails that are tried from one network.
    #[arg(long, env = "BIENVENUE_LIMIT_CODES", value_name = "NUMBER/TIME")]
    pub limit_codes: Option<Rate>,
}

impl LimitSettings {
    /// The limits of this mode, but for those that are set.
    #[must_use]
    pub fn limits(&self, mode: Mode) -> Limits {
        let usual = Limits::of(mode);
        Limits {
            guesses: self.limit_guesses.unwrap_or(usual.guesses),
            sign_ins: self.limit_sign_ins.unwrap_or(usual.sign_ins),
            accounts: self.limit_accounts.unwrap_or(usual.accounts),
            network_guesses: self.limit_network_guesses.unwrap_or(usual.network_guesses),
            device_guesses: self.limit_device_guesses.unwrap_or(usual.device_guesses),
            session_guesses: self.limit_session_guesses.unwrap_or(usual.session_guesses),
            sign_ups: self.limit_sign_ups.unwrap_or(usual.sign_ups),
            mail_requests: self.limit_mail_requests.unwrap_or(usual.mail_requests),
            resets: self.limit_resets.unwrap_or(usual.resets),
            reset_pause: self.limit_reset_pause.unwrap_or(usual.reset_pause),
            mails: self.limit_mails.unwrap_or(usual.mails),
            codes: self.limit_codes.unwrap_or(usual.codes),
        }
    }
}
