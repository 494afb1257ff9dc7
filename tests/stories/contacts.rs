//! Contacts: what a portrait knows of the people it writes to, and the lists that are sent.

use std::fmt::Write as _;

use portrea_actions::{
    ImportEdit, SentList, edit_import, invite_referent, note_bounce, open_import, oppose,
    preview_import, run_import, undo_import,
};
use portrea_domain::message::Stream;
use portrea_domain::person::Role;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ImportId, PersonId};
use portrea_storage::ContactRow;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::app::{EPCI, TestApp};
use crate::support::browser::{Answer, Browser};
use crate::support::stories;

/// A référent at their desk.
struct Desk {
    browser: Browser,
    at: String,
    person: PersonId,
}

impl Desk {
    async fn open(app: &TestApp, portrait: &Portrait) -> Self {
        let address = "camille@portrea.invalid".parse().unwrap();
        let epci = EPCI.parse().unwrap();
        let person = invite_referent(&app.app, &address, Role::Referent, &epci, "Camille", false)
            .await
            .unwrap();
        app.send_mail().await;
        let key = app.mails_to("camille@portrea.invalid")[0].link("/bureau/connexion/");
        let mut browser = app.browser();
        browser.submit(&key, &key, &[]).await;
        Self {
            browser,
            at: format!("/bureau/portraits/{}/contacts", portrait.id),
            person,
        }
    }

    async fn upload(&mut self, name: &str, bytes: &[u8]) -> Answer {
        let page = format!("{}/importer", self.at);
        self.browser.upload(&page, &page, name, bytes).await
    }

    /// Presses a button of the preview, with some fields.
    async fn press(&mut self, draft: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let print = self.browser.get(draft).await.field("fingerprint");
        let mut all = vec![("action", action), ("fingerprint", print.as_str())];
        all.extend_from_slice(fields);
        self.browser.submit(draft, draft, &all).await
    }
}

/// The address of the preview of the latest list.
async fn latest(app: &TestApp, portrait: &Portrait) -> (ImportId, String) {
    let mut tx = app.app.storage.read().await.unwrap();
    let lists = tx.contact_imports().of_portrait(portrait.id).await.unwrap();
    let id = lists[0].id;
    (
        id,
        format!("/bureau/portraits/{}/contacts/importer/{id}", portrait.id),
    )
}

async fn contacts(app: &TestApp, portrait: &Portrait) -> Vec<ContactRow> {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.contacts().of_portrait(portrait.id).await.unwrap()
}

/// The contacts as lines, by name.
async fn shown(app: &TestApp, portrait: &Portrait) -> Vec<String> {
    let mut tx = app.app.storage.read().await.unwrap();
    let reaches = tx.contacts().reaches(portrait.id).await.unwrap();
    let rows = tx.contacts().of_portrait(portrait.id).await.unwrap();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let communes: Vec<&str> = row
                .contact
                .communes
                .iter()
                .map(CommuneCode::as_str)
                .collect();
            let reach = &reaches[&row.person.id];
            format!(
                "{} ({}) <{}> {} [{}] {} {} {}",
                row.person.name,
                reach.given_name,
                row.person.email.as_ref().map_or("", |email| email.as_str()),
                row.contact.organisation,
                row.contact.role_words(),
                communes.join(","),
                reach.phone,
                reach.postal_address.replace('\n', ", "),
            )
        })
        .collect();
    lines.sort();
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The tables of the base whose name passes, as they are.
fn tables(dump: &str, passes: impl Fn(&str) -> bool) -> String {
    let mut kept = false;
    let line = |line: &&str| {
        if !line.starts_with(' ') {
            kept = passes(line);
        }
        kept
    };
    dump.lines().filter(line).collect::<Vec<_>>().join("\n")
}

/// The base without what imports keep of themselves.
async fn base(app: &TestApp) -> String {
    tables(&app.database.dump().await, |name| {
        !name.starts_with("contact_import")
    })
}

const LIST: &str = "Liste de la CC;;;;;\n\
    Nom;Prénom;Fonction;Courriel;Commune;Téléphone\n\
    LE GOFF;Jeanne;Maire;Jeanne.LeGoff@mairie.invalid;Montauban-de-Bretagne;299000001\n\
    Corre;Yann;bénévole;yann@gmial.com;Gaël, Saint-Méen-le-Grand;02 99 00 00 02\n\
    Riou;Anne;;anne@mairie;Montoban-de-Bretagne;\n\
    Madec;Lena;Secrétaire de mairie;;35184;0299000004\n\
    LE GOFF;Jeanne;Maire;jeanne.legoff@MAIRIE.invalid;;\n";

