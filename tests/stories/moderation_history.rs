//! Changes that wait, are decided, disagree, or are taken back: nothing is lost, and history tells it all.

use std::collections::BTreeMap;

use portrea_actions::{
    ActionError, Choice, Decision, Publication, Published, Ruling, Typed, Undoing,
    decide_revisions, declare_listing, publish, save_draft, settle_dispute, undo_revision,
    withdraw_revision,
};
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::observation::{Door, RevisionState};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, PersonId, RevisionId};
use portrea_storage::{ContactRow, Review};

use crate::support::app::{TestApp, typed, wall};
use crate::support::stories;

const PHONE: &str = "contact.phone";
const NOTE: &str = "hours.note";

/// A town hall, somebody who answers for it, and the référent.
struct Scene {
    actor: ContactRow,
    listing: ListingId,
    referent: PersonId,
}

async fn scene(app: &TestApp) -> Scene {
    let portrait = app.portrait().await;
    let actor = app.contact(&portrait, "Anne", "35184").await;
    app.referent().await;
    let mut tx = app.app.storage.read().await.unwrap();
    let address = "camille@portrea.invalid".parse().unwrap();
    let referent = tx.people().by_email(&address).await.unwrap().unwrap();
    Scene {
        listing: actor.contact.listing_id.unwrap(),
        actor,
        referent: referent.id,
    }
}

async fn says(
    app: &TestApp,
    who: PersonId,
    listing: ListingId,
    said: &[Typed],
    door: Door,
) -> Published {
    save_draft(&app.app, who, listing, said).await.unwrap();
    publishes(app, who, listing, door).await
}

async fn publishes(app: &TestApp, who: PersonId, listing: ListingId, door: Door) -> Published {
    let publication = Publication {
        person_id: who,
        listing_id: listing,
        door,
        unchanged: vec![],
    };
    publish(&app.app, &publication).await.unwrap()
}

async fn waiting(app: &TestApp, listing: ListingId) -> Vec<Review> {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.reviews().waiting(listing).await.unwrap()
}

async fn said(app: &TestApp, listing: ListingId) -> Vec<Review> {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.reviews().of_listing(listing).await.unwrap()
}

async fn version(app: &TestApp, listing: ListingId) -> i64 {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.reviews().version(listing).await.unwrap()
}

async fn stored(app: &TestApp, listing: ListingId) -> Listing {
    let mut tx = app.app.storage.read().await.unwrap();
    tx.listings().require(listing).await.unwrap()
}

async fn decides(
    app: &TestApp,
    scene: &Scene,
    ids: Vec<RevisionId>,
    decision: Decision,
) -> Result<usize, ActionError> {
    let ruling = Ruling {
        referent: scene.referent,
        listing: scene.listing,
        revisions: ids,
        decision,
        seen: version(app, scene.listing).await,
    };
    decide_revisions(&app.app, &ruling).await
}

/// Replaying the accepted revisions of a listing gives the listing, and each says what stood when it was applied.
async fn replays(app: &TestApp, listing: ListingId) {
    let mut tx = app.app.storage.read().await.unwrap();
    let mut document = Document::default();
    for row in tx.observations().history(listing).await.unwrap() {
        let stood = document.set(row.revision.path, row.revision.new);
        assert_eq!(stood, row.revision.old);
    }
    assert_eq!(
        document,
        tx.listings().require(listing).await.unwrap().document
    );
}

