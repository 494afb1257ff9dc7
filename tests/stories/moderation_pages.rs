//! What waits, decided at the desk; history; and what readers say on public pages.

use portrea_actions::{
    Publication, erase_person, plan_freshness, propose_listing, publish, save_draft,
};
use portrea_domain::ListingId;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_storage::ContactRow;

use crate::support::app::{TestApp, typed, wall};
use crate::support::browser::{Answer, Browser};
use crate::support::stories;

const SCRIPT: &str = "<script>alert(1)</script><img src=x>";

/// Somebody who answers for a town hall, and the desk of the référent.
async fn scene(app: &TestApp) -> (ContactRow, ListingId, Browser, String) {
    let portrait = app.portrait().await;
    let actor = app.contact(&portrait, "Anne", "35184").await;
    let desk = format!("/bureau/portraits/{}", portrait.id);
    let listing = actor.contact.listing_id.unwrap();
    (actor, listing, app.referent().await, desk)
}

async fn says(app: &TestApp, who: &ContactRow, listing: ListingId, said: &[(&str, &str)]) {
    let said: Vec<_> = said.iter().map(|(key, text)| typed(key, text)).collect();
    save_draft(&app.app, who.person.id, listing, &said)
        .await
        .unwrap();
    let publication = Publication {
        person_id: who.person.id,
        listing_id: listing,
        door: Door::Form,
        unchanged: vec![],
    };
    publish(&app.app, &publication).await.unwrap();
}

