//! What the package has of `deploy/` in another form than whoever copies the files by hand. What is replaced must be
//! there, so that a change in `deploy/` can't quietly leave the package behind.

use anyhow::{Result, bail};

/// The unit of a program that a package manager installed.
///
/// # Errors
/// When the unit does not name the places that are others here.
pub(super) fn unit(text: &str) -> Result<String> {
    let text = replaced(text, "\nAfter=", "\nDocumentation=man:bienvenue(8)\nAfter=")?;
    let text = replaced(&text, "=/usr/local/bin/bienvenue", "=/usr/bin/bienvenue")?;
    replaced(&text, "/etc/systemd/system/bienvenue.service", "/usr/lib/systemd/system/bienvenue.service")
}

/// Settings that work when the package has just been installed, but for the machine's name, which is filled in there:
/// mails go through its own mail server.
///
/// # Errors
/// When the example does not have these settings.
pub(super) fn settings(example: &str) -> Result<String> {
    let text = with_setting(example, "BIENVENUE_SMTP_URL", "smtp://localhost:25?tls=none")?;
    with_setting(&text, "BIENVENUE_MAIL_FROM", "Bienvenue <bienvenue@accounts.example.org>")
}

fn with_setting(text: &str, name: &str, value: &str) -> Result<String> {
    let start = format!("{name}=");
    let Some(line) = text.lines().find(|line| line.starts_with(&start)) else {
        bail!("{name} is not set in the example of the settings");
    };
    replaced(text, line, &format!("{start}{value}"))
}

fn replaced(text: &str, old: &str, new: &str) -> Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        times => bail!("{old} is there {times} times instead of once"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = include_str!("../../../deploy/bienvenue.service");
    const EXAMPLE: &str = include_str!("../../../deploy/bienvenue.env.example");

    #[test]
    fn the_unit_differs_in_where_things_are_and_nothing_else() {
        let unit = unit(UNIT).unwrap();
        let added: Vec<_> = unit.lines().filter(|line| !UNIT.lines().any(|old| old == *line)).collect();
        assert!(
            added[0].starts_with("# Bienvenue under systemd: /usr/lib/systemd/system/bienvenue.service."),
            "{added:?}"
        );
        assert_eq!(added[1..], ["Documentation=man:bienvenue(8)", "ExecStart=/usr/bin/bienvenue"]);
        assert_eq!(unit.lines().count(), UNIT.lines().count() + 1);
    }

    #[test]
    fn the_settings_need_no_mail_account() {
        let settings = settings(EXAMPLE).unwrap();
        assert!(settings.contains("\nBIENVENUE_MODE=production\n"));
        assert!(settings.contains("\nBIENVENUE_SMTP_URL=smtp://localhost:25?tls=none\n"));
        assert!(settings.contains("\nBIENVENUE_MAIL_FROM=Bienvenue <bienvenue@accounts.example.org>\n"));
        assert_eq!(settings.lines().count(), EXAMPLE.lines().count());
    }

    #[test]
    fn what_is_not_there_as_expected_is_told_by_name() {
        assert!(unit("[Service]\n").unwrap_err().to_string().contains("After="));
        assert!(settings("BIENVENUE_MODE=production\n").unwrap_err().to_string().contains("BIENVENUE_SMTP_URL"));
        assert!(replaced("a a", "a", "b").unwrap_err().to_string().contains("2 times"));
    }
}
