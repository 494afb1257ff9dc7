//! The whole questionnaire, on pages and in files, on both engines.

use std::collections::BTreeSet;

use portrea_actions::{export_inventory, import_inventory};
use portrea_domain::closing;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::{self, Group, SectionKey};
use portrea_domain::{EntryId, ListingId};
use portrea_render::label_of;
use portrea_standards::inventory::{
    self, InventoryFile, InventoryFormat, InventoryPlace, InventoryRow,
};
use portrea_testkit::answers::documents;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::support::app::{EPCI, TestApp, wall};
use crate::support::stories;

const NEW: &str = "0190f2a4-0000-7000-8000-000000000009";

/// A place about which much is said, always the same; the more of `n`, the more of them.
fn places(n: usize) -> Vec<InventoryPlace> {
    let mut runner = TestRunner::deterministic();
    let mut place = |n: usize| {
        let document = documents(&["35184"])
            .new_tree(&mut runner)
            .unwrap()
            .current();
        InventoryPlace {
            id: NEW.replace("009", &format!("{n:03}")),
            source: "fichier d’un autre territoire".to_owned(),
            modified_at: Some(wall("2026-03-03T10:00:00")),
            verified: [(SectionKey::Hours, wall("2026-02-02T10:00:00"))].into(),
            document,
            ..InventoryPlace::default()
        }
    };
    (100..100 + n).map(&mut place).collect()
}

fn file(places: Vec<InventoryPlace>) -> InventoryFile {
    let rows = (1..)
        .zip(places)
        .map(|(row, place)| InventoryRow { row, place });
    InventoryFile {
        rows: rows.collect(),
        faults: Vec::new(),
    }
}

async fn taken_out(app: &TestApp) -> Vec<InventoryPlace> {
    let mut places = export_inventory(&app.app, &EPCI.parse().unwrap())
        .await
        .unwrap();
    places.retain(|place| place.id.starts_with("0190f2a4-0000-7000-8000-"));
    places.sort_by(|one, other| one.id.cmp(&other.id));
    places
}

