//! Consent: what can't be undone is asked about, and whoever means it types what it is about.

use super::{UserError, screen::Screen};
use std::io::{self, BufRead, Write};

/// Asks whether this is meant, unless `yes` was said before.
pub(super) fn ask(question: &str, what: &str, yes: bool, screen: &Screen) -> Result<(), UserError> {
    match (yes, screen.has_somebody()) {
        (true, _) => Ok(()),
        (false, false) => Err(UserError::NobodyToAsk),
        (false, true) => typed(question, what, &mut io::stdin().lock(), &mut io::stderr()),
    }
}

fn typed(question: &str, what: &str, input: &mut impl BufRead, output: &mut impl Write) -> Result<(), UserError> {
    let mut answer = String::new();
    let asked = write!(output, "{question} ").and_then(|()| output.flush());
    asked.and_then(|()| input.read_line(&mut answer)).map_err(|_| UserError::NobodyToAsk)?;
    match answer.trim().to_lowercase() == what.to_lowercase() {
        true => Ok(()),
        false => Err(UserError::NotMeant(what.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(answer: &str) -> (Result<(), UserError>, String) {
        let mut output = Vec::new();
        let done = typed("Delete bob@me.com? Type the address:", "bob@me.com", &mut answer.as_bytes(), &mut output);
        (done, String::from_utf8(output).unwrap())
    }

    #[test]
    fn what_it_is_about_has_to_be_typed() {
        for answer in ["bob@me.com\n", "Bob@me.com\r\n", " bob@me.com"] {
            let (done, asked) = answered(answer);
            assert!(done.is_ok(), "{answer:?}");
            assert_eq!(asked, "Delete bob@me.com? Type the address: ");
        }
        for answer in ["", "\n", "y\n", "yes\n", "alice@me.com\n"] {
            let refused = answered(answer).0.unwrap_err().to_string();
            assert_eq!(refused, "nothing was done; what was typed is not bob@me.com");
        }
    }
}
