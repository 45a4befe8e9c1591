//! The card that changes the address.

use super::words::email as words;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::Card,
        field::{AddressForManagers, TextField},
        form::{AccountForm, FormState, Post, Rule},
        password_field::CurrentPasswordField,
    },
    error::Field,
    routes,
    visit::{FormId, Site},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Asks for another address and the password. While one is awaited, says so and offers to forget it.
#[component]
pub(super) fn ChangeEmail() -> impl IntoView {
    let site = Site::current();
    let form = FormState::new(&[FormId::ChangeEmail, FormId::CancelEmailChange]);
    let address = form.field(Field::NewEmail, "new-email", Rule::Address);
    let awaited = Memo::new(move |_| site.account.with(|account| account.as_ref().map(|it| it.awaited_email.clone())));
    let is_awaited = move || awaited.read().as_ref().is_some_and(|email| !email.is_empty());
    let is_verified = move || site.account.with(|account| account.as_ref().is_none_or(|it| it.is_verified));
    // What was typed before it was refused.
    let flash = site.flash.get_untracked().filter(|flash| flash.message.refusal().is_some());
    let typed = flash.filter(|flash| flash.message.is_for(form.ids)).map(|flash| flash.email).unwrap_or_default();
    view! {
        <Card id="change-email" heading=words::HEADING>
            <div class="standing" hidden=is_verified>
                <p>{words::UNVERIFIED}</p>
                <A href=routes::VERIFY_EMAIL attr:class="button">{words::VERIFY}</A>
            </div>
            <div class="standing" hidden=move || !is_awaited()>
                <p>{words::AWAITED} <strong>{awaited}</strong> "."</p>
                <Post state=form>
                    <SubmitButton
                        label=words::CANCEL
                        pending=words::CANCELLING
                        weight=Weight::Plain
                        action=FormId::CancelEmailChange.path()
                    />
                </Post>
            </div>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <AddressForManagers/>
                <TextField state=address label=words::NEW kind="email" autocomplete="email" value=typed/>
                <CurrentPasswordField
                    form=form
                    field=Field::CurrentPassword
                    id="change-email-password"
                    label=words::PASSWORD
                />
            </AccountForm>
        </Card>
    }
}