stories! {
    async fn a_list_is_read_put_right_imported_once_and_undone(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        let before = base(&app).await;
        let page = desk.upload("contacts.csv", LIST.as_bytes()).await;
        page.says("rien n’est encore enregistré").says("nouveaux 3").says("en double dans la liste 1").says("à corriger 1");
        page.says("Le domaine « gmial.com » semble mal écrit").says("Mettre yann@gmail.com");
        page.says("Cette adresse mail n’est pas complète").says("Mettre Montauban-de-Bretagne").says("comme la ligne 3");
        assert_eq!(base(&app).await, before, "a list that is only read writes nothing");

        // One suggestion is taken, one cell is written again.
        let (id, draft) = latest(&app, &portrait).await;
        desk.press(&draft, "", &[("accepter", "3-3"), ("cell-3-3", "yann@gmial.com"), ("meant-3-3", "yann@gmail.com"), ("cell-4-3", "anne@mairie.invalid"), ("cell-4-4", "Gaël")]).await
            .says("nouveaux 4").says("à corriger 0").says("Importer 4 contacts");
        assert_eq!(base(&app).await, before);

        // Nobody is imported before it is said where they come from.
        let refused = desk.press(&draft, "importer", &[("source", " ")]).await;
        assert_eq!(refused.status, 409);
        refused.says("Dites d’où vient cette liste");
        assert_eq!(base(&app).await, before);
        desk.press(&draft, "importer", &[("source", "annuaire de la CC, 2026")]).await.says("4 contacts créés");
        let once = base(&app).await;
        assert_eq!(shown(&app, &portrait).await, [
            "Anne Riou (Anne) <anne@mairie.invalid>  [] 35117",
            "Jeanne LE GOFF (Jeanne) <jeanne.legoff@mairie.invalid>  [élu·e] 35184 02 99 00 00 01",
            "Lena Madec (Lena) <>  [technicien·ne] 35184 02 99 00 00 04",
            "Yann Corre (Yann) <yann@gmail.com>  [acteur de terrain] 35117,35297 02 99 00 00 02",
        ]);
        // Pressing again, by the button of a page left open, changes nothing.
        let csrf = desk.browser.get(&desk.at.clone()).await.field("csrf");
        let again = desk.browser.post(&draft, &[("csrf", &csrf), ("action", "importer"), ("source", "x"), ("fingerprint", "y")]).await;
        assert_eq!(again.status, 303);
        assert_eq!(base(&app).await, once);
        let kept = preview_import(&app.app, id).await.unwrap().lines;
        assert!(kept.is_empty(), "what was sent is emptied once it is taken in");

        // The same file again: everybody is known.
        desk.upload("contacts.csv", LIST.replace("gmial", "gmail").replace("anne@mairie;Montoban-de-Bretagne", "anne@mairie.invalid;Gaël").as_bytes()).await
            .says("nouveaux 0").says("déjà connus, sans changement 4").says("Il n’y a rien à importer");
        assert_eq!(base(&app).await, once);

        let undo = format!("{draft}/annuler");
        let page = format!("{}/importer", desk.at);
        desk.browser.submit(&page, &undo, &[]).await.says("L’import est annulé : 4 contacts retirés.");
        assert_eq!(base(&app).await, before);
        desk.browser.submit(&page, &undo, &[]).await.says("0 contact retiré");
        assert_eq!(base(&app).await, before);
    }

    async fn pasted_addresses_are_a_list_too(app: TestApp) {
        let portrait = app.portrait().await;
        let desk = Desk::open(&app, &portrait).await;
        let pasted = SentList::Pasted("Jeanne Le Goff <jeanne@mairie.invalid>; \"Corre, Yann\" <yann@mairie.invalid>\nccas@mairie.invalid".to_owned());
        let id = open_import(&app.app, portrait.id, desk.person, pasted).await.unwrap();
        import(&app, id).await;
        assert_eq!(shown(&app, &portrait).await, [
            " () <ccas@mairie.invalid>  []",
            "Jeanne Le Goff (Jeanne) <jeanne@mairie.invalid>  []",
            "Yann Corre (Yann) <yann@mairie.invalid>  []",
        ]);
    }

    async fn a_known_contact_is_completed_never_overwritten(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        app.contact(&portrait, "Anne", "35184").await;
        let before = base(&app).await;
        let list = "Nom;Mail;Tél;Commune;Rôle\nQuelqu’un d’autre;ANNE@mairie.invalid;0299000009;Gaël;élue\n";
        desk.upload("a.csv", list.as_bytes()).await
            .says("déjà connus, à compléter 1").says("téléphone : 02 99 00 00 09").says("communes : Montauban-de-Bretagne → Montauban-de-Bretagne, Gaël");
        let (id, _) = latest(&app, &portrait).await;
        import(&app, id).await;
        assert_eq!(shown(&app, &portrait).await, [
            "Anne () <anne@mairie.invalid> Mairie 35184 [élu·e, acteur de terrain] 35184,35117 02 99 00 00 09",
        ]);
        let undone = undo_import(&app.app, id).await.unwrap();
        assert_eq!((undone.removed, undone.restored, undone.kept), (0, 1, 0));
        assert_eq!(base(&app).await, before);
    }

    async fn who_was_invited_since_is_kept_when_an_import_is_undone(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        desk.upload("a.csv", b"anne@mairie.invalid\nyann@mairie.invalid\nlena@mairie.invalid\n").await;
        let (id, draft) = latest(&app, &portrait).await;
        import(&app, id).await;
        let rows = contacts(&app, &portrait).await;
        // One is invited, one is corrected by hand, nothing happens to the third.
        let event = app.event(&portrait).await;
        let anne = rows.iter().find(|row| row.person.email.as_ref().unwrap().as_str().starts_with("anne")).unwrap();
        let mut tx = app.app.storage.begin().await.unwrap();
        let invitation = portrea_domain::invitation::Invitation { id: portrea_domain::InvitationId::mint(app.app.now(), &*app.app.entropy), event_id: event.id, person_id: anne.person.id, delegated_from: None, answer: None, seat: None, version: 0 };
        tx.invitations().insert(&invitation, app.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let yann = rows.iter().find(|row| row.person.email.as_ref().unwrap().as_str().starts_with("yann")).unwrap();
        let sheet = format!("{}/{}", desk.at, yann.contact.id);
        desk.browser.submit(&sheet, &sheet, &[("name", "Yann Corre"), ("source", "mairie"), ("roles", "elu")]).await.says("C’est enregistré").says("Yann Corre");
        let page = format!("{}/importer", desk.at);
        desk.browser.submit(&page, &format!("{draft}/annuler"), &[]).await
            .says("1 contact retiré").says("2 contacts sont gardés parce qu’il s’est passé quelque chose depuis");
        assert_eq!(contacts(&app, &portrait).await.len(), 2);
    }

    async fn what_changed_since_it_was_shown_is_not_imported(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        desk.upload("a.csv", b"anne@mairie.invalid\nyann@mairie.invalid\n").await;
        let (_, draft) = latest(&app, &portrait).await;
        let print = desk.browser.get(&draft).await.field("fingerprint");
        app.contact(&portrait, "Anne", "35184").await;
        let refused = desk.browser.submit(&draft, &draft, &[("action", "importer"), ("source", "x"), ("fingerprint", &print)]).await;
        assert_eq!(refused.status, 409);
        refused.says("ont changé depuis que vous avez vu cette page").says("Importer 1 contact");
        assert_eq!(contacts(&app, &portrait).await.len(), 1);
    }

    async fn a_draft_can_be_left_and_nothing_stays_of_it(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        let before = app.database.dump().await;
        desk.upload("a.csv", b"anne@mairie.invalid\n").await.says("Importer 1 contact");
        let (_, draft) = latest(&app, &portrait).await;
        desk.press(&draft, "abandonner", &[]).await.says("Importer une liste");
        assert_eq!(app.database.dump().await, before);
    }

    async fn what_is_no_list_is_refused_and_nothing_is_kept(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        let before = app.database.dump().await;
        let mut seed: u32 = 3;
        let noise: Vec<u8> = (0..10_000_000).map(|_| { seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223); u8::try_from(seed >> 24).unwrap() }).collect();
        for (name, bytes, words) in [
            ("vide.csv", Vec::new(), "Ce fichier est vide."),
            ("photo.xlsx", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "Ce fichier est une image, pas un tableau."),
            ("bruit.csv", noise, "Ce fichier n’est pas un texte lisible."),
            ("bombe.xlsx", b"PK\x03\x04rien".to_vec(), "Ce classeur est abîmé"),
            ("lourd.csv", vec![b'a'; 10_600_000], "10 Mo au plus"),
            ("trop.csv", vec![b'a'; 12_000_000], "10 Mo au plus"),
        ] {
            let answer = desk.upload(name, &bytes).await;
            assert_eq!(answer.status, 422, "{name}");
            answer.says(words);
        }
        let page = format!("{}/importer", desk.at);
        let answer = desk.browser.post(&page, &[("liste", "a@b.fr")]).await;
        assert!(answer.status.is_client_error());
        assert_eq!(app.database.dump().await, before);
    }

    async fn headings_named_twice_and_columns_read_otherwise_are_put_right_in_the_page(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        desk.upload("a.csv", "Mail;Mail;Truc\n;anne@mairie.invalid;Anne Riou\n;yann@mairie.invalid;=cmd|'/c calc'!A0\n".as_bytes()).await.says("nouveaux 2");
        let (id, draft) = latest(&app, &portrait).await;
        desk.press(&draft, "verifier", &[("col-0", "ignored"), ("col-1", "email"), ("col-2", "organisation"), ("has-heading", "oui"), ("heading", "oui")]).await.says("Anne Riou");
        import(&app, id).await;
        let csv = desk.browser.get(&format!("{}/export.csv", desk.at)).await;
        assert!(csv.body.contains(";'=cmd|'/c calc'!A0;"), "{}", csv.body);
        assert_eq!(shown(&app, &portrait).await, [
            " () <anne@mairie.invalid> Anne Riou []",
            " () <yann@mairie.invalid> =cmd|'/c calc'!A0 []",
        ]);
        // What is taken away is read back as it was: nothing to import.
        desk.upload("export.csv", csv.body.as_bytes()).await.says("déjà connus, sans changement 2").says("Il n’y a rien à importer");
    }

    async fn no_import_clears_an_opposition_or_a_bounce(app: TestApp) {
        let portrait = app.portrait().await;
        let desk = Desk::open(&app, &portrait).await;
        let anne = app.contact(&portrait, "Anne", "35184").await;
        let yann = app.contact(&portrait, "Yann", "35297").await;
        oppose(&app.app, anne.person.id, Stream::Event).await.unwrap();
        note_bounce(&app.app, yann.person.email.as_ref().unwrap(), "boîte inconnue").await.unwrap();
        let silent = |dump: &str| tables(dump, |name| matches!(name, "opposition" | "opposed_address" | "bounced_address"));
        let wanted = silent(&app.database.dump().await);
        assert!(wanted.contains("event") && wanted.contains("boîte inconnue"), "{wanted}");
        // Property: whatever the list, and whether it is undone, oppositions and bounces are what they were; importing
        // twice is importing once; undoing gives back what was there before.
        let mut runner = TestRunner::deterministic();
        let line = (0..6_usize, prop::sample::select(vec!["", "Anne Riou", "LE GOFF Jeanne"]), prop::sample::select(vec!["", "élu", "bénévole", "n’importe quoi"]), prop::sample::select(vec!["", "Gaël", "35184", "Nulle-Part"]), prop::sample::select(vec!["", "299000001", "demain"]), prop::sample::select(vec!["", "CCAS", "Mairie"]));
        let lists = prop::collection::vec(line, 1..7);
        let addresses = ["anne@mairie.invalid", "YANN@mairie.invalid", "lena@mairie.invalid", "pas une adresse", "", "denez@gmial.com"];
        for case in 0..12 {
            let lines = lists.new_tree(&mut runner).unwrap().current();
            let mut text = "Mail;Nom;Rôle;Commune;Tél;Structure\n".to_owned();
            for (who, name, role, commune, phone, body) in lines {
                let _ = writeln!(text, "{};{name};{role};{commune};{phone};{body}", addresses[who]);
            }
            let send = || SentList::File { name: "x.csv".to_owned(), bytes: text.clone().into_bytes() };
            let before = base(&app).await;
            let Ok(id) = open_import(&app.app, portrait.id, desk.person, send()).await else { continue };
            import(&app, id).await;
            let once = base(&app).await;
            let again = open_import(&app.app, portrait.id, desk.person, send()).await.unwrap();
            let plan = preview_import(&app.app, again).await.unwrap().plan;
            assert_eq!(plan.counts.written(), 0, "{case}: {text}\n{:?}", plan.rows);
            import(&app, again).await;
            assert_eq!(base(&app).await, once, "{case}: {text}");
            assert_eq!(silent(&app.database.dump().await), wanted, "{case}: {text}");
            // Half of them stay, so that later lists meet more people.
            if case % 2 == 0 {
                undo_import(&app.app, again).await.unwrap();
                undo_import(&app.app, id).await.unwrap();
                assert_eq!(base(&app).await, before, "{case}: {text}");
            }
            assert_eq!(silent(&app.database.dump().await), wanted, "{case}: {text}");
        }
        // And the stop rules still hold: nobody who objected or bounced is written to.
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty() && app.mails_to("yann@mairie.invalid").is_empty());
    }

    async fn contacts_are_found_added_corrected_and_erased_at_the_desk(app: TestApp) {
        let portrait = app.portrait().await;
        let mut desk = Desk::open(&app, &portrait).await;
        let new = format!("{}/nouveau", desk.at);
        desk.browser.submit(&new, &new, &[("name", "Jeanne"), ("email", "jeanne@gmial.com"), ("source", "")]).await
            .says("Vouliez-vous dire jeanne@gmail.com ?").says("Dites où ces coordonnées ont été trouvées");
        let added = desk.browser.submit(&new, &new, &[("name", "Jeanne Le Goff"), ("email", "jeanne@mairie.invalid"), ("roles", "elu"), ("roles", "acteur"), ("communes", "35184"), ("themes", "etre_aidee"), ("channel", "phone"), ("phone", "+33 2 99 00 00 01"), ("source", "rencontre")]).await;
        added.says("Jeanne Le Goff").says("Pas encore prévenu").says("adresse non confirmée");
        let letter = desk.browser.submit(&new, &new, &[("name", "Sans Mail"), ("postal_address", "1 rue du Port\n35360 Montauban"), ("source", "rencontre")]).await;
        letter.says("Pas d’adresse mail.");
        for (query, found) in [("role=elu", "1 contact"), ("role=technicien", "0 contact"), ("commune=35184&theme=etre_aidee", "1 contact"), ("etat=sans-mail", "1 contact"), ("etat=joignable", "1 contact"), ("etat=pas-prevenu", "2 contacts"), ("q=le+goff", "1 contact"), ("role=zzz", "2 contacts")] {
            desk.browser.get(&format!("{}?{query}", desk.at)).await.says(found);
        }
        // The address bounces: it comes first, with the field that corrects it, and the new one is free at once.
        note_bounce(&app.app, &"jeanne@mairie.invalid".parse().unwrap(), "550 boîte inconnue").await.unwrap();
        desk.browser.get(&desk.at.clone()).await.says("Adresses en échec").says("550 boîte inconnue");
        let jeanne = contacts(&app, &portrait).await.into_iter().find(|row| row.person.email.is_some()).unwrap();
        oppose(&app.app, jeanne.person.id, Stream::Update).await.unwrap();
        let sheet = format!("{}/{}", desk.at, jeanne.contact.id);
        let correct = format!("{sheet}/adresse");
        desk.browser.submit(&sheet, &correct, &[("email", "camille@portrea.invalid")]).await.says("Une autre personne a déjà cette adresse mail.");
        desk.browser.submit(&sheet, &correct, &[("email", "jeanne@")]).await.says("n’est pas complète");
        desk.browser.submit(&sheet, &correct, &[("email", "j.legoff@mairie.invalid")]).await.says("j.legoff@mairie.invalid").says("Cette personne ne veut plus");
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let link = app.mails_to("j.legoff@mairie.invalid")[0].link("/i/");
        desk.browser.get(&sheet).await.says("à propos d’une réunion").says("Prévenu de l’origine");
        let everything = desk.browser.get(&format!("{sheet}/export.json")).await.body;
        for words in ["Jeanne Le Goff", "j.legoff@mairie.invalid", "02 99 00 00 01", "rencontre", "demandes de vérification"] {
            assert!(everything.contains(words), "{words} is not in {everything}");
        }
        // Erasing asks to be confirmed, then leaves no trace of who they were; what they object to stays.
        let draft = SentList::Pasted("Jeanne Le Goff <J.LeGoff@mairie.invalid>; lena@mairie.invalid".to_owned());
        let waiting = open_import(&app.app, portrait.id, desk.person, draft).await.unwrap();
        let erase = format!("{sheet}/effacer");
        assert_eq!(desk.browser.submit(&sheet, &erase, &[]).await.status, 422);
        desk.browser.submit(&sheet, &erase, &[("confirmer", "oui")]).await.says("Sans Mail");
        let dump = app.database.dump().await;
        for words in ["Jeanne", "legoff", "LeGoff", "99 00 00 01"] {
            assert!(!dump.contains(words), "{words} is still in the base");
        }
        assert_eq!(preview_import(&app.app, waiting).await.unwrap().plan.counts.new, 1);
        assert_eq!(app.browser().get(&link).await.status, 410);
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.people().oppositions(jeanne.person.id).await.unwrap(), [Stream::Update]);
        drop(tx);
        // The same address comes back in a list: it still objects.
        let pasted = SentList::Pasted("j.legoff@mairie.invalid".to_owned());
        let id = open_import(&app.app, portrait.id, desk.person, pasted).await.unwrap();
        import(&app, id).await;
        let back = contacts(&app, &portrait).await.into_iter().find(|row| row.person.email.is_some()).unwrap();
        assert_ne!(back.person.id, jeanne.person.id);
        desk.browser.get(&format!("{}/{}", desk.at, back.contact.id)).await.says("Cette personne ne veut plus");
    }

    async fn somebody_elses_contacts_are_out_of_reach(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await;
        let mut desk = Desk::open(&app, &portrait).await;
        desk.upload("a.csv", b"x@mairie.invalid\n").await;
        let (_, draft) = latest(&app, &portrait).await;
        let address = "ailleurs@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &"200039022".parse().unwrap(), "", false).await.unwrap();
        app.send_mail().await;
        let key = app.mails_to("ailleurs@portrea.invalid")[0].link("/bureau/connexion/");
        let mut other = app.browser();
        other.submit(&key, &key, &[]).await;
        for path in [desk.at.clone(), draft, format!("{}/{}", desk.at, anne.contact.id), format!("{}/{}/export.json", desk.at, anne.contact.id), format!("{}/export.csv", desk.at), format!("{}/importer", desk.at)] {
            assert_eq!(other.get(&path).await.status, 403, "{path}");
            assert_eq!(app.browser().get(&path).await.status, 303, "{path}");
        }
    }

    async fn a_long_list_is_taken_in_whole(app: TestApp) {
        let portrait = app.portrait().await;
        let desk = Desk::open(&app, &portrait).await;
        let mut text = "Nom;Prénom;Mail;Commune\n".to_owned();
        for n in 0..20_000 {
            let _ = writeln!(text, "Nom{n};Anne;anne{n}@exemple.invalid;35184");
        }
        let sent = SentList::File { name: "grand.csv".to_owned(), bytes: text.into_bytes() };
        let id = open_import(&app.app, portrait.id, desk.person, sent).await.unwrap();
        import(&app, id).await;
        assert_eq!(contacts(&app, &portrait).await.len(), 20_000);
    }

    async fn the_first_unasked_mail_tells_people_where_their_address_was_found(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await;
        assert_eq!(anne.contact.noticed_at, None);
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        let told_at = app.app.now();
        app.send_mail().await;
        app.clock.set(told_at.plus_days(1));
        let link = app.mails_to("anne@mairie.invalid")[0].link("/i/");
        app.browser().submit(&link, &link, &[("reply", "yes")]).await;
        app.send_mail().await;
        let mut tx = app.app.storage.read().await.unwrap();
        let kept = tx.contacts().get(anne.contact.id).await.unwrap().unwrap();
        assert_eq!(kept.contact.noticed_at, Some(told_at));
    }
}

/// Says where a list comes from and takes it in.
async fn import(app: &TestApp, id: ImportId) {
    let edit = ImportEdit {
        source: Some("fichier de la CC".to_owned()),
        ..ImportEdit::default()
    };
    edit_import(&app.app, id, edit).await.unwrap();
    let print = preview_import(&app.app, id).await.unwrap().plan.fingerprint;
    run_import(&app.app, id, &print).await.unwrap();
}