/// Presses a button of the first card.
async fn press(browser: &mut Browser, queue: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(queue).await;
    let mut all: Vec<(String, String)> = ["csrf", "carte", "quoi", "fiche", "vu"]
        .map(|name| (name.to_owned(), page.field(name)))
        .into();
    for name in ["revision", "signalement", "valeur"] {
        if page.body.contains(&format!("name=\"{name}\"")) {
            all.push((name.to_owned(), page.field(name)));
        }
    }
    all.extend(
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let all: Vec<(&str, &str)> = all
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = browser.post(queue, &all).await;
    browser.follow(answer).await
}

/// What a reader sends.
async fn reports(app: &TestApp, listing: ListingId, fields: &[(&str, &str)]) -> Answer {
    let address = format!("/lieux/{listing}/signaler");
    app.browser().submit(&address, &address, fields).await
}

stories! {
    async fn what_waits_is_accepted_refused_or_corrected_at_the_desk(app: TestApp) {
        let (actor, listing, mut browser, desk) = scene(&app).await;
        let queue = format!("{desk}/a-valider");
        browser.get(&queue).await.says("Rien n’attend votre accord");
        says(&app, &actor, listing, &[("contact.phone", "0299000001")]).await;
        browser.get(&desk).await.says("1 chose attend votre accord");
        let page = browser.get(&queue).await;
        page.says("Mairie de Montauban-de-Bretagne").says("Anne").says("par le formulaire").says("Téléphone public").says("02 99 00 00 01");
        press(&mut browser, &queue, &[("geste", "accepter")]).await.says("C’est accepté").says("Rien n’attend votre accord");
        assert_eq!(app.value(listing, "contact.phone").await.as_deref(), Some("02 99 00 00 01"));

        says(&app, &actor, listing, &[("contact.phone", "0299000002")]).await;
        let long = "é".repeat(501);
        let refused = press(&mut browser, &queue, &[("geste", "refuser"), ("raison", &long)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(&long), "nothing typed is lost");
        let wrong = press(&mut browser, &queue, &[("geste", "corriger"), ("correction", "12")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says("n’est pas complet");
        assert!(wrong.body.contains("value=\"12\""));
        press(&mut browser, &queue, &[("geste", "corriger"), ("correction", "0299000009")]).await.says("C’est corrigé");
        assert_eq!(app.value(listing, "contact.phone").await.as_deref(), Some("02 99 00 00 09"));

        says(&app, &actor, listing, &[("place.status", "closed")]).await;
        press(&mut browser, &queue, &[("geste", "refuser"), ("raison", "La mairie est ouverte.")]).await.says("C’est refusé");
        let form = app.form_path(actor.person.id, listing).await;
        assert!(!app.browser().get(&form).await.text().contains("en attente de votre référent"));
        // What a référent of elsewhere may not see, they may not decide.
        let foreign = app.browser().get(&queue).await;
        assert_ne!(foreign.status, 200);
    }

    async fn a_proposed_place_is_taken_or_not_at_the_desk_and_its_author_is_told_why(app: TestApp) {
        let (actor, _, mut browser, desk) = scene(&app).await;
        let queue = format!("{desk}/a-valider");
        for (name, gesture) in [("Café des possibles", "accepter"), ("Café en double", "refuser")] {
            let said = [typed("place.name", name), typed("place.commune", "35184")];
            let place = propose_listing(&app.app, actor.person.id, Door::Form, &said).await.unwrap();
            browser.get(&queue).await.says(name).says("nouveau lieu");
            press(&mut browser, &queue, &[("geste", gesture), ("raison", "Ce lieu est déjà dans l’inventaire.")]).await;
            let status = app.browser().get(&format!("/lieux/{}", place.id)).await.status;
            assert_eq!(status == 200, gesture == "accepter");
        }
        app.clock.set(app.app.now().plus_minutes(21));
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("Ce lieu est déjà dans l’inventaire."), "{}", mails[0].text);
    }

    async fn history_says_who_said_what_and_any_change_can_be_taken_back(app: TestApp) {
        let (actor, listing, mut browser, _) = scene(&app).await;
        let history = format!("/bureau/lieux/{listing}/historique");
        says(&app, &actor, listing, &[("hours.note", "Sonnez")]).await;
        let page = browser.get(&history).await;
        page.says("Anne").says("par le formulaire").says("Précision sur les horaires").says("Sonnez").says("Se porte garant de : Les horaires d’ouverture");
        browser.submit(&history, &history, &[("revision", &page.field("revision"))]).await.says("C’est annulé").says("annulation d’une modification").says("annulé depuis");
        assert_eq!(app.value(listing, "hours.note").await, None);

        says(&app, &actor, listing, &[("hours.note", "Un")]).await;
        let first = browser.get(&history).await.field("revision");
        says(&app, &actor, listing, &[("hours.note", "Deux")]).await;
        let asked = browser.submit(&history, &history, &[("revision", &first)]).await;
        assert_eq!(asked.status, 422);
        asked.says("Ce champ a changé depuis").says("Deux");
        assert_eq!(app.value(listing, "hours.note").await.as_deref(), Some("Deux"));
        browser.submit(&history, &history, &[("revision", &first), ("confirme", "oui")]).await.says("C’est annulé");
        assert_eq!(app.value(listing, "hours.note").await, None);
        assert_ne!(app.browser().get(&history).await.status, 200);
    }

    async fn a_reader_says_what_is_wrong_and_is_told_what_came_of_it(app: TestApp) {
        let (_, listing, mut browser, desk) = scene(&app).await;
        let queue = format!("{desk}/a-valider");
        app.browser().get(&format!("/lieux/{listing}")).await.says("Une information est fausse");
        let sent = [("motif", "wrong"), ("sujet", "contact.phone"), ("mots", "Le numéro a changé."), ("valeur", "0299000007"), ("email", "lea@exemple.fr")];
        let thanks = reports(&app, listing, &sent).await;
        thanks.says("Merci, c’est noté");
        assert!(!thanks.body.contains("lea@exemple.fr"), "an address is not echoed");
        assert_ne!(app.value(listing, "contact.phone").await.as_deref(), Some("02 99 00 00 07"));
        browser.get(&queue).await.says("signalement d’un lecteur").says("Le numéro a changé.").says("02 99 00 00 07");
        press(&mut browser, &queue, &[("geste", "accepter")]).await.says("C’est accepté");
        assert_eq!(app.value(listing, "contact.phone").await.as_deref(), Some("02 99 00 00 07"));
        browser.get(&format!("/bureau/lieux/{listing}/historique")).await.says("signalement d’un lecteur, accepté");

        reports(&app, listing, &[("motif", "outdated"), ("sujet", "access"), ("mots", "La rampe est cassée."), ("email", "lea@exemple.fr")]).await.says("Merci");
        press(&mut browser, &queue, &[("geste", "refuser"), ("raison", "Elle a été réparée.")]).await.says("C’est refusé");
        app.clock.set(app.app.now().plus_minutes(21));
        app.send_mail().await;
        let mails = app.mails_to("lea@exemple.fr");
        assert_eq!(mails.len(), 1, "both are told at once");
        assert!(mails[0].text.contains("C’est corrigé") && mails[0].text.contains("Elle a été réparée."), "{}", mails[0].text);
    }

    async fn a_doubt_that_is_right_makes_the_place_be_asked_about_it_first(app: TestApp) {
        let (actor, listing, mut browser, desk) = scene(&app).await;
        says(&app, &actor, listing, &[("hours.note", "Sonnez"), ("access.conditions", "Sonnez")]).await;
        reports(&app, listing, &[("motif", "wrong"), ("sujet", "access"), ("mots", "Il y a des marches.")]).await.says("Merci");
        app.clock.set(app.app.now().plus_minutes(1));
        press(&mut browser, &format!("{desk}/a-valider"), &[("geste", "accepter")]).await.says("interrogé");
        app.clock.set(wall("2026-11-24T09:00:00"));
        let plan = plan_freshness(&app.app).await.unwrap();
        let ask = plan.asks.iter().find(|ask| ask.listing_id == listing).unwrap();
        assert_eq!(ask.section, SectionKey::Access);
    }

    async fn what_a_reader_sends_is_checked_limited_and_erased_with_them(app: TestApp) {
        let (_, listing, mut browser, desk) = scene(&app).await;
        let before = app.database.dump().await;
        for (fields, words) in [
            (vec![("motif", "wrong"), ("sujet", "hours")], "Dites en quelques mots"),
            (vec![("sujet", "hours"), ("mots", "x")], "Choisissez ce qui ne va pas"),
            (vec![("motif", "wrong"), ("sujet", "martiens"), ("mots", "x")], "Choisissez de quoi"),
            (vec![("motif", "wrong"), ("sujet", "contact.phone"), ("valeur", "12"), ("mots", "gardé")], "n’est pas complet"),
            (vec![("motif", "wrong"), ("sujet", "hours"), ("mots", "gardé"), ("email", "lea@")], "mal écrite"),
        ] {
            let answer = reports(&app, listing, &fields).await;
            assert_eq!(answer.status, 422, "{words}");
            answer.says(words);
        }
        let robot = reports(&app, listing, &[("motif", "wrong"), ("sujet", "hours"), ("mots", "x"), ("site", "http://spam")]).await;
        robot.says("Merci");
        let mut tx = app.app.storage.read().await.unwrap();
        assert!(tx.suggestions().open_in_epci(crate::support::app::EPCI).await.unwrap().is_empty());
        drop(tx);
        drop(before);

        reports(&app, listing, &[("motif", "other"), ("sujet", "hours"), ("mots", SCRIPT), ("email", "lea@exemple.fr")]).await.says("Merci");
        let page = browser.get(&format!("{desk}/a-valider")).await;
        assert!(page.body.contains("&#60;script") && !page.body.contains("<script>") && !page.body.contains("<img"));
        let mut tx = app.app.storage.read().await.unwrap();
        let lea = tx.people().by_email(&"lea@exemple.fr".parse().unwrap()).await.unwrap().unwrap();
        drop(tx);
        erase_person(&app.app, lea.id).await.unwrap();
        let page = browser.get(&format!("{desk}/a-valider")).await;
        page.says("n’a pas laissé d’adresse");
        assert!(!page.body.contains("script&#62;alert"));

        for _ in 0..10 {
            reports(&app, listing, &[("motif", "closed"), ("mots", "x")]).await;
        }
        let last = reports(&app, listing, &[("motif", "closed"), ("mots", "x")]).await;
        assert_eq!(last.status, 429);
    }

    async fn markup_is_inert_wherever_the_referent_reads_it(app: TestApp) {
        let (actor, listing, mut browser, desk) = scene(&app).await;
        says(&app, &actor, listing, &[("place.name", SCRIPT), ("hours.note", SCRIPT)]).await;
        for page in [format!("{desk}/a-valider"), format!("/bureau/lieux/{listing}/historique"), desk.clone()] {
            let body = browser.get(&page).await.body;
            assert!(!body.contains("<script>") && !body.contains("<img"), "{page}");
        }
        press(&mut browser, &format!("{desk}/a-valider"), &[("geste", "refuser"), ("raison", SCRIPT)]).await;
        app.clock.set(app.app.now().plus_minutes(21));
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 1);
        let body = browser.get(&format!("/bureau/lieux/{listing}/historique")).await.body;
        assert!(!body.contains("<script>") && body.contains("&#60;script"));
    }
}