stories! {
    async fn what_is_imported_is_exported_the_same_in_both_forms_and_importing_again_changes_nothing(app: TestApp) {
        app.portrait().await;
        let places = places(5);
        let imported = import_inventory(&app.app, file(places.clone()), false).await.unwrap();
        assert_eq!((imported.added, imported.faults.as_slice()), (5, &[][..]));
        assert_eq!(taken_out(&app).await, places);
        let before = app.database.dump().await;
        for format in [InventoryFormat::Csv, InventoryFormat::Json] {
            let written = inventory::write(&taken_out(&app).await, format);
            let again = import_inventory(&app.app, inventory::read(written.as_bytes()).unwrap(), false).await.unwrap();
            assert_eq!((again.added, again.changed, again.same, again.kept), (0, 0, 5, 0));
            assert_eq!(again.faults, []);
        }
        assert!(app.database.dump().await == before, "something was written");
    }

    async fn an_import_keeps_its_source_and_dates_and_its_history_replays(app: TestApp) {
        app.portrait().await;
        let places = places(1);
        let id: ListingId = places[0].id.parse().unwrap();
        let tried = import_inventory(&app.app, file(places.clone()), true).await.unwrap();
        assert_eq!(tried.added, 1);
        assert_eq!(taken_out(&app).await, []);
        import_inventory(&app.app, file(places), false).await.unwrap();
        let mut tx = app.app.storage.read().await.unwrap();
        let listing = tx.listings().require(id).await.unwrap();
        assert_eq!(listing.origin, "fichier d’un autre territoire");
        let hours = listing.verified(SectionKey::Hours).unwrap();
        assert_eq!((hours.at, hours.door), (wall("2026-02-02T10:00:00"), Door::Import));
        let mut replayed = Document::default();
        for row in tx.observations().history(id).await.unwrap() {
            replayed.set(row.revision.path, row.revision.new);
        }
        assert_eq!(replayed, listing.document);
    }

    async fn an_import_completes_and_never_overwrites_what_somebody_verified(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        app.browser().submit(&form, &format!("{form}/publier"), &[("exact", "hours")]).await.says("Merci");
        let standing = app.value(listing, "hours.opening").await.unwrap();
        let answers = [("hours.opening", "Mo 03:00-04:00"), ("hours.note", "Sonner deux fois"), ("place.parent", "La communauté")];
        let place = InventoryPlace {
            id: listing.to_string(),
            document: answers.into_iter().map(|(key, text)| (Path::field(key), Value::from(text))).collect(),
            ..InventoryPlace::default()
        };
        let imported = import_inventory(&app.app, file(vec![place]), false).await.unwrap();
        assert_eq!((imported.changed, imported.kept), (1, 1));
        assert_eq!(app.value(listing, "hours.opening").await.unwrap(), standing);
        assert_eq!(app.value(listing, "hours.note").await.as_deref(), Some("Sonner deux fois"));
        assert_eq!(app.value(listing, "place.parent").await.as_deref(), Some("La communauté"));
    }

    async fn what_cannot_be_taken_is_told_cell_by_cell(app: TestApp) {
        app.portrait().await;
        let text = "id;place.name;place.commune;place.siret;closings.1.from;closings.1.until\n\
            ;École;35184;1;2026-08-15;2026-08-01\n;Sans commune;99999;;;\n";
        let read = inventory::read(text.as_bytes()).unwrap();
        let imported = import_inventory(&app.app, read, false).await.unwrap();
        assert_eq!(imported.added, 1);
        let faults: Vec<(usize, &str)> = imported.faults.iter().map(|fault| (fault.row, fault.message.as_str())).collect();
        assert_eq!(faults[0], (2, "Un numéro SIRET a 14 chiffres."));
        assert!(faults[1].1.starts_with("Cette date vient avant"), "{faults:?}");
        assert_eq!(faults[2], (3, "Cette commune n’existe pas, ou n’existe plus."));
        assert_eq!(faults[3], (3, "Sans cette réponse, le lieu ne peut pas être ajouté."));
    }

    async fn every_answer_is_worded_on_the_page_of_the_place_and_in_a_list_of_changes(app: TestApp) {
        app.portrait().await;
        let mut places = places(40);
        for place in &mut places {
            place.document.set(Path::field("place.status"), Some("open".into()));
        }
        import_inventory(&app.app, file(places.clone()), false).await.unwrap();
        // Shown in a place of their own, without the words of their question.
        let apart = ["place.name", "place.status", "hours.opening", "family", "name", "description", "place", "from", "until", "reason"];
        let mut worded = BTreeSet::new();
        for place in places {
            let page = app.browser().get(&format!("/lieux/{}", place.id)).await.body;
            let page = page.replace(['\u{a0}', '\u{202f}'], " ").replace("&#160;", " ");
            for (path, _) in &place.document {
                let question = path.question().unwrap();
                let key = path.as_entry().map_or(path.as_str(), |(_, _, key)| key);
                assert!(apart.contains(&key) || page.contains(question.label), "{path} is not on the page");
                assert!(label_of(&place.document, path).unwrap().contains(question.label), "{path}");
                worded.insert((path.as_entry().map(|(group, _, _)| group), key.to_owned()));
            }
        }
        for (group, question) in questionnaire::all().filter(|(_, question)| question.is_asked()) {
            assert!(worded.contains(&(group, question.key.to_owned())), "{} was never answered", question.key);
        }
    }

    async fn a_closing_shows_on_the_page_and_the_place_is_back_by_itself(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let mut browser = app.browser();
        let added = browser.get(&format!("{form}/closings/nouveau")).await;
        let address = added.body.split("action=\"").find_map(|rest| rest.strip_prefix(&format!("{form}/closings/"))).unwrap();
        let id: EntryId = address.split('"').next().unwrap().parse().unwrap();
        let address = format!("{form}/closings/{id}");
        let wrong = [("from", "2026-11-10"), ("until", "2026-11-01"), ("reason", "travaux")];
        browser.submit(&format!("{form}/closings/nouveau"), &address, &wrong).await.says("Cette date vient avant");
        let right = [("from", "2026-11-01"), ("until", "2026-11-10"), ("reason", "travaux")];
        browser.submit(&format!("{form}/closings/nouveau"), &address, &right).await.says("du 1er novembre 2026 au 10 novembre 2026");
        browser.submit(&form, &format!("{form}/publier"), &[]).await.says("fermeture ajoutée");
        let public = format!("/lieux/{listing}");
        browser.get(&public).await.says("Fermé jusqu’au 10 novembre 2026 inclus (travaux)");
        app.clock.set(wall("2026-11-11T09:00:00"));
        let after = browser.get(&public).await;
        assert!(!after.body.contains("travaux"));
        let mut tx = app.app.storage.read().await.unwrap();
        let kept = tx.listings().require(listing).await.unwrap();
        assert_eq!(closing::on(&kept.document, "2026-11-11".parse().unwrap()), None);
    }

    async fn a_question_that_hangs_on_another_comes_with_its_answer_and_goes_with_it(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let section = format!("{form}/publics");
        let mut browser = app.browser();
        let page = browser.get(&section).await.body;
        assert!(page.contains("data-when=\"publics.served\" data-codes=\"autre\" disabled hidden"));
        let shown = browser.submit(&section, &section, &[("publics.served", "autre")]).await;
        shown.says("Votre réponse amène une question de plus");
        assert!(!shown.body.contains("data-codes=\"autre\" disabled"));
        let both = [("publics.served", "autre"), ("publics.other", "Les marins")];
        browser.submit(&section, &section, &both).await.says("Les marins");
        browser.submit(&form, &format!("{form}/publier"), &[]).await.says("Merci");
        let fewer = [("publics.served", "jeunes")];
        let summary = browser.submit(&section, &section, &fewer).await;
        assert!(!summary.body.contains("Les marins"));
        browser.submit(&form, &format!("{form}/publier"), &[]).await.says("Merci");
        assert_eq!(app.value(listing, "publics.other").await, None);
    }

    async fn hours_are_those_of_the_town_hall_at_a_touch_and_nothing_is_kept_by_it(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let town_hall = contact.contact.listing_id.unwrap();
        assert_eq!(app.value(town_hall, "place.kind").await.as_deref(), Some("mairie"));
        let place = InventoryPlace {
            id: NEW.to_owned(),
            document: [("place.name", "Médiathèque"), ("place.commune", "35184")].into_iter()
                .map(|(key, text)| (Path::field(key), Value::from(text))).collect(),
            ..InventoryPlace::default()
        };
        import_inventory(&app.app, file(vec![place]), false).await.unwrap();
        let section = format!("{}/hours", app.form_path(contact.person.id, NEW.parse().unwrap()).await);
        let before = app.database.dump().await;
        let filled = app.browser().submit(&section, &section, &[("remplir", "mairie.hours.opening")]).await;
        filled.says("Ce sont les horaires de la mairie");
        let copied = app.browser().submit(&section, &section, &[("remplir", "copier.hours.opening"), ("hours.opening.mo_0_from", "09:15"), ("hours.opening.mo_0_to", "11:45")]).await;
        assert_eq!(copied.body.matches("value=\"09:15\"").count(), 5);
        assert!(app.database.dump().await == before, "something was written");
    }

    async fn the_desk_takes_the_whole_inventory_away(app: TestApp) {
        let portrait = app.portrait().await;
        let mut browser = app.referent().await;
        let desk = format!("/bureau/portraits/{}", portrait.id);
        browser.get(&desk).await.says("Tout l’inventaire dans un tableau");
        let table = browser.get(&format!("{desk}/inventaire.csv")).await;
        assert_eq!(table.status, 200);
        let read = inventory::read(table.body.as_bytes()).unwrap();
        assert_eq!(read.faults, []);
        let all = export_inventory(&app.app, &EPCI.parse().unwrap()).await.unwrap();
        assert_eq!(read.rows.len(), all.len());
        assert_eq!(app.browser().get(&format!("{desk}/inventaire.csv")).await.status, 303);
    }
}

