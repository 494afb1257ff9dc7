//! GET and HEAD change nothing: every page that can be reached is opened, and the database compared.

use std::collections::{BTreeSet, VecDeque};

use portrea_actions::{
    LetterSubject, MailingDraft, NewTable, Typed, decide_mailing, draft_mailing, give_link,
    invite_referent, link_url, prepare_letters, prepare_mailing, prepare_table, print_letters,
    run_freshness, save_draft,
};
use portrea_domain::document::Path;
use portrea_domain::event::Event;
use portrea_domain::link::LinkPurpose;
use portrea_domain::mailing::MailingKind;
use portrea_domain::person::Role;
use portrea_domain::questionnaire::Family;
use portrea_domain::{ListingId, PersonId, ServiceId};

use crate::support::app::{EPCI, Mail, TestApp, path_of};
use crate::support::browser::Browser;
use crate::support::stories;

/// Pages enough to meet every route; lists repeat themselves.
const PAGES: usize = 400;
/// Days of forecasts that are opened: each one is the whole future computed anew.
const DAYS: usize = 2;
/// Routes a crawl meets last, or only by its own form: opened first.
const FIRST: [&str; 16] = [
    "/",
    "/methode",
    "/donnees",
    "/chat",
    "/code",
    "/communes?q=rennes",
    "/declarer",
    "/declarer/merci",
    "/lien",
    "/vie-privee",
    "/courriels",
    "/bureau",
    "/bureau/connexion",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// The patterns of every route that answers GET, read in the sources of the services.
fn get_routes() -> Vec<String> {
    let mut routes = Vec::new();
    for (_, text) in super::tidy::sources_of(&["services", "shared/web"]) {
        for rest in text.split(".route(").skip(1) {
            let call: String = rest
                .split(".route(")
                .next()
                .unwrap_or_default()
                .chars()
                .take(160)
                .collect();
            let call = call.split(")\n").next().unwrap_or_default();
            if let Some(pattern) = call.split('"').nth(1)
                && call.contains("get(")
            {
                routes.push(pattern.to_owned());
            }
        }
    }
    routes
}

/// Whether a path answers to a pattern like `/lieux/{id}`.
fn answers(path: &str, pattern: &str) -> bool {
    let path: Vec<&str> = path
        .split('?')
        .next()
        .unwrap_or_default()
        .split('/')
        .collect();
    let pattern: Vec<&str> = pattern.split('/').collect();
    path.len() == pattern.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(wanted, found)| wanted.starts_with('{') || wanted == found)
}

/// A service in the draft, so that its page exists.
async fn declare_a_service(app: &TestApp, person: PersonId, listing: ListingId) {
    let id = ServiceId::mint(app.app.now(), &*app.app.entropy);
    let typed = |key: &str, text: &str| Typed {
        path: Path::service(id, key),
        texts: vec![text.to_owned()],
    };
    let answers = [
        typed("family", Family::Help.as_str()),
        typed("name", "Aide à l’accueil"),
    ];
    save_draft(&app.app, person, listing, &answers)
        .await
        .unwrap();
}

/// A send somebody prepares, and one that is decided and waits.
async fn prepare_sends(app: &TestApp, event: &Event) {
    let invitation = MailingDraft::invite_everybody();
    let reminder = MailingDraft {
        kind: MailingKind::Reminder,
        ..MailingDraft::invite_everybody()
    };
    draft_mailing(&app.app, event.id, &invitation)
        .await
        .unwrap();
    let id = draft_mailing(&app.app, event.id, &reminder)
        .await
        .unwrap()
        .id;
    let list = prepare_mailing(&app.app, id).await.unwrap();
    let address = "camille@portrea.invalid".parse().unwrap();
    let mut tx = app.app.storage.read().await.unwrap();
    let by = tx.people().by_email(&address).await.unwrap().unwrap().id;
    drop(tx);
    decide_mailing(&app.app, id, by, &list.fingerprint)
        .await
        .unwrap();
}

/// The pages of sends and of what will leave, down to the mails themselves: every other list leads there late.
async fn send_pages(browser: &mut Browser, desk: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for list in ["envois", "previsions"] {
        let start = format!("{desk}/{list}");
        let mut level = vec![start.clone()];
        // A list, what it holds, the mails in it, their HTML.
        for _ in 0..4 {
            let mut next = Vec::new();
            for page in level.iter().take(4) {
                let links = browser.get(page).await.links();
                next.extend(links.into_iter().filter(|link| link.starts_with(&start)));
            }
            next.retain(|link| !pages.contains(link));
            pages.append(&mut level);
            level = next;
        }
        pages.append(&mut level);
    }
    pages
}

/// The day of a forecast, in the address of one of its pages.
fn day_of(path: &str) -> Option<&str> {
    let (_, day) = path.split_once("/previsions/")?;
    day.split('/').next()
}

