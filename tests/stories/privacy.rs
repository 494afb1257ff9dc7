//! What is kept of people: theirs to read, to take away and to erase; never public unless they asked.

use portrea_actions::{NewTable, give_door_link, give_link, link_url, prepare_table};
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_domain::retention::RULES;
use portrea_domain::{ListingId, PersonId};

use crate::support::app::{TestApp, path_of};
use crate::support::stories;

/// Anne, who answers for a town hall, and the way to her form.
async fn anne(app: &TestApp) -> (PersonId, ListingId, String) {
    let portrait = app.portrait().await;
    let contact = app.contact(&portrait, "Anne", "35184").await;
    let listing = contact.contact.listing_id.unwrap();
    let form = app.form_path(contact.person.id, listing).await;
    (contact.person.id, listing, form)
}

stories! {
    async fn nobody_is_named_in_public_before_they_ask_and_no_longer_once_they_withdraw(app: TestApp) {
        let (_, listing, form) = anne(&app).await;
        let (public, page) = (format!("/lieux/{listing}"), format!("{form}/mon-nom"));
        let mut browser = app.browser();
        browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await;
        assert!(!browser.get(&public).await.body.contains("Anne"));

        browser.submit(&page, &page, &[("fonction", "secrétaire <b>de mairie</b>")]).await.says("Votre nom est affiché");
        let shown = browser.get(&public).await;
        shown.says("Anne, secrétaire");
        assert!(shown.body.contains("&#60;b&#62;") && !shown.body.contains("anne@mairie.invalid"), "the address is another wish");
        browser.submit(&page, &page, &[("fonction", ""), ("mail", "oui")]).await;
        browser.get(&public).await.says("anne@mairie.invalid");

        browser.submit(&page, &page, &[("geste", "retirer")]).await.says("Votre nom n’est pas public");
        assert!(!browser.get(&public).await.body.contains("Anne"));
    }

    async fn a_wish_ends_with_a_hand_over_and_from_any_link(app: TestApp) {
        let (anne, listing, form) = anne(&app).await;
        let (public, page) = (format!("/lieux/{listing}"), format!("{form}/mon-nom"));
        let mut browser = app.browser();
        browser.submit(&page, &page, &[("fonction", "")]).await;
        let preferences = give_link(&app.app, anne, LinkPurpose::Preferences).await.unwrap();
        let data = format!("{}/mes-donnees", path_of(&link_url(&app.app, &preferences)));
        browser.submit(&data, &data, &[("geste", "retirer"), ("lieu", &listing.to_string())]).await.says("Votre nom n’apparaît sur aucune fiche");
        assert!(!browser.get(&public).await.body.contains("Anne"));

        browser.submit(&page, &page, &[("fonction", "")]).await;
        browser.get(&public).await.says("Anne");
        let over = format!("{form}/passer-la-main");
        browser.submit(&over, &over, &[("qui", "inconnu")]).await;
        assert!(!browser.get(&public).await.body.contains("Anne"));
    }

    async fn a_function_too_long_is_explained_at_the_field(app: TestApp) {
        let (_, _, form) = anne(&app).await;
        let page = format!("{form}/mon-nom");
        let long = "é".repeat(81);
        let before = app.database.dump().await;
        let answer = app.browser().submit(&page, &page, &[("fonction", &long)]).await;
        assert_eq!(answer.status, 422);
        answer.says("80 caractères au plus");
        assert!(answer.body.contains(&long), "what was typed is kept");
        assert_eq!(app.database.dump().await, before);
    }

    async fn whoever_writes_for_somebody_else_cannot_name_erase_or_hand_over(app: TestApp) {
        let (anne, listing, _) = anne(&app).await;
        let event = app.event(&app.portrait().await).await;
        prepare_table(&app.app, event.id, NewTable { label: "Table 1".to_owned(), ..NewTable::default() }).await.unwrap();
        let until = app.app.now().plus_hours(12);
        for door in [Door::Phone, Door::Day] {
            let link = give_door_link(&app.app, anne, LinkPurpose::Form(listing), door, until).await.unwrap();
            let form = path_of(&link_url(&app.app, &link));
            assert_eq!(app.browser().get(&form).await.status, 200);
            for page in ["mon-nom", "mes-donnees", "mes-donnees/effacer", "mes-donnees/export.json", "passer-la-main", "pas-nous", "ferme", "arreter"] {
                assert_eq!(app.browser().get(&format!("{form}/{page}")).await.status, 404, "{page}");
            }
        }
    }

    async fn everything_kept_of_a_person_is_read_and_taken_away_from_any_link(app: TestApp) {
        let (anne, listing, form) = anne(&app).await;
        let event = app.event(&app.portrait().await).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let mut browser = app.browser();
        browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await;
        let section = format!("{form}/contact");
        browser.submit(&section, &section, &[("contact.phone", "02 99 00 00 01")]).await;

        let preferences = give_link(&app.app, anne, LinkPurpose::Preferences).await.unwrap();
        let invitation = app.mails_to("anne@mairie.invalid")[0].link("/i/");
        let before = app.database.dump().await;
        for home in [form.clone(), invitation, path_of(&link_url(&app.app, &preferences))] {
            let page = browser.get(&format!("{home}/mes-donnees")).await;
            page.says("anne@mairie.invalid").says("Mairie de Montauban-de-Bretagne").says("Journée collaborative")
                .says("« annuaire »").says("attendent d’être publiées");
            let file = browser.get(&format!("{home}/mes-donnees/export.json")).await;
            let file: serde_json::Value = serde_json::from_str(&file.body).unwrap();
            assert_eq!(file["adresse_mail"], "anne@mairie.invalid");
            assert_eq!(file["ce_que_les_territoires_savent"][0]["origine_des_coordonnées"], "annuaire");
            assert_eq!(file["réponses_non_publiées"][0]["réponses"]["contact.phone"], "02 99 00 00 01");
            assert_eq!(file["ce_que_j_ai_dit_des_lieux"].as_array().unwrap().len(), 1);
            assert_eq!(file["invitations"].as_array().unwrap().len(), 1);
            let token = form.trim_start_matches("/f/");
            assert!(!file.to_string().contains(token), "secrets stay out of it");
        }
        assert_eq!(app.database.dump().await, before, "reading changes nothing");
        assert!(before.contains(&listing.to_string()));
    }

    async fn erasing_oneself_is_asked_twice_and_leaves_no_name_anywhere(app: TestApp) {
        let (_, listing, form) = anne(&app).await;
        let page = format!("{form}/mon-nom");
        let mut browser = app.browser();
        browser.submit(&page, &page, &[("fonction", "secrétaire")]).await;
        browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await;
        let erase = format!("{form}/mes-donnees/effacer");
        browser.get(&erase).await.says("Cela ne peut pas être annulé");
        assert!(app.database.dump().await.contains("anne@mairie.invalid"));
        browser.submit(&erase, &erase, &[]).await.says("C’est effacé");
        let dump = app.database.dump().await;
        assert!(!dump.contains("anne@mairie.invalid") && !dump.contains("'Anne'") && !dump.contains("secrétaire"));
        assert_eq!(browser.get(&form).await.status, 410);
        browser.get(&format!("/lieux/{listing}")).await.says("par le formulaire");
    }

    async fn the_page_and_the_register_say_the_durations_the_job_erases_by(app: TestApp) {
        let mut browser = app.browser();
        let page = browser.get("/vie-privee").await;
        let register = browser.get("/vie-privee/registre.csv").await;
        assert_eq!(register.body.lines().count(), RULES.len() + 1);
        let folded = register.body.replace('\u{a0}', " ");
        for rule in RULES {
            let duration = rule.duration().replace('\u{a0}', " ");
            page.says(rule.what).says(&duration);
            assert!(folded.contains(rule.what) && folded.contains(&duration), "{}", rule.what);
        }
    }
}
