//! The chat page: the same questionnaire and the same draft as the form.

use portrea_actions::{give_link, link_url};
use portrea_domain::link::LinkPurpose;

use crate::support::stories;

stories! {
    async fn what_was_begun_in_the_form_goes_on_in_the_chat(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let section = format!("{form}/hours");
        let mut browser = app.browser();
        let fields = [("hours.note", "Fermé en août")];
        browser.submit(&section, &section, &fields).await;

        let token = form.strip_prefix("/f/").unwrap().to_owned();
        let linked = browser.submit(&form, "/chat/relier", &[("token", &token)]).await;
        linked.says("Mairie de Montauban-de-Bretagne");
        let page = browser.submit("/chat", "/chat", &[("text", "publier")]).await;
        page.says("Merci");
        assert_eq!(app.value(listing, "hours.note").await.as_deref(), Some("Fermé en août"));
        browser.get(&format!("/lieux/{listing}")).await.says("par messages");
    }

    async fn the_link_that_every_mail_carries_in_its_headers_opens_no_chat(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let link = give_link(&app.app, contact.person.id, LinkPurpose::Preferences).await.unwrap();
        let url = link_url(&app.app, &link);
        let token = url.rsplit('/').next().unwrap();
        let mut browser = app.browser();
        browser.post("/chat/relier", &[("token", token)]).await;
        let page = browser.submit("/chat", "/chat", &[("text", token)]).await;
        assert!(!page.text().contains("Mairie"), "{}", page.text());
    }

    async fn a_visitor_nobody_knows_is_told_how_to_be_known(app: TestApp) {
        let mut browser = app.browser();
        browser.get("/chat").await.says("Bonjour");
        let page = browser.submit("/chat", "/chat", &[("text", "bonjour")]).await;
        assert_eq!(page.status, 200);
        page.says("lien");
    }
}
