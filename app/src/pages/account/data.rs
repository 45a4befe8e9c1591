//! The card that gives out what is stored.

use super::words::data as words;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::Card,
        field::AddressForManagers,
        form::{FormState, Post},
        messages::Messages,
        password_field::CurrentPasswordField,
    },
    error::Field,
    routes,
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// One click, when the password was given lately; else the password first.
#[component]
pub(super) fn Data() -> impl IntoView {
    let account = Site::current().account;
    let is_confirmed = move || account.with(|account| account.as_ref().is_none_or(|account| account.confirmed));
    let form = FormState::new(&[FormId::ConfirmPassword]);
    // Before the messages, which link to it.
    let password = view! {
        <CurrentPasswordField
            form=form
            field=Field::CurrentPassword
            id="confirm-password"
            label=words::PASSWORD
        />
    };
    view! {
        <Card id="data" heading=words::HEADING>
            <Messages form=form lead=|| words::LEAD/>
            <form method="post" action=routes::ACCOUNT_DATA hidden=move || !is_confirmed()>
                <button class="button" type="submit">{words::DOWNLOAD}</button>
            </form>
            <div hidden=is_confirmed>
                <Post state=form class="form">
                    <AddressForManagers/>
                    {password}
                    <SubmitButton
                        label=words::SUBMIT
                        pending=words::PENDING
                        weight=Weight::Plain
                    />
                </Post>
            </div>
        </Card>
    }
}
