//! The gallery: everything that pages are made of, on one page, for whoever changes it. Development has it only, and it
//! costs the browser nothing: it is rendered here and does not come to life.

use super::{Context, page::render, shell::still_shell};
use crate::{
    components::{
        alert::{Alert, Tone},
        button::{SubmitButton, Weight},
        card::Card,
        dialog::Dialog,
        empty::Empty,
        field::{EmailField, TextField},
        form::{AccountForm, FormState, Post, Rule},
        layout::Layout,
        messages::Messages,
        page::PageHeader,
        password_field::{CurrentPasswordField, NewPasswordField},
    },
    error::{AppError, Field},
    routes,
    visit::{Flash, FormId, Message, Site, Visit},
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{EmailError, PasswordPolicy};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;

/// The page.
pub async fn gallery(State(context): State<Context>, request: Request) -> Response {
    let visit = Visit {
        mode: context.auth.mode(),
        policy: PasswordPolicy { min_chars: 15 },
        has_mailbox: context.auth.has_mailbox(),
        flash: Some(Flash::on(routes::GALLERY, Message::SessionEnded)),
        ..Visit::default()
    };
    let assets = context.assets;
    render(visit, move || still_shell(&assets, || view! { <Gallery/> }), request).await
}

#[component]
fn Gallery() -> impl IntoView {
    provide_meta_context();
    provide_context(Site::arrive());
    view! {
        <Router>
            <Layout>
                <div class="gallery">
                    <PageHeader heading="Components"/>
                    <p class="lead">"What pages are made of. A lead says what something is for; what only life brings is missing here."</p>
                    <Buttons/>
                    <Fields/>
                    <Refused/>
                    <Waiting/>
                    <Done/>
                    <Dialogs/>
                    <Rows/>
                </div>
            </Layout>
        </Router>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <Card id="buttons" heading="Buttons">
            <div class="actions">
                <SubmitButton label="Primary" pending="Working…"/>
                <SubmitButton label="Plain" pending="Working…" weight=Weight::Plain/>
                <SubmitButton label="Danger" pending="Working…" weight=Weight::Danger/>
                <a class="button" href=routes::GALLERY>"A link"</a>
                <SubmitButton label="Quiet" pending="Working…" weight=Weight::Quiet/>
            </div>
            <Alert tone=Tone::Success><p>"An alert that says that something was done."</p></Alert>
            <Alert tone=Tone::Problem><p>"An alert that says that something went wrong."</p></Alert>
        </Card>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let form = FormState::new(&[FormId::Register]);
    view! {
        <Card id="fields" heading="A form">
            <AccountForm state=form lead=|| "What the form is for." submit="Create account" pending="Creating…">
                <EmailField form=form/>
                <NewPasswordField form=form field=Field::Password label="Password"/>
            </AccountForm>
            <div class="asides"><p>"Another way: " <a href=routes::GALLERY>"a link"</a></p></div>
        </Card>
    }
}

#[component]
fn Refused() -> impl IntoView {
    let form = FormState::new(&[FormId::ResetPassword]);
    let email = form.field(Field::Email, "refused-email", Rule::Address);
    let code = form.field(Field::ResetToken, "refused-code", Rule::Filled(AppError::CodeMissing));
    form.set_refusals(&[AppError::Email(EmailError::Malformed), AppError::InvalidCode]);
    // Not this page.
    Site::current().refused.set(Vec::new());
    view! {
        <Card id="refused" heading="A form that was refused">
            <AccountForm state=form lead=|| "" submit="Set new password" pending="Setting…">
                <TextField state=email label="E-mail address" kind="email" autocomplete="off" value="marie".to_owned()/>
                <TextField state=code label="Code from the mail" autocomplete="off" value="0e4f5b6a".to_owned()/>
            </AccountForm>
        </Card>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let form = FormState::new(&[FormId::LogIn]);
    form.is_slow.set(true);
    view! {
        <Card id="waiting" heading="A form that waits for a slow server">
            <AccountForm state=form lead=|| "" submit="Sign in" pending="Signing in…">
                <CurrentPasswordField
                    form=form
                    field=Field::CurrentPassword
                    id="waiting-password"
                    label="Password"
                />
            </AccountForm>
        </Card>
    }
}

#[component]
fn Done() -> impl IntoView {
    let form = FormState::new(&[FormId::EndSession]);
    view! {
        <Card id="done" heading="A form that did its work">
            <Messages form=form lead=|| ""/>
        </Card>
    }
}

#[component]
fn Dialogs() -> impl IntoView {
    let form = FormState::new(&[FormId::DeleteAccount]);
    view! {
        <Card id="dialogs" heading="A dialog">
            <Dialog
                form=form
                id="dialog"
                opener="Open…"
                heading="Really?"
                cancel="Keep it"
                page=routes::GALLERY
                is_open=true
            >
                <Post state=form class="form">
                    <p class="lead">"What can't be undone is asked for once more."</p>
                    <SubmitButton label="Delete it" pending="Deleting…" weight=Weight::Danger/>
                </Post>
            </Dialog>
        </Card>
    }
}

#[component]
fn Rows() -> impl IntoView {
    view! {
        <Card id="rows" heading="Rows">
            <ul>
                <li class="row">
                    <div>
                        <p class="row-name">"Firefox on Linux" <span class="badge">"This device"</span></p>
                        <p class="row-note">"Last used 14 July 2026, 09:00 UTC, from 192.0.2.0/24"</p>
                    </div>
                </li>
                <li class="row">
                    <div>
                        <p class="row-name">"Safari on an iPhone"</p>
                        <p class="row-note">"Last used 13 July 2026, 21:30 UTC"</p>
                    </div>
                    <button class="button" type="button">"End"</button>
                </li>
            </ul>
            <Empty words="Where there is nothing yet, it says so, and what would bring something."/>
        </Card>
    }
}
