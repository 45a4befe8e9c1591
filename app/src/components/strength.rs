//! A hint says in words how good a new password is while it is being typed.

use crate::{browser::Timer, post::post, reactive::*, visit::STRENGTH_API};
use domain::{Email, PasswordPolicy, Strength, Weakness};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, UrlSearchParams};

/// The server is asked when nobody has typed for so many milliseconds.
const PAUSE: i32 = 300;

/// What can be said of what was typed. Cheap to copy: copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Hint {
    policy: PasswordPolicy,
    verdict: RwSignal<Option<Verdict>>,
    /// Set while the typing may go on.
    pause: StoredValue<Option<Timer>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// So many characters are missing.
    TooShort(usize),
    Estimated(Strength),
}

impl Hint {
    /// Nothing has been typed yet.
    pub(crate) fn new(policy: PasswordPolicy) -> Self {
        let hint = Self { policy, verdict: RwSignal::new(None), pause: StoredValue::new(None) };
        on_cleanup(move || hint.interrupt());
        hint
    }

    /// Looks at what was typed when there is a pause: who listens must not hear a number with every key.
    pub(crate) fn consider(&self, input: &HtmlInputElement) {
        self.interrupt();
        // It was said of something else.
        self.verdict.set(None);
        if !input.value().is_empty() {
            let (hint, input) = (*self, input.clone());
            self.pause.set_value(Timer::after(PAUSE, move || hint.judge(input)));
        }
    }

    fn judge(self, input: HtmlInputElement) {
        match (self.policy.min_chars as usize).saturating_sub(input.value().chars().count()) {
            0 => self.ask(input),
            missing => self.verdict.set(Some(Verdict::TooShort(missing))),
        }
    }

    /// The password is on its way, so there is nothing to say about it any more.
    pub(crate) fn forget(&self) {
        self.interrupt();
        self.verdict.set(None);
    }

    /// The hint in words.
    pub(crate) fn words(&self) -> Option<String> {
        self.verdict.get().map(Verdict::words)
    }

    fn interrupt(&self) {
        _ = self.pause.try_update_value(|pause| pause.take().map(Timer::stop));
    }

    /// Asks the server, and takes its answer unless something else has been typed meanwhile.
    fn ask(self, input: HtmlInputElement) {
        let Ok(fields) = UrlSearchParams::new() else { return };
        let asked = input.value();
        fields.append("password", &asked);
        fields.append("email", &address_beside(&input).unwrap_or_default());
        spawn(async move {
            let strength = post::<Option<Strength>>(STRENGTH_API, Some(&fields)).await.ok().flatten();
            if input.value() == asked {
                _ = self.verdict.try_set(strength.map(Verdict::Estimated));
            }
        });
    }
}

/// The address of the account for which the password is.
fn address_beside(input: &HtmlInputElement) -> Option<String> {
    let field = input.form()?.query_selector("[autocomplete=username]").ok()??;
    let address = field.dyn_into::<HtmlInputElement>().ok()?.value();
    (address.len() <= Email::MAX_BYTES).then_some(address)
}

impl Verdict {
    fn words(self) -> String {
        let words = match self {
            Self::TooShort(missing) => return ["Too short: ", &missing.to_string(), " more."].concat(),
            Self::Estimated(Strength::Strong) => "Strong: hard to guess.",
            Self::Estimated(Strength::Good) => "Good.",
            Self::Estimated(Strength::Fair) => "Fair: another word makes it good.",
            Self::Estimated(Strength::Weak(weakness)) => match weakness {
                None => "Weak: add a word or two.",
                Some(Weakness::Common) => "Weak: many people use it.",
                Some(Weakness::Word) => "Weak: a single word.",
                Some(Weakness::Name) => "Weak: a name.",
                Some(Weakness::Date) => "Weak: a date.",
                Some(Weakness::Keyboard) => "Weak: neighbouring keys.",
                Some(Weakness::Repeat) => "Weak: the same repeated.",
                Some(Weakness::Sequence) => "Weak: a simple sequence.",
                Some(Weakness::Personal) => "Weak: it is about you.",
            },
        };
        words.to_owned()
    }
}
