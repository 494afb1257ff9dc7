//! Declaring a place that is missing: likely duplicates first, a link by mail, nothing public before the référent.

use portrea_actions::{accept_listing, declare_listing, find_duplicates};
use portrea_domain::document::Document;
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::Door;

use crate::support::app::{EPCI, TestApp, typed};
use crate::support::browser::Answer;
use crate::support::stories;

const MAIL: &str = "lea@voisine.invalid";

fn missing<'a>(name: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("kind", "association"),
        ("commune", "Saint-Méen-le-Grand"),
        ("address", "12 rue Inventée"),
        ("family", "etre_aidee"),
        ("offer", "Aide le mardi"),
        ("email", email),
    ]
}

async fn proposed(app: &TestApp) -> Vec<Listing> {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.listings().proposed_in_epci(EPCI).await.unwrap()
}

async fn declare(app: &TestApp, fields: &[(&str, &str)]) -> Answer {
    app.browser().submit("/declarer", "/declarer", fields).await
}

/// The hidden fields of a page, to post it again with one of its buttons.
fn again(page: &Answer) -> Vec<(String, String)> {
    let rest = page.body.split("type=\"hidden\" name=\"").skip(1);
    rest.filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        let (value, _) = rest.split_once('"')?;
        Some((name.to_owned(), value.replace("&#39;", "'")))
    })
    .collect()
}