stories! {
    async fn opening_every_link_of_every_page_and_mail_changes_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        app.contact(&portrait, "Yann", "35297").await;
        let event = app.event(&portrait).await;
        run_freshness(&app.app).await.unwrap();
        app.invite_all(&event).await;
        app.contact(&portrait, "Lena", "35135").await;
        let address = "camille@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &EPCI.parse().unwrap(), "Camille", false).await.unwrap();
        app.send_mail().await;

        // One browser signed in to the desk, with a chat: every door is open to the crawl.
        let mut browser = app.browser();
        let key = app.mails_to("camille@portrea.invalid")[0].link("/bureau/connexion/");
        browser.submit(&key, &key, &[]).await;
        browser.submit("/chat", "/chat", &[("text", "bonjour")]).await;

        let invitation = app.mails_to("anne@mairie.invalid").iter().flat_map(Mail::links).find(|link| link.starts_with("/i/")).unwrap();
        browser.submit(&invitation, &invitation, &[("reply", "yes")]).await;
        app.send_mail().await;
        let preferences = give_link(&app.app, contact.person.id, LinkPurpose::Preferences).await.unwrap();
        let preferences = path_of(&link_url(&app.app, &preferences));
        let listing = app.town_hall("35184").await;
        let form = app.form_path(contact.person.id, listing).await;
        declare_a_service(&app, contact.person.id, listing).await;
        prepare_sends(&app, &event).await;

        app.contact_by_letter(&portrait, "Job", "35135", "1 rue du Four\n35290 MUEL").await;
        let letters = prepare_letters(&app.app, portrait.id, LetterSubject::Meeting(event.id)).await.unwrap();
        let what = (letters.fingerprint.as_str(), "Venez.");
        print_letters(&app.app, portrait.id, LetterSubject::Meeting(event.id), what, contact.person.id).await.unwrap();

        let new = NewTable { label: "Table 1".to_owned(), ..NewTable::default() };
        let table = prepare_table(&app.app, event.id, new).await.unwrap();
        // A list of contacts that waits to be read.
        let list = format!("/bureau/portraits/{}/contacts/importer", portrait.id);
        browser.upload(&list, &list, "contacts.csv", b"Nom;Mail\nJeanne;jeanne@gmial.com\nAnne;anne@mairie.invalid\n").await.says("Relire la liste");

        let before = app.database.dump().await;
        let mut waiting: VecDeque<String> = FIRST.map(str::to_owned).into();
        for section in ["place", "contact", "hours", "offer", "offer/nouveau", "publics", "access", "merci", "affiche.pdf", "publier", "passer-la-main", "ferme", "pas-nous", "arreter", "mon-nom", "mes-donnees", "mes-donnees/effacer"] {
            waiting.push_back(format!("{form}/{section}"));
        }
        let invited = app.app.storage.read().await.unwrap().invitations().of_event(event.id).await.unwrap();
        waiting.push_back(format!("/bureau/badge/{}", invited[0].invitation.id));
        let desk = format!("/bureau/portraits/{}", portrait.id);
        for page in ["presence", "presence.pdf", "presence/application.webmanifest", "tables", "tables.pdf", "compte-rendu", "compte-rendu.pdf"] {
            waiting.push_back(format!("{desk}/reunions/{}/{page}", event.id));
        }
        for page in [format!("/bureau/lieux/{listing}/historique"), format!("{desk}/a-valider"), format!("/lieux/{listing}/signaler")] {
            waiting.push_back(page);
        }
        waiting.push_back(format!("/table/{}", app.app.house.secret.table_token(table.id)));
        for page in ["", "/fiche.pdf"] {
            waiting.push_back(format!("{desk}/appels/{}{page}", contact.person.id));
        }
        waiting.extend(browser.get(&format!("{desk}/courriers")).await.links());
        let contacts = format!("/bureau/portraits/{}/contacts", portrait.id);
        for page in ["", "/nouveau", "/export.csv", "/importer", &format!("/{}", contact.contact.id), &format!("/{}/export.json", contact.contact.id)] {
            waiting.push_back(format!("{contacts}{page}"));
        }
        waiting.extend(send_pages(&mut browser, &desk).await);
        waiting.extend(browser.get(&list).await.links().into_iter().filter(|link| link.starts_with(&list)));
        waiting.extend(app.mails().iter().flat_map(Mail::links));
        for start in [&invitation, &preferences] {
            waiting.push_front(format!("{start}/mes-donnees"));
        }
        let mut seen = BTreeSet::new();
        let mut days = BTreeSet::new();
        while let Some(path) = waiting.pop_front() {
            let path = path.split('#').next().unwrap_or_default().to_owned();
            if let Some(day) = day_of(&path)
                && !days.contains(day)
                && (days.len() >= DAYS || !days.insert(day.to_owned()))
            {
                continue;
            }
            if seen.len() >= PAGES || !seen.insert(path.clone()) {
                continue;
            }
            let answer = browser.get(&path).await;
            assert!(answer.status.as_u16() < 400 || answer.status == 410, "GET {path}: {}", answer.status);
            // The body of a mail has a policy of its own, and styles of its own.
            assert!(path.ends_with("/html") || !answer.body.contains("<script>") && !answer.body.contains(" style=\""), "inline script or style in {path}");
            browser.head(&path).await;
            // The desk has few pages and many routes: they are met before the lists of places.
            for link in answer.links() {
                if link.starts_with("/bureau") {
                    waiting.push_front(link);
                } else {
                    waiting.push_back(link);
                }
            }
        }
        assert!(seen.len() > 60, "only {} pages were reached: {seen:?}", seen.len());
        for route in get_routes() {
            assert!(seen.iter().any(|path| answers(path, &route)), "GET {route} was never opened");
        }
        assert_eq!(app.database.dump().await, before);
    }
}
