//! The référent's desk.

use portrea_actions::invite_referent;
use portrea_domain::person::Role;

use crate::support::app::{EPCI, TestApp};
use crate::support::browser::Browser;
use crate::support::stories;

/// Signs in by the mail that waits for this address.
async fn sign_in(app: &TestApp, address: &str) -> Browser {
    app.send_mail().await;
    let link = app
        .mails_to(address)
        .last()
        .expect("a mail with a key")
        .link("/bureau/connexion/");
    let mut browser = app.browser();
    browser.submit(&link, &link, &[]).await.says("Bureau");
    browser
}

stories! {
    async fn a_mailed_key_opens_the_desk_once(app: TestApp) {
        app.portrait().await;
        let address = "camille@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &EPCI.parse().unwrap(), "Camille", false).await.unwrap();
        app.send_mail().await;
        let link = app.mails_to("camille@portrea.invalid")[0].link("/bureau/connexion/");
        // Mail scanners open links: only the button signs in.
        for _scan in 0..3 {
            assert_eq!(app.browser().get(&link).await.status, 200);
        }
        let token = app.browser().get(&link).await.field("csrf");
        let mut browser = app.browser();
        assert_eq!(browser.post(&link, &[("csrf", &token)]).await.status, 303);
        assert_eq!(browser.get("/bureau").await.status, 200);
        assert_eq!(app.browser().post(&link, &[("csrf", &token)]).await.status, 410);
        assert_eq!(app.browser().get("/bureau").await.status, 303);
    }

    async fn the_desk_shows_who_answered_who_is_missing_and_what_ages(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        app.contact(&portrait, "Yann", "35297").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let link = app.mails_to("anne@mairie.invalid")[0].link("/i/");
        app.browser().submit(&link, &link, &[("reply", "yes")]).await;
        let address = "camille@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &EPCI.parse().unwrap(), "Camille", false).await.unwrap();
        let mut browser = sign_in(&app, "camille@portrea.invalid").await;
        let page = browser.get(&format!("/bureau/portraits/{}", portrait.id)).await;
        page.says("Engagement").says("Anne").says("Yann").says("incertain");
    }

    async fn a_referent_of_elsewhere_is_kept_out(app: TestApp) {
        let portrait = app.portrait().await;
        let address = "ailleurs@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &"200039022".parse().unwrap(), "", false).await.unwrap();
        let mut browser = sign_in(&app, "ailleurs@portrea.invalid").await;
        assert_eq!(browser.get(&format!("/bureau/portraits/{}", portrait.id)).await.status, 403);
    }

    async fn asking_for_a_key_tells_nobody_whether_an_address_is_known(app: TestApp) {
        let address = "camille@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &EPCI.parse().unwrap(), "Camille", false).await.unwrap();
        app.send_mail().await;
        let mut answers = Vec::new();
        for email in ["camille@portrea.invalid", "inconnu@portrea.invalid"] {
            let page = "/bureau/connexion";
            answers.push(app.browser().submit(page, page, &[("email", email)]).await.text());
        }
        assert_eq!(answers[0], answers[1]);
        app.send_mail().await;
        assert_eq!(app.mails_to("camille@portrea.invalid").len(), 2);
        assert!(app.mails_to("inconnu@portrea.invalid").is_empty());
    }
}