stories! {
    async fn a_place_somebody_unknown_declares_is_completed_by_a_link_and_public_once_accepted(app: TestApp) {
        let mut visitor = app.browser();
        visitor.get("/").await.says("Signaler un lieu qui manque");
        declare(&app, &missing("Le Lien inventé", MAIL)).await.says("Regardez vos mails");
        let listing = proposed(&app).await.remove(0);
        assert_eq!((listing.name(), listing.services().len(), listing.state), ("Le Lien inventé", 1, ListingState::Proposed));
        let public = format!("/lieux/{}", listing.id);
        assert_eq!(visitor.get(&public).await.status, 404, "not public yet");
        assert!(!visitor.get("/?q=lien").await.body.contains("Le Lien inventé"));

        app.send_mail().await;
        let mail = app.mails_to(MAIL).remove(0);
        assert!(mail.subject.contains("compléter la fiche") && mail.text.contains("Ce n’est pas vous"), "{}", mail.text);
        let form = mail.link("/f/");
        visitor.get(&form).await.says("Ce lieu est proposé").says("Le Lien inventé").says("au centre de la commune");
        visitor.submit(&form, &format!("{form}/contact"), &[("contact.phone", "02 99 00 00 42")]).await.says("Il reste à publier");

        let referent = app.contact(&app.portrait().await, "Camille", "35184").await.person;
        accept_listing(&app.app, referent.id, listing.id).await.unwrap();
        visitor.get(&public).await.says("Le Lien inventé");
    }

    async fn likely_duplicates_are_shown_before_anything_is_created(app: TestApp) {
        let before = proposed(&app).await.len();
        let town_hall = app.town_hall("35297").await;
        let fields: Vec<(&str, &str)> = missing("Hôtel de ville de St Méen", MAIL).into_iter()
            .map(|(name, value)| if name == "kind" { (name, "mairie") } else { (name, value) }).collect();
        let shown = declare(&app, &fields).await;
        shown.says("Est-ce l’un de ces lieux").says("Mairie de Saint-Méen-le-Grand").says("même nom");
        assert!(shown.body.contains(&format!("/lieux/{town_hall}")), "this one");
        assert_eq!(proposed(&app).await.len(), before);
        app.send_mail().await;
        assert!(app.mails_to(MAIL).is_empty());

        // "No, another place" speaks of those that were shown, and of no other.
        let mut fields = again(&shown);
        fields.push(("autre".to_owned(), "0123456789abcdef".to_owned()));
        let posted: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        app.browser().post("/declarer", &posted).await.says("Est-ce l’un de ces lieux");
        fields.pop();
        let mark = shown.body.split_once("name=\"autre\" value=\"").unwrap().1.split('"').next().unwrap();
        fields.push(("autre".to_owned(), mark.to_owned()));
        let posted: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = app.browser().post("/declarer", &posted).await;
        assert_eq!(done.location.as_deref(), Some("/declarer/merci"));
        assert_eq!(proposed(&app).await.len(), before + 1);
    }

    async fn the_answer_is_the_same_whether_the_address_is_known_or_not(app: TestApp) {
        app.contact(&app.portrait().await, "Anne", "35184").await;
        let known = declare(&app, &missing("Le Lien inventé", "anne@mairie.invalid")).await;
        let unknown = declare(&app, &missing("Le Fil inventé", MAIL)).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 1);
        assert_eq!(app.mails_to(MAIL).len(), 1);
    }

    async fn programs_that_fill_in_everything_write_nothing(app: TestApp) {
        let mut fields = missing("Achetez vite", MAIL);
        fields.push(("site", "https://spam.example"));
        declare(&app, &fields).await.says("Regardez vos mails");
        app.send_mail().await;
        assert!(proposed(&app).await.is_empty() && app.mails_to(MAIL).is_empty());
    }

    async fn nobody_floods_the_house_or_somebody_elses_mailbox(app: TestApp) {
        for n in 0..3 {
            declare(&app, &missing(&format!("Atelier {n} imaginaire{n}"), MAIL)).await.says("Regardez vos mails");
        }
        let fourth = declare(&app, &missing("Un quatrième inventé", MAIL)).await;
        assert_eq!(fourth.status, 429);
        let mut visitor = app.browser();
        let mut last = 200;
        for _ in 0..31 {
            last = visitor.submit("/declarer", "/declarer", &[("name", "")]).await.status.as_u16();
        }
        assert_eq!(last, 429);
        assert_eq!(proposed(&app).await.len(), 3);
    }

    async fn everything_that_is_wrong_is_said_at_its_field_and_nothing_is_lost(app: TestApp) {
        let wrong = [("name", "Le Lien \"inventé\""), ("kind", ""), ("commune", "35290"), ("email", "lea@"), ("offer", "aide"), ("family", "x")];
        let refused = declare(&app, &wrong).await;
        assert_eq!(refused.status, 422);
        refused.says("4 réponses sont à corriger").says("Plusieurs communes correspondent").says("Choisissez le type de lieu");
        assert!(refused.body.contains("value=\"lea@\"") && refused.body.contains("value=\"aide\""));
        assert!(refused.body.contains("value=\"35297\""), "Saint-Méen is one to choose");
        let long = "é".repeat(300);
        let mut fields = missing(&long, MAIL);
        assert_eq!(declare(&app, &fields).await.status, 422);
        fields[0].1 = "<script>alert(1)</script>";
        fields[2].1 = "<script>";
        let page = declare(&app, &fields).await;
        assert!(page.status == 422 && !page.body.contains("<script>"), "{}", page.body);
        assert_eq!(app.browser().post("/declarer", &missing("Sans jeton", MAIL)).await.status, 403);
        assert!(proposed(&app).await.is_empty());
    }

    async fn a_known_commune_is_filled_in_for_whoever_comes_from_its_page(app: TestApp) {
        let page = app.browser().get("/declarer?commune=35297").await;
        assert!(page.body.contains("value=\"Saint-Méen-le-Grand (35290, Ille-et-Vilaine)\""));
        for odd in ["x", "99999", "%3Cscript%3E"] {
            assert_eq!(app.browser().get(&format!("/declarer?commune={odd}")).await.status, 200);
        }
    }

    async fn a_place_of_the_commune_beside_is_found_when_it_stands_near(app: TestApp) {
        let person = app.contact(&app.portrait().await, "Anne", "35184").await.person;
        let said = [
            typed("place.name", "Café Le Lien"), typed("place.commune", "35297"),
            typed("place.position", "48.190000,-2.190000"), typed("place.position_precision", "moved"),
        ];
        declare_listing(&app.app, person.id, Door::Form, &said).await.unwrap();
        let beside = |lat: &str| -> Document {
            [("place.name", "café le lien"), ("place.commune", "35184"), ("place.position", lat), ("place.position_precision", "number")]
                .map(|(key, text)| (portrea_domain::document::Path::field(key), text.into())).into_iter().collect()
        };
        let near = find_duplicates(&app.app, &beside("48.191000,-2.190000")).await.unwrap();
        assert_eq!(near.len(), 1);
        assert!(find_duplicates(&app.app, &beside("48.210000,-2.190000")).await.unwrap().is_empty());
    }
}
