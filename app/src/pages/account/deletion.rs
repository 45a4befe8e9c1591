//! The card that deletes the account.

use super::words::deletion as words;
use crate::{
    components::{
        button::Weight,
        card::Card,
        dialog::Dialog,
        field::{AddressForManagers, TextField},
        form::{AccountForm, FormState, Rule},
        password_field::CurrentPasswordField,
    },
    error::{AppError, Field},
    routes,
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// Asks for the address and the password, so that nobody does it by accident.
#[component]
pub(super) fn Deletion() -> impl IntoView {
    let site = Site::current();
    let email = move || site.viewer.get().map(|viewer| viewer.email);
    let form = FormState::new(&[FormId::DeleteAccount]);
    let address = form.field(Field::Confirmation, "confirmation", Rule::Filled(AppError::NotMeant));
    let flash = site.flash.get_untracked();
    let was_refused = flash.is_some_and(|flash| flash.message.is_for(form.ids));
    view! {
        <Card id="delete-account" heading=words::HEADING>
            <p class="lead">{words::LEAD}</p>
            <Dialog
                form=form
                id="delete"
                opener=words::OPEN
                heading=words::REALLY
                cancel=words::CANCEL
                page=routes::ACCOUNT
                is_open=was_refused
            >
                <AccountForm
                    state=form
                    lead=move || view! { {words::HOW} <strong>{email}</strong> "." }
                    submit=words::SUBMIT
                    pending=words::PENDING
                    weight=Weight::Danger
                >
                    <AddressForManagers/>
                    <TextField state=address label=words::EMAIL kind="email" autocomplete="off"/>
                    <CurrentPasswordField
                        form=form
                        field=Field::CurrentPassword
                        id="delete-password"
                        label=words::PASSWORD
                    />
                </AccountForm>
            </Dialog>
        </Card>
    }
}