#[test]
fn the_questionnaire_covers_the_inventory_of_the_method() {
    let has = |group: Option<Group>, key: &str| {
        questionnaire::all().any(|(of, question)| of == group && question.key == key)
    };
    // Fields of the data base of Hub Bretagne, as its published mapping names them, and the question that asks each.
    let place = [
        ("nom", "place.name"),
        ("siret", "place.siret"),
        ("type", "place.kind"),
        ("labels", "place.labels"),
        ("adresse", "place.address"),
        ("code_insee", "place.commune"),
        ("contact_telephone", "contact.phone"),
        ("contact_web", "contact.website"),
        ("location", "place.position"),
    ];
    let service = [
        ("name", "name"),
        ("description", "description"),
        ("assure_par", "provided_by"),
        ("assure_par_autre_precision", "provider"),
        ("habilitation", "accreditation"),
        ("format", "format"),
        ("tarif", "fee"),
        ("presentiel", "presence"),
        ("modalites_acces", "modes"),
        ("ouverture", "frequency"),
        ("contact_email", "email"),
        ("contact_telephone", "phone"),
        ("contact_autre", "contact"),
        ("types_personne", "publics"),
        ("type_personne_autre_precision", "publics_other"),
        ("total_personnes_e_administrative", "persons"),
        ("frequence, horaires et pause de chaque jour", "rhythm"),
        ("cumul_e_administrative", "cumulated_persons"),
        ("total_heures", "total_hours"),
        ("total_heures_e_administrative", "hours"),
    ];
    for (field, key) in place {
        assert!(has(None, key), "{field} is not asked");
    }
    for (field, key) in service {
        assert!(has(Some(Group::Services), key), "{field} is not asked");
    }
}