stories! {
    async fn saying_that_a_place_is_open_waits_for_nobody_and_closing_it_does(app: TestApp) {
        let scene = scene(&app).await;
        let person = scene.actor.person.id;
        says(&app, person, scene.listing, &[typed("place.status", "open")], Door::Form).await;
        assert!(waiting(&app, scene.listing).await.is_empty());
        assert_eq!(stored(&app, scene.listing).await.document.text("place.status"), Some("open"));
        says(&app, person, scene.listing, &[typed("place.status", "closed")], Door::Form).await;
        assert_eq!(waiting(&app, scene.listing).await.len(), 1);
        assert!(!stored(&app, scene.listing).await.is_closed());
    }

    async fn what_is_sensitive_waits_and_its_section_is_verified_once_accepted_as_of_the_day_it_was_said(app: TestApp) {
        let scene = scene(&app).await;
        let before = app.value(scene.listing, PHONE).await;
        let person = scene.actor.person.id;
        let published = says(&app, person, scene.listing, &[typed(PHONE, "0299000001"), typed(NOTE, "Sonnez")], Door::Form).await;
        assert_eq!((published.changed, published.waiting), (1, 1));
        assert_eq!(app.value(scene.listing, PHONE).await, before);
        app.browser().get(&format!("/lieux/{}", scene.listing)).await.says("Sonnez");
        assert!(stored(&app, scene.listing).await.verified(SectionKey::Contact).is_none());

        app.clock.set(wall("2026-11-05T09:00:00"));
        let ids = waiting(&app, scene.listing).await.iter().map(|one| one.revision.id).collect::<Vec<_>>();
        assert_eq!(decides(&app, &scene, ids.clone(), Decision::Accept).await.unwrap(), 1);
        assert_eq!(decides(&app, &scene, ids, Decision::Accept).await.unwrap(), 0, "twice changes nothing");
        let listing = stored(&app, scene.listing).await;
        assert_eq!(listing.document.text(PHONE), Some("02 99 00 00 01"));
        assert_eq!(listing.verified(SectionKey::Contact).unwrap().at, wall("2026-11-02T09:00:00"));
        replays(&app, scene.listing).await;
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty(), "nothing is sent for an acceptance");
    }

    async fn what_the_referent_says_or_writes_down_passes_at_once(app: TestApp) {
        let scene = scene(&app).await;
        let published = says(&app, scene.referent, scene.listing, &[typed(PHONE, "0299000002")], Door::Form).await;
        assert_eq!((published.changed, published.waiting), (1, 0));
        let published = says(&app, scene.actor.person.id, scene.listing, &[typed(PHONE, "0299000003")], Door::Phone).await;
        assert_eq!((published.changed, published.waiting), (1, 0));
        let portrait = app.portrait().await;
        let stranger = app.contact(&portrait, "Mael", "35297").await.person.id;
        let published = says(&app, stranger, scene.listing, &[typed(NOTE, "Fermé")], Door::Chat).await;
        assert_eq!((published.changed, published.waiting), (0, 1), "everything a stranger says waits");
    }

    async fn several_refusals_are_told_in_one_mail_with_their_reasons(app: TestApp) {
        let scene = scene(&app).await;
        let person = scene.actor.person.id;
        says(&app, person, scene.listing, &[typed(PHONE, "0299000001"), typed("place.status", "closed")], Door::Form).await;
        assert!(!stored(&app, scene.listing).await.is_closed());
        let refused = decides(&app, &scene, vec![waiting(&app, scene.listing).await[0].revision.id], Decision::Refuse(" ".to_owned())).await;
        assert!(matches!(refused, Err(ActionError::Refused(_))), "a reason is needed");
        for review in waiting(&app, scene.listing).await {
            decides(&app, &scene, vec![review.revision.id], Decision::Refuse("Le standard répond toujours. <b>".to_owned())).await.unwrap();
            app.clock.set(app.app.now().plus_minutes(2));
        }
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty(), "it waits for what else is decided");
        app.clock.set(app.app.now().plus_minutes(20));
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 1);
        for words in ["Téléphone public", "02 99 00 00 01", "Le standard répond toujours."] {
            assert!(mails[0].text.contains(words), "{}", mails[0].text);
        }
        assert!(!mails[0].raw.contains("toujours. <b>\r\n</"), "inert");
        app.browser().get(&mails[0].link("/f/")).await.says("Mairie de Montauban-de-Bretagne");
        replays(&app, scene.listing).await;
    }

    async fn a_referent_may_write_something_else_instead(app: TestApp) {
        let scene = scene(&app).await;
        let before = app.value(scene.listing, PHONE).await;
        says(&app, scene.actor.person.id, scene.listing, &[typed(PHONE, "0299000001")], Door::Form).await;
        let id = waiting(&app, scene.listing).await[0].revision.id;
        let wrong = decides(&app, &scene, vec![id], Decision::Correct(vec!["12".to_owned()])).await;
        assert!(matches!(wrong, Err(ActionError::Fields(_))));
        assert_eq!(app.value(scene.listing, PHONE).await, before);
        decides(&app, &scene, vec![id], Decision::Correct(vec!["0299000009".to_owned()])).await.unwrap();
        assert_eq!(app.value(scene.listing, PHONE).await.as_deref(), Some("02 99 00 00 09"));
        let told = said(&app, scene.listing).await;
        let state = told.iter().find(|one| one.revision.id == id).unwrap().state;
        assert_eq!(state, RevisionState::Corrected);
        replays(&app, scene.listing).await;
    }

    async fn what_changed_since_the_page_was_read_is_read_again_before_it_is_decided(app: TestApp) {
        let scene = scene(&app).await;
        says(&app, scene.actor.person.id, scene.listing, &[typed(PHONE, "0299000001")], Door::Form).await;
        let id = waiting(&app, scene.listing).await[0].revision.id;
        let seen = version(&app, scene.listing).await;
        says(&app, scene.referent, scene.listing, &[typed(PHONE, "0299000002")], Door::Desk).await;
        let ruling = Ruling { referent: scene.referent, listing: scene.listing, revisions: vec![id], decision: Decision::Accept, seen };
        assert!(matches!(decide_revisions(&app.app, &ruling).await, Err(ActionError::Refused(_))));
        assert_eq!(app.value(scene.listing, PHONE).await.as_deref(), Some("02 99 00 00 02"));
        // Read again, it is applied to what stands now.
        decides(&app, &scene, vec![id], Decision::Accept).await.unwrap();
        assert_eq!(app.value(scene.listing, PHONE).await.as_deref(), Some("02 99 00 00 01"));
        replays(&app, scene.listing).await;
    }

    async fn a_change_is_taken_back_by_a_new_one_that_says_so(app: TestApp) {
        let scene = scene(&app).await;
        let before = app.value(scene.listing, PHONE).await;
        says(&app, scene.actor.person.id, scene.listing, &[typed(PHONE, "0299000001")], Door::Form).await;
        let id = waiting(&app, scene.listing).await[0].revision.id;
        assert!(matches!(undo_revision(&app.app, scene.referent, id, true).await, Err(ActionError::Refused(_))), "it was never public");
        decides(&app, &scene, vec![id], Decision::Accept).await.unwrap();
        assert_eq!(undo_revision(&app.app, scene.referent, id, false).await.unwrap(), Undoing::Undone);
        assert_eq!(app.value(scene.listing, PHONE).await, before);
        assert_eq!(undo_revision(&app.app, scene.referent, id, false).await.unwrap(), Undoing::AlreadySo);
        let told = said(&app, scene.listing).await;
        assert_eq!(told[0].undoes, Some(id));
        assert_eq!((told[0].observation.door, told[0].observation.source.as_str()), (Door::Desk, "annulation"));
        // The undoing is undone like any other change.
        assert_eq!(undo_revision(&app.app, scene.referent, told[0].revision.id, false).await.unwrap(), Undoing::Undone);
        assert_eq!(app.value(scene.listing, PHONE).await.as_deref(), Some("02 99 00 00 01"));
        replays(&app, scene.listing).await;
    }

    async fn taking_back_what_changed_again_since_has_to_be_confirmed(app: TestApp) {
        let scene = scene(&app).await;
        let person = scene.actor.person.id;
        says(&app, person, scene.listing, &[typed(NOTE, "Un")], Door::Form).await;
        let id = said(&app, scene.listing).await[0].revision.id;
        says(&app, person, scene.listing, &[typed(NOTE, "Deux")], Door::Form).await;
        let Undoing::ChangedSince(later) = undo_revision(&app.app, scene.referent, id, false).await.unwrap() else {
            panic!("it should have asked");
        };
        assert_eq!(later.revision.new, Some("Deux".into()));
        assert_eq!(app.value(scene.listing, NOTE).await.as_deref(), Some("Deux"));
        assert_eq!(undo_revision(&app.app, scene.referent, id, true).await.unwrap(), Undoing::Undone);
        assert_eq!(app.value(scene.listing, NOTE).await, None);
        let name = said(&app, scene.listing).await.into_iter().find(|one| one.revision.path == Path::field("place.name")).unwrap();
        let needed = undo_revision(&app.app, scene.referent, name.revision.id, true).await;
        assert!(matches!(needed, Err(ActionError::Refused(words)) if words.contains("sans réponse")));
        replays(&app, scene.listing).await;
    }

    async fn taking_back_a_service_takes_all_of_it_and_brings_all_of_it_back(app: TestApp) {
        let scene = scene(&app).await;
        let person = scene.actor.person.id;
        let service = portrea_domain::ServiceId::mint(app.app.now(), &*app.app.entropy);
        let field = |key: &str, text: &str| Typed { path: Path::service(service, key), texts: vec![text.to_owned()] };
        says(&app, person, scene.listing, &[field("family", "etre_aidee"), field("name", "Permanence")], Door::Form).await;
        says(&app, person, scene.listing, &[field("fee", "gratuit")], Door::Form).await;
        let whole = stored(&app, scene.listing).await.document;
        let family = Path::service(service, "family");
        let added = said(&app, scene.listing).await.into_iter().find(|one| one.revision.path == family).unwrap();
        assert_eq!(undo_revision(&app.app, scene.referent, added.revision.id, true).await.unwrap(), Undoing::Undone);
        let bare = stored(&app, scene.listing).await.document;
        assert!(bare.iter().all(|(path, _)| path.as_service().is_none()));
        let gone = said(&app, scene.listing).await.into_iter().find(|one| one.revision.path == family).unwrap();
        assert_eq!(undo_revision(&app.app, scene.referent, gone.revision.id, false).await.unwrap(), Undoing::Undone);
        assert_eq!(stored(&app, scene.listing).await.document, whole);
        replays(&app, scene.listing).await;
    }

    async fn whatever_became_of_what_was_said_history_replays(app: TestApp) {
        let scene = scene(&app).await;
        let person = scene.actor.person.id;
        for (phone, fate) in [("0299000001", 0), ("0299000002", 1), ("0299000003", 2), ("0299000004", 3), ("0299000005", 0)] {
            says(&app, person, scene.listing, &[typed(PHONE, phone), typed(NOTE, phone)], Door::Form).await;
            let id = waiting(&app, scene.listing).await[0].revision.id;
            match fate {
                0 => drop(decides(&app, &scene, vec![id], Decision::Accept).await.unwrap()),
                1 => drop(decides(&app, &scene, vec![id], Decision::Refuse("Non".to_owned())).await.unwrap()),
                2 => assert!(withdraw_revision(&app.app, person, scene.listing, id).await.unwrap()),
                _ => drop(decides(&app, &scene, vec![id], Decision::Correct(vec!["3939".to_owned()])).await.unwrap()),
            }
            let last = said(&app, scene.listing).await.into_iter().find(|one| one.revision.path == Path::field(NOTE)).unwrap();
            undo_revision(&app.app, scene.referent, last.revision.id, false).await.unwrap();
            app.clock.set(app.app.now().plus_hours(1));
            replays(&app, scene.listing).await;
        }
        let states: Vec<RevisionState> = said(&app, scene.listing).await.into_iter().map(|one| one.state).collect();
        for state in [RevisionState::Accepted, RevisionState::Refused, RevisionState::Withdrawn, RevisionState::Corrected] {
            assert!(states.contains(&state), "{state:?}");
        }
    }

    async fn in_whatever_order_two_people_speak_no_answer_is_lost(app: TestApp) {
        let portrait = app.portrait().await;
        let one = app.contact(&portrait, "Anne", "35184").await.person.id;
        let two = app.contact(&portrait, "Yann", "35297").await.person.id;
        for order in orders() {
            let listing = shared_place(&app, one, two).await;
            let mut scripts = [script(one, [typed(NOTE, "un"), typed("access.conditions", "un")]), script(two, [typed("access.conditions", "deux"), typed("access.modes", "telephoner")])];
            let mut disputed: Option<(PersonId, Value)> = None;
            for &turn in &order {
                let step = scripts[turn].remove(0);
                if let Some(found) = play(&app, listing, step).await {
                    disputed = Some(found);
                }
            }
            assert_eq!(app.value(listing, NOTE).await.as_deref(), Some("un"), "{order:?}");
            let modes = stored(&app, listing).await.document.get(&Path::field("access.modes")).cloned();
            assert_eq!(modes, Some(Value::Many(vec!["telephoner".to_owned()])), "{order:?}");
            let accepted: Vec<Value> = said(&app, listing).await.into_iter()
                .filter(|review| review.revision.path == Path::field("access.conditions"))
                .filter_map(|review| review.revision.new)
                .collect();
            for (person, text) in [(one, "un"), (two, "deux")] {
                let text = Value::from(text);
                let is_kept = accepted.contains(&text) || disputed == Some((person, text));
                assert!(is_kept, "{order:?}: what {person} said is lost");
            }
            if let Some((person, value)) = disputed {
                let seen = version(&app, listing).await;
                let path = Path::field("access.conditions");
                settle_dispute(&app.app, person, listing, &path, Choice::Mine, seen).await.unwrap();
                let published = publishes(&app, person, listing, Door::Form).await;
                assert_eq!((published.changed, published.disputed.len()), (1, 0));
                assert_eq!(app.value(listing, "access.conditions").await.as_deref(), value.as_text());
            }
            replays(&app, listing).await;
        }
    }
}

