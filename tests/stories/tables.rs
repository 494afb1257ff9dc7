//! The tables of the collaborative day, and the minutes written from them.

use portrea_actions::{
    NewTable, agree_to_minutes, link_chat, note_attendance, prepare_table, revoke_table,
};
use portrea_domain::attendance::{Noted, Way};
use portrea_domain::day_table::DayTable;
use portrea_domain::event::Event;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;

use crate::support::app::{TestApp, wall};
use crate::support::stories;

/// A day with one table about one commune, and the path its code opens.
async fn a_table(app: &TestApp) -> (Portrait, Event, DayTable, String) {
    let portrait = app.portrait().await;
    let event = app.event(&portrait).await;
    let new = NewTable {
        label: "Table de Montauban".to_owned(),
        communes: vec!["35184".parse().unwrap()],
        family: None,
    };
    let table = prepare_table(&app.app, event.id, new).await.unwrap();
    let path = format!("/table/{}", app.app.house.secret.table_token(table.id));
    (portrait, event, table, path)
}

stories! {
    async fn a_code_opens_an_hour_before_the_day_and_closes_three_hours_after(app: TestApp) {
        let (_, _, _, path) = a_table(&app).await;
        let mut phone = app.browser();
        for (hour, status) in [
            ("2026-12-03T07:59:59", 410), ("2026-12-03T08:00:00", 200), ("2026-12-03T20:00:00", 200), ("2026-12-03T20:00:01", 410),
        ] {
            app.clock.set(wall(hour));
            assert_eq!(phone.get(&path).await.status.as_u16(), status, "{hour}");
        }
        app.clock.set(wall("2026-12-01T10:00:00"));
        phone.get(&path).await.says("fonctionnera le jeudi 3 décembre 2026, à partir de 8 h");
        assert_eq!(phone.get("/table/x").await.status, 404);
    }

    async fn whoever_sits_at_a_table_verifies_its_listings_by_the_door_of_the_day(app: TestApp) {
        let (portrait, event, _, path) = a_table(&app).await;
        app.clock.set(wall("2026-12-03T10:00:00"));
        let mut phone = app.browser();
        let (here, elsewhere) = (app.town_hall("35184").await, app.town_hall("35297").await);
        let page = phone.get(&path).await;
        assert!(page.body.contains(&here.to_string()) && !page.body.contains(&elsewhere.to_string()));
        let csrf = page.field("csrf");
        let open = |listing: String| vec![("csrf", csrf.clone()), ("listing", listing)];
        let form = format!("{path}/fiche");
        let posted = open(elsewhere.to_string());
        let fields: Vec<(&str, &str)> = posted.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(phone.post(&form, &fields).await.status, 404, "only the listings of the table");
        let posted = open(here.to_string());
        let fields: Vec<(&str, &str)> = posted.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sheet = phone.post(&form, &fields).await.location.unwrap();
        phone.submit(&sheet, &format!("{sheet}/publier"), &[("exact", "tout")]).await.says("Merci").says("Revenir à la table");
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.observations().of_listing(here).await.unwrap()[0].door, Door::Day);
        drop(tx);
        phone.get(&path).await.says("vu à cette table");
        // A chat would go on after the day: the form of a table leads to none.
        assert!(!phone.get(&sheet).await.body.contains("action=\"/chat"), "no chat for a table");
        let token = sheet.trim_start_matches("/f/").to_owned();
        let mut tx = app.app.storage.begin().await.unwrap();
        assert!(link_chat(&mut tx, &app.app, &token).await.is_err());
        drop(tx);

        let mut referent = app.referent().await;
        let minutes = format!("/bureau/portraits/{}/reunions/{}/compte-rendu", portrait.id, event.id);
        referent.get(&minutes).await.says("Table de Montauban").says("vérifié :");
        // Once the day is over, the form that was opened with the code is over too.
        app.clock.set(wall("2026-12-03T20:30:00"));
        assert_eq!(phone.get(&sheet).await.status, 410);
    }

    async fn a_missing_place_is_added_at_the_table_and_nothing_typed_is_lost(app: TestApp) {
        let (_, _, table, path) = a_table(&app).await;
        app.clock.set(wall("2026-12-03T10:00:00"));
        let mut phone = app.browser();
        let lost = [("name", "Café \"Le Lien\" & Co"), ("commune", "35184"), ("family", ""), ("offer", "wifi")];
        let refused = phone.submit(&path, &format!("{path}/lieu"), &lost).await;
        assert_eq!(refused.status, 422);
        refused.says("Choisissez quelle aide").says("Un lieu manque");
        assert!(refused.body.contains("value=\"wifi\""));
        let added = [("name", "Café \"Le Lien\" & Co"), ("commune", "35184"), ("family", "acces_materiel_informatique"), ("offer", "wifi")];
        phone.submit(&path, &format!("{path}/lieu"), &added).await.says("Le Lien");
        let mut tx = app.app.storage.read().await.unwrap();
        let touched = tx.day_tables().touched(table.person_id).await.unwrap();
        let listing = tx.listings().require(touched[0].1).await.unwrap();
        assert_eq!((listing.name(), listing.services().len()), ("Café \"Le Lien\" & Co", 1));
    }

    async fn a_place_the_table_already_has_is_opened_instead_of_added_twice(app: TestApp) {
        let (_, _, table, path) = a_table(&app).await;
        app.clock.set(wall("2026-12-03T10:00:00"));
        let mut phone = app.browser();
        let again = [("name", "La mairie"), ("commune", "35184"), ("address", ""), ("family", ""), ("offer", "")];
        let shown = phone.submit(&path, &format!("{path}/lieu"), &again).await;
        shown.says("Est-ce l’un de ces lieux").says("Mairie de Montauban-de-Bretagne").says("même nom");
        let (csrf, here) = (shown.field("csrf"), app.town_hall("35184").await.to_string());
        assert!(shown.body.contains(&format!("name=\"listing\" value=\"{here}\"")));
        let opened = phone.post(&format!("{path}/fiche"), &[("csrf", &csrf), ("listing", &here)]).await;
        assert!(opened.location.unwrap().starts_with("/f/"));
        let mark = shown.body.split_once("name=\"autre\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let mut another = again.to_vec();
        another.extend([("csrf", csrf.as_str()), ("autre", mark.as_str())]);
        let added = phone.post(&format!("{path}/lieu"), &another).await;
        assert!(added.location.unwrap().starts_with("/f/"), "another place all the same");
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.day_tables().touched(table.person_id).await.unwrap().len(), 1);
    }

    async fn a_code_taken_back_closes_the_table_and_its_forms(app: TestApp) {
        let (_, event, table, path) = a_table(&app).await;
        app.clock.set(wall("2026-12-03T10:00:00"));
        let mut phone = app.browser();
        let page = phone.get(&path).await;
        let (csrf, here) = (page.field("csrf"), app.town_hall("35184").await.to_string());
        let sheet = phone.post(&format!("{path}/fiche"), &[("csrf", &csrf), ("listing", &here)]).await.location.unwrap();
        assert_eq!(phone.get(&sheet).await.status, 200);
        revoke_table(&app.app, event.id, table.id).await.unwrap();
        assert_eq!((phone.get(&path).await.status.as_u16(), phone.get(&sheet).await.status.as_u16()), (410, 410));
    }

    async fn the_minutes_name_only_those_who_agreed(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await.person;
        let yann = app.contact(&portrait, "Yann", "35297").await.person;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.clock.set(wall("2026-12-03T10:00:00"));
        for person in [anne.id, yann.id] {
            note_attendance(&app.app, event.id, person, (Noted::Came, Way::List), anne.id).await.unwrap();
        }
        agree_to_minutes(&app.app, event.id, anne.id, true).await.unwrap();
        let mut referent = app.referent().await;
        let page = format!("/bureau/portraits/{}/reunions/{}/compte-rendu", portrait.id, event.id);
        let text = referent.get(&page).await.text();
        assert!(text.contains("2 personnes sont venues, de 2 structures"), "{text}");
        assert!(text.contains("Anne (anne@mairie.invalid)") && !text.contains("Yann"), "{text}");
        let paper = referent.get(&format!("{page}.pdf")).await.pdf_text();
        assert!(paper.contains("anne@mairie.invalid") && !paper.contains("Yann"), "{paper}");
    }

    async fn the_desk_prepares_tables_and_prints_their_sheets(app: TestApp) {
        let (portrait, event, table, path) = a_table(&app).await;
        let mut referent = app.referent().await;
        let page = format!("/bureau/portraits/{}/reunions/{}/tables", portrait.id, event.id);
        referent.submit(&page, &page, &[("label", " ")]).await.says("Donnez un nom à la table");
        referent.submit(&page, &page, &[("label", "Table 2"), ("commune", "35135"), ("family", "etre_aidee")]).await.says("Table 2");
        let sheets = referent.get(&format!("{page}.pdf")).await.pdf_text();
        for words in ["Table de Montauban", "Table 2", "Être aidé·e dans ses démarches", &format!("http://portrea.test{path}")] {
            assert!(sheets.replace(' ', "").contains(&words.replace(' ', "")), "“{words}” is not in: {sheets}");
        }
        let id = table.id.to_string();
        referent.submit(&page, &page, &[("reprendre", &id)]).await.says("code repris");
        let left = referent.get(&format!("{page}.pdf")).await.pdf_text();
        assert!(left.contains("Table 2") && !left.contains("Table de Montauban"), "{left}");
    }
}
