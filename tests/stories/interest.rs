//! A group of communes asks for its portrait, and the Hub of its région answers.

use portrea_actions::{erase_person, invite_referent};
use portrea_domain::person::Role;

use crate::support::app::{EPCI, TestApp};
use crate::support::browser::Browser;
use crate::support::stories;

const BREST: &str = "242900314";

async fn at_the_desk(app: &TestApp, name: &str, role: Role, territory: &str) -> Browser {
    let address = format!("{name}@portrea.invalid");
    invite_referent(
        &app.app,
        &address.parse().unwrap(),
        role,
        &territory.parse().unwrap(),
        name,
        false,
    )
    .await
    .unwrap();
    app.send_mail().await;
    let link = app.mails_to(&address)[0].link("/bureau/connexion/");
    let mut browser = app.browser();
    browser.submit(&link, &link, &[]).await;
    browser
}

fn page(code: &str) -> String {
    format!("/territoires/{code}/participer")
}

const COMPLETE: [(&str, &str); 4] = [
    ("nom", "Maëlle Le Gall"),
    ("fonction", "Vice-présidente aux solidarités"),
    ("email", "maelle@epci.invalid"),
    (
        "message",
        "Nous voulons commencer au printemps. <script>alert(1)</script>",
    ),
];

stories! {
    async fn a_group_of_communes_asks_and_the_hub_opens_its_portrait(app: TestApp) {
        let mut visitor = app.browser();
        visitor.get(&format!("/territoires/{BREST}")).await.says("Demander son portrait");
        visitor.submit(&page(BREST), &page(BREST), &COMPLETE).await.says("C’est noté");
        // Sent again, it is the same wish.
        visitor.submit(&page(BREST), &page(BREST), &COMPLETE).await.says("C’est noté");
        app.send_mail().await;
        assert!(app.mails_to("maelle@epci.invalid").is_empty(), "anybody can type anybody's address");

        let mut hub = at_the_desk(&app, "hub", Role::Hub, "region-53").await;
        let desk = hub.get("/bureau").await;
        assert_eq!(desk.body.matches("Maëlle Le Gall").count(), 1);
        assert!(!desk.body.contains("<script>alert"));
        desk.says("Brest Métropole").says("maelle@epci.invalid");
        let (_, rest) = desk.body.split_once("action=\"/bureau/interets/").unwrap();
        let id = rest.split_once('"').unwrap().0;
        let address = format!("/bureau/interets/{id}");
        let opened = hub.submit("/bureau", &address, &[("faire", "ouvrir")]).await;
        opened.says("Brest Métropole").says("Contact");
        assert!(!hub.get("/bureau").await.body.contains("Maëlle Le Gall"));
        let mut tx = app.app.storage.read().await.unwrap();
        assert!(tx.portraits().by_epci(&BREST.parse().unwrap()).await.unwrap().is_some());
    }

    async fn a_wish_is_seen_by_nobody_else_and_goes_with_the_person(app: TestApp) {
        app.portrait().await;
        app.browser().submit(&page(BREST), &page(BREST), &COMPLETE).await.says("C’est noté");
        let mut referent = at_the_desk(&app, "camille", Role::Referent, EPCI).await;
        assert!(!referent.get("/bureau").await.body.contains("Maëlle"));
        let open = app.app.storage.read().await.unwrap().interests().open().await.unwrap();
        let id = open[0].id;
        let address = format!("/bureau/interets/{id}");
        let refused = referent.submit("/bureau", &address, &[("faire", "ouvrir")]).await;
        assert_eq!(refused.status, 403);
        erase_person(&app.app, open[0].person_id).await.unwrap();
        assert!(app.app.storage.read().await.unwrap().interests().open().await.unwrap().is_empty());
    }

    async fn what_is_missing_or_doubtful_is_said_and_what_was_typed_stays(app: TestApp) {
        let mut visitor = app.browser();
        let mut typed = COMPLETE;
        typed[0].1 = "";
        typed[2].1 = "maelle@gmial.com";
        let refused = visitor.submit(&page(BREST), &page(BREST), &typed).await;
        assert_eq!(refused.status, 422);
        refused.says("Indiquez votre nom").says("Vouliez-vous écrire maelle@gmail.com");
        assert!(refused.body.contains("Vice-présidente aux solidarités"));
        typed[0].1 = "Maëlle Le Gall";
        let sure = [&typed[..], &[("sure", "maelle@gmial.com")]].concat();
        visitor.submit(&page(BREST), &page(BREST), &sure).await.says("C’est noté");
        // A robot is thanked and forgotten.
        let robot = [&COMPLETE[..], &[("site", "https://spam.invalid")]].concat();
        app.browser().submit(&page(EPCI), &page(EPCI), &robot).await.says("C’est noté");
        assert_eq!(app.app.storage.read().await.unwrap().interests().open().await.unwrap().len(), 1);
        for _more in 0..6 {
            visitor.submit(&page(EPCI), &page(EPCI), &COMPLETE).await;
        }
        assert_eq!(visitor.submit(&page(EPCI), &page(EPCI), &COMPLETE).await.status, 429);
        assert_eq!(visitor.get(&page("000000000")).await.status, 404);
    }
}