/// One step of somebody: an answer saved, or what was saved published.
enum Step {
    Save(PersonId, Typed),
    Publish(PersonId),
}

fn script(person: PersonId, said: [Typed; 2]) -> Vec<Step> {
    let saved = said.map(|answer| Step::Save(person, answer));
    saved.into_iter().chain([Step::Publish(person)]).collect()
}

/// All the orders in which two people can take three steps each.
fn orders() -> Vec<Vec<usize>> {
    (0_u32..64)
        .filter(|bits| bits.count_ones() == 3)
        .map(|bits| {
            (0..6)
                .map(|place| usize::from(bits >> place & 1 == 1))
                .collect()
        })
        .collect()
}

/// A step; the answer that stays in a draft because it is disputed, if one does.
async fn play(app: &TestApp, listing: ListingId, step: Step) -> Option<(PersonId, Value)> {
    match step {
        Step::Save(person, answer) => {
            save_draft(&app.app, person, listing, &[answer])
                .await
                .unwrap();
            None
        }
        Step::Publish(person) => {
            let published = publishes(app, person, listing, Door::Form).await;
            let mut tx = app.app.storage.read().await.unwrap();
            let draft = tx.drafts().get(person, listing).await.unwrap();
            assert_eq!(
                draft.keys().cloned().collect::<Vec<_>>(),
                published.disputed
            );
            let held: BTreeMap<Path, Option<Value>> = draft;
            held.into_values()
                .flatten()
                .next()
                .map(|value| (person, value))
        }
    }
}

/// A place both answer for.
async fn shared_place(app: &TestApp, one: PersonId, two: PersonId) -> ListingId {
    let said = [
        typed("place.name", "Maison commune"),
        typed("place.commune", "35184"),
    ];
    let listing = declare_listing(&app.app, one, Door::Day, &said)
        .await
        .unwrap();
    for person in [one, two] {
        app.form_path(person, listing.id).await;
    }
    listing.id
}
