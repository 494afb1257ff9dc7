//! What is wrong is refused in French words, and nothing is half-written.

use portrea_actions::give_link;
use portrea_actions::link_url;
use portrea_domain::link::LinkPurpose;

use crate::support::app::{path_of, wall};
use crate::support::stories;

stories! {
    async fn a_forged_token_opens_nothing(app: TestApp) {
        let forged = "A".repeat(43);
        for path in [format!("/f/{forged}"), format!("/i/{forged}"), format!("/bureau/connexion/{forged}"), format!("/desabonner/{forged}")] {
            let answer = app.browser().get(&path).await;
            assert_eq!(answer.status, 404, "{path}");
            answer.says("Ce lien n’est pas reconnu");
        }
    }

    async fn a_token_opens_only_what_it_was_given_for(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        let token = form.strip_prefix("/f/").unwrap();
        for path in [format!("/i/{token}"), format!("/bureau/connexion/{token}"), format!("/desabonner/{token}")] {
            assert_eq!(app.browser().get(&path).await.status, 404, "{path}");
        }
    }

    async fn an_expired_form_link_offers_a_new_one_at_the_same_address(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        app.clock.set(wall("2028-11-02T09:00:00"));
        let answer = app.browser().get(&form).await;
        assert_eq!(answer.status, 410);
        answer.says("Recevoir un nouveau lien");
        let renew = format!("{form}/nouveau-lien");
        let known = app.browser().post(&renew, &[]).await;
        let unknown = app.browser().post(&format!("/f/{}/nouveau-lien", "A".repeat(43)), &[]).await;
        assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
        app.browser().post(&renew, &[]).await;
        app.send_mail().await;
        assert_eq!(app.mails().len(), 1);
        let fresh = app.mails()[0].link("/f/");
        app.browser().get(&fresh).await.says("Mairie de Montauban-de-Bretagne");
    }

    async fn a_revoked_link_opens_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let purpose = LinkPurpose::Form(contact.contact.listing_id.unwrap());
        let link = give_link(&app.app, contact.person.id, purpose).await.unwrap();
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.links().revoke(contact.person.id, purpose, app.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(app.browser().get(&path_of(&link_url(&app.app, &link))).await.status, 410);
    }

    async fn a_form_without_its_token_writes_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        let before = app.database.dump().await;
        for token in ["", "wrong"] {
            let answer = app.browser().post(&format!("{form}/contact"), &[("csrf", token), ("contact.phone", "0299000001")]).await;
            assert_eq!(answer.status, 403);
        }
        assert_eq!(app.database.dump().await, before);
    }

    async fn an_impossible_hour_is_explained_at_its_day(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let section = format!("{}/hours", app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await);
        let page = app.browser().get(&section).await;
        let name = page.body.split("type=\"time\"").nth(1).and_then(|rest| rest.split("name=\"").nth(1)).and_then(|rest| rest.split('"').next());
        let first = name.unwrap_or_else(|| panic!("no time field in {}", page.body)).to_owned();
        let before = app.database.dump().await;
        let answer = app.browser().submit(&section, &section, &[(&first, "25:99")]).await;
        assert_eq!(answer.status, 422);
        answer.says("undi");
        assert_eq!(app.database.dump().await, before);
    }

    async fn pages_that_do_not_exist_say_so_in_french(app: TestApp) {
        for path in ["/nulle-part", "/lieux/abc", "/lieux/0190f2a4-0000-7000-8000-000000000000", "/territoires/99999", "/territoires/region-99", "/static/../Cargo.toml"] {
            let answer = app.browser().get(path).await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
            answer.says("introuvable");
        }
    }

    async fn a_form_too_large_is_refused_kindly(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let section = format!("{}/contact", app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await);
        let huge = "a".repeat(300_000);
        let status = app.browser().post(&section, &[("contact.phone", &huge)]).await.status;
        assert!(status == 413 || status == 422, "{status}");
    }
}
