//! Answers beside the data: somebody else answers now, the place is closed, it is not ours, stop writing to me.

use portrea_actions::{Decision, Publication, Ruling, decide_revisions, publish, run_freshness};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::Stream;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, PersonId};

use crate::support::app::{TestApp, wall};
use crate::support::stories;

/// Anne, who answers for a town hall, and the way to her form.
async fn anne(app: &TestApp) -> (PersonId, ListingId, String) {
    let portrait = app.portrait().await;
    let contact = app.contact(&portrait, "Anne", "35184").await;
    let listing = contact.contact.listing_id.unwrap();
    let form = app.form_path(contact.person.id, listing).await;
    (contact.person.id, listing, form)
}

async fn hand_over(app: &TestApp, form: &str, fields: &[(&str, &str)]) -> u16 {
    let page = format!("{form}/passer-la-main");
    app.browser()
        .submit(&page, &page, fields)
        .await
        .status
        .as_u16()
}

async fn answers_for(app: &TestApp, listing: ListingId) -> Vec<String> {
    let mut tx = app.app.storage.read().await.unwrap();
    let rows = tx.contacts().of_listing(listing).await.unwrap();
    rows.into_iter().map(|row| row.person.name).collect()
}

const YANN: [(&str, &str); 3] = [
    ("qui", "personne"),
    ("nom", "Yann Riou"),
    ("mail", "yann@mairie.invalid"),
];

