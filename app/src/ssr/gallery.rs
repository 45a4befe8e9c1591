//! The gallery: everything that pages are made of, on one page, for whoever changes it. Development has it only, and it
//! costs the browser nothing: it is rendered here and does not come to life.

use super::{Context, page::render, shell::still_shell};
use crate::{
    components::{
        alert::{Tone, alert},
        button::{SubmitButton, Weight},
        card::card,
        dialog::Dialog,
        empty::empty,
        field::{TextField, email_field},
        form::{FormState, Rule, account_form, post},
        layout::layout,
        messages::messages,
        page::page_header,
        password_field::{current_password_field, new_password_field},
    },
    error::{AppError, Field},
    reactive::*,
    router::Address,
    routes,
    view::{Element, Part, a, button, div, li, p, span, ul},
    visit::{Flash, FormId, Message, Site, Visit},
};
use axum::{extract::State, response::Response};
use domain::{EmailError, PasswordPolicy};

/// The page.
pub async fn gallery(State(context): State<Context>) -> Response {
    let visit = Visit {
        mode: context.auth.mode(),
        policy: PasswordPolicy { min_chars: 15 },
        has_mailbox: context.auth.has_mailbox(),
        flash: Some(Flash::on(routes::GALLERY, Message::SessionEnded)),
        ..Visit::default()
    };
    let assets = context.assets;
    let document = |_: &str| {
        let site = Site::arrive(visit, Address { path: routes::GALLERY.to_owned(), query: String::new() });
        still_shell(&assets, site, all(site))
    };
    render(&assets, document)
}

fn all(site: Site) -> Part {
    provide_context(site);
    let lead = "What pages are made of. A lead says what something is for; what only life brings is missing here.";
    let gallery = div().class("gallery").child(page_header("Components")).child(p().class("lead").child(lead)).child((
        buttons(),
        fields(),
        refused(),
        waiting(),
        done(),
        dialogs(),
        rows(),
    ));
    layout(gallery)
}

fn buttons() -> Element {
    let of_weight = |label, weight| SubmitButton::new(label, "Working…").weight(weight);
    let actions = div()
        .class("actions")
        .child(of_weight("Primary", Weight::Primary))
        .child(of_weight("Plain", Weight::Plain))
        .child(of_weight("Danger", Weight::Danger))
        .child(a().class("button").attr("href", routes::GALLERY).child("A link"))
        .child(of_weight("Quiet", Weight::Quiet));
    let success = alert(Tone::Success, p().child("An alert that says that something was done."));
    let problem = alert(Tone::Problem, p().child("An alert that says that something went wrong."));
    card("buttons", "Buttons", (actions, success, problem))
}

fn fields() -> Element {
    let form = FormState::new(&[FormId::Register]);
    let fields = (email_field(form), new_password_field(form, Field::Password, "Password"));
    let form = account_form(form, "What the form is for.", fields, SubmitButton::new("Create account", "Creating…"));
    let link = a().attr("href", routes::GALLERY).child("a link");
    card("fields", "A form", (form, div().class("asides").child(p().child(("Another way: ", link)))))
}

fn refused() -> Element {
    let form = FormState::new(&[FormId::ResetPassword]);
    let email = form.field(Field::Email, "refused-email", Rule::Address);
    let code = form.field(Field::ResetToken, "refused-code", Rule::Filled(AppError::CodeMissing));
    form.set_refusals(&[AppError::Email(EmailError::Malformed), AppError::InvalidCode]);
    // Not this page.
    Site::current().refused.set(Vec::new());
    let fields = (
        TextField::new(email, "E-mail address", "off").kind("email").value("marie".to_owned()),
        TextField::new(code, "Code from the mail", "off").value("0e4f5b6a".to_owned()),
    );
    let form = account_form(form, "", fields, SubmitButton::new("Set new password", "Setting…"));
    card("refused", "A form that was refused", form)
}

fn waiting() -> Element {
    let form = FormState::new(&[FormId::LogIn]);
    form.is_slow.set(true);
    let field = current_password_field(form, Field::CurrentPassword, "waiting-password", "Password");
    let form = account_form(form, "", field, SubmitButton::new("Sign in", "Signing in…"));
    card("waiting", "A form that waits for a slow server", form)
}

fn done() -> Element {
    card("done", "A form that did its work", messages(FormState::new(&[FormId::EndSession]), ""))
}

fn dialogs() -> Element {
    let form = FormState::new(&[FormId::DeleteAccount]);
    let lead = p().class("lead").child("What can't be undone is asked for once more.");
    let delete = SubmitButton::new("Delete it", "Deleting…").weight(Weight::Danger);
    let dialog = Dialog {
        form,
        id: "dialog",
        opener: "Open…",
        heading: "Really?",
        cancel: "Keep it",
        page: routes::GALLERY,
        is_open: true,
    };
    card("dialogs", "A dialog", dialog.around(post(form, (lead, delete)).class("form")))
}

fn rows() -> Element {
    let row = |name: Part, note: &'static str| {
        let about = div().child(p().class("row-name").child(name)).child(p().class("row-note").child(note));
        li().class("row").child(about)
    };
    let this = ("Firefox on Linux", " ", span().class("badge").child("This device")).into();
    let this = row(this, "Last used 14 July 2026, 09:00 UTC, from 192.0.2.0/24");
    let end = button().class("button").attr("type", "button").child("End");
    let other = row("Safari on an iPhone".into(), "Last used 13 July 2026, 21:30 UTC").child(end);
    let nothing = empty("Where there is nothing yet, it says so, and what would bring something.");
    card("rows", "Rows", (ul().child((this, other)), nothing))
}