stories! {
    async fn a_listing_handed_over_gets_new_links_and_the_old_ones_are_over(app: TestApp) {
        let (anne, listing, form) = anne(&app).await;
        let code = portrea_actions::give_code(&app.app, anne, LinkPurpose::Form(listing), app.app.now().plus_days(60)).await.unwrap();
        let code = app.app.house.secret.short_code(code.id).grouped();
        assert_eq!(hand_over(&app, &form, &YANN).await, 200);
        let over = app.browser().get(&form).await;
        assert_eq!(over.status, 410);
        over.says("Recevez un nouveau lien");
        let mut browser = app.browser();
        browser.submit("/code", "/code", &[("code", &code)]).await.says("Ce code n’est pas reconnu");
        assert_eq!(answers_for(&app, listing).await, ["Yann Riou"]);
        app.send_mail().await;
        let mails = app.mails_to("yann@mairie.invalid");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "Anne vous confie la fiche de la Mairie de Montauban-de-Bretagne");
        assert!(mails[0].text.contains("Source de votre adresse"), "{}", mails[0].text);
        let link = mails[0].link("/f/");
        browser.submit(&link, &format!("{link}/publier"), &[("exact", "tout")]).await.says("Merci");
    }

    async fn whoever_was_named_and_has_not_acted_gets_no_second_mail_before_a_delay(app: TestApp) {
        let (_, listing, form) = anne(&app).await;
        assert_eq!(hand_over(&app, &form, &YANN).await, 200);
        app.send_mail().await;
        run_freshness(&app.app).await.unwrap();
        app.clock.set(wall("2026-11-12T09:00:00"));
        run_freshness(&app.app).await.unwrap();
        app.send_mail().await;
        assert_eq!(app.mails_to("yann@mairie.invalid").len(), 1, "ten days later");

        app.clock.set(wall("2026-11-16T09:30:00"));
        run_freshness(&app.app).await.unwrap();
        app.send_mail().await;
        assert_eq!(app.mails_to("yann@mairie.invalid").len(), 2, "after two weeks");
        let named = app.app.storage.read().await.unwrap().nominations().of_listing(listing).await.unwrap();
        assert_eq!(named[0].confirmed_at, None);
    }

    async fn a_colleague_named_for_two_places_waits_for_the_second_mail_until_they_act(app: TestApp) {
        let portrait = app.portrait().await;
        let mut forms = Vec::new();
        let mut places = Vec::new();
        for (name, commune) in [("Anne", "35184"), ("Lena", "35297")] {
            let contact = app.contact(&portrait, name, commune).await;
            let listing = contact.contact.listing_id.unwrap();
            forms.push(app.form_path(contact.person.id, listing).await);
            places.push(listing);
        }
        for form in &forms {
            assert_eq!(hand_over(&app, form, &YANN).await, 200);
        }
        app.send_mail().await;
        assert_eq!(app.mails_to("yann@mairie.invalid").len(), 1, "one mail, whoever else names them");
        let yann = {
            let mut tx = app.app.storage.read().await.unwrap();
            tx.people().by_email(&"yann@mairie.invalid".parse().unwrap()).await.unwrap().unwrap().id
        };
        for listing in places {
            let mut tx = app.app.storage.read().await.unwrap();
            assert!(tx.nominations().of_person(yann).await.unwrap().iter().any(|one| one.listing_id == listing));
            drop(tx);
            let publication = Publication { person_id: yann, listing_id: listing, door: Door::Form, unchanged: vec![SectionKey::Hours] };
            publish(&app.app, &publication).await.unwrap();
        }
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.nominations().unconfirmed(&[yann]).await.unwrap(), []);
    }

    async fn a_wrong_answer_is_explained_and_nothing_happens(app: TestApp) {
        let (_, _, form) = anne(&app).await;
        let page = format!("{form}/passer-la-main");
        let before = app.database.dump().await;
        let mut browser = app.browser();
        browser.submit(&page, &page, &[]).await.says("Choisissez l’une des trois réponses");
        let typed = [("qui", "personne"), ("nom", "<script>alert(1)</script>"), ("mail", "yann@gmial.com")];
        let answer = browser.submit(&page, &page, &typed).await;
        assert_eq!(answer.status, 422);
        answer.says("Vouliez-vous écrire yann@gmail.com");
        assert!(answer.body.contains("&#60;script&#62;"), "what was typed is kept, and is only text");
        let own = [("qui", "boite"), ("mail", "anne@mairie.invalid")];
        browser.submit(&page, &page, &own).await.says("Cette adresse est la vôtre");
        let forged = browser.post(&page, &[("csrf", "faux"), ("qui", "inconnu")]).await;
        assert_eq!(forged.status, 403);
        assert_eq!(app.database.dump().await, before);
    }

    async fn a_place_nobody_answers_for_any_more_goes_to_the_referent(app: TestApp) {
        let (_, _, form) = anne(&app).await;
        let mut referent = app.referent().await;
        assert_eq!(hand_over(&app, &form, &[("qui", "inconnu")]).await, 200);
        let portrait = app.portrait().await;
        let desk = format!("/bureau/portraits/{}", portrait.id);
        referent.get(&desk).await.says("plus personne ne s’en occupe");
        let seen = app.mails_to("camille@portrea.invalid").len();
        app.send_mail().await;
        assert_eq!(app.mails_to("camille@portrea.invalid").len(), seen, "not before the morning");
        app.clock.set(wall("2026-11-03T08:00:00"));
        app.send_mail().await;
        let mails = app.mails_to("camille@portrea.invalid");
        assert_eq!(mails.last().unwrap().subject, "Une fiche à regarder");

        let doubt = referent.get(&desk).await.field("doute");
        referent.submit(&desk, &format!("{desk}/doutes"), &[("doute", &doubt)]).await;
        assert!(!referent.get(&desk).await.text().contains("plus personne ne s’en occupe"));
    }

    async fn what_is_not_theirs_is_taken_away_and_a_hundred_answers_make_one_mail(app: TestApp) {
        let portrait = app.portrait().await;
        app.referent().await;
        let seen = app.mails_to("camille@portrea.invalid").len();
        let mut listings = Vec::new();
        for (name, commune) in [("Anne", "35184"), ("Lena", "35297"), ("Job", "35135")] {
            let contact = app.contact(&portrait, name, commune).await;
            let listing = contact.contact.listing_id.unwrap();
            let page = format!("{}/pas-nous", app.form_path(contact.person.id, listing).await);
            app.browser().submit(&page, &page, &[]).await.says("Nous ne vous demanderons plus rien");
            assert_eq!(app.browser().get(&page).await.status, 410);
            listings.push(listing);
        }
        for listing in listings {
            assert_eq!(answers_for(&app, listing).await, Vec::<String>::new());
        }
        app.clock.set(wall("2026-11-03T08:00:00"));
        app.send_mail().await;
        let mails = app.mails_to("camille@portrea.invalid");
        assert_eq!(mails.len(), seen + 1);
        assert_eq!(mails.last().unwrap().subject.replace('\u{a0}', " "), "3 fiches à regarder");
    }

    async fn a_closed_place_is_no_longer_asked_about(app: TestApp) {
        let (_, listing, form) = anne(&app).await;
        let page = format!("{form}/ferme");
        app.browser().submit(&page, &page, &[("quand", "toujours")]).await;
        app.browser().get(&page).await.says("dit déjà que ce lieu est fermé");
        // Nobody is asked meanwhile; the public reads it once the référent agrees.
        assert_ne!(app.value(listing, "place.status").await.as_deref(), Some("closed"));
        run_freshness(&app.app).await.unwrap();
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 0);
        app.referent().await;
        let mut tx = app.app.storage.read().await.unwrap();
        let address = "camille@portrea.invalid".parse().unwrap();
        let referent = tx.people().by_email(&address).await.unwrap().unwrap().id;
        let revisions = tx.reviews().waiting(listing).await.unwrap().iter().map(|one| one.revision.id).collect();
        let seen = tx.reviews().version(listing).await.unwrap();
        drop(tx);
        let ruling = Ruling { referent, listing, revisions, decision: Decision::Accept, seen };
        decide_revisions(&app.app, &ruling).await.unwrap();
        app.browser().get(&format!("/lieux/{listing}")).await.says("fermé définitivement");
    }

    async fn a_place_closed_until_a_day_is_back_by_itself(app: TestApp) {
        let (_, listing, form) = anne(&app).await;
        let page = format!("{form}/ferme");
        let mut browser = app.browser();
        let before = app.database.dump().await;
        browser.submit(&page, &page, &[]).await.says("Choisissez l’une des deux réponses");
        let answer = browser.submit(&page, &page, &[("quand", "jusquau"), ("jusqua", "2026-11-01"), ("raison", "travaux")]).await;
        assert_eq!(answer.status, 422);
        answer.says("Ce jour est déjà passé");
        assert!(answer.body.contains("value=\"travaux\""), "what was typed is kept");
        let long = "x".repeat(200);
        let answer = browser.submit(&page, &page, &[("quand", "jusquau"), ("jusqua", "2026-11-20"), ("raison", &long)]).await;
        assert_eq!(answer.status, 422);
        assert_eq!(app.database.dump().await, before);

        let closed = [("quand", "jusquau"), ("jusqua", "2026-11-20"), ("raison", "travaux")];
        for _press in 0..2 {
            assert_eq!(browser.submit(&page, &page, &closed).await.status, 200);
        }
        let kept = app.app.storage.read().await.unwrap().listings().require(listing).await.unwrap();
        let today = app.app.now().local(portrea_domain::clock::PARIS).date_naive();
        let ahead = portrea_domain::closing::ahead(&kept.document, today);
        assert_eq!(ahead.len(), 1, "pressed twice, closed once");
        assert_eq!((ahead[0].until.to_string().as_str(), ahead[0].reason.as_str()), ("2026-11-20", "travaux"));
        assert!(!kept.is_closed());
        app.clock.set(wall("2026-11-21T09:00:00"));
        let public = browser.get(&format!("/lieux/{listing}")).await;
        assert!(!public.body.contains("travaux"), "open again without anybody saying so");
    }

    async fn one_button_stops_every_mail_and_another_undoes_it(app: TestApp) {
        let (anne, _, form) = anne(&app).await;
        portrea_actions::oppose(&app.app, anne, Stream::News).await.unwrap();
        let page = format!("{form}/arreter");
        let mut browser = app.browser();
        let stopped = browser.submit(&page, &page, &[]).await;
        stopped.says("Nous ne vous écrivons plus").says("Annuler");
        run_freshness(&app.app).await.unwrap();
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 0);

        let csrf = stopped.field("csrf");
        let undo = [("csrf", csrf.as_str()), ("geste", "reprendre"), ("flux", "event"), ("flux", "update")];
        assert_eq!(browser.post(&page, &undo).await.status, 303);
        let opposed = app.app.storage.read().await.unwrap().people().oppositions(anne).await.unwrap();
        assert_eq!(opposed, [Stream::News], "what was refused before stays refused");
    }
}
