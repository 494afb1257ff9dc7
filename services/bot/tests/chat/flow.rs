//! The one flow: what came in is answered once, whatever happens in between.

use std::collections::BTreeMap;
use std::sync::Arc;

use portrea_actions::{Publication, Typed, draft_of, publish, save_draft};
use portrea_bot::core::Incoming;
use portrea_bot::engine::{Body, Handled};
use portrea_domain::conversation::ChatChannel;
use portrea_domain::document::Path;
use portrea_domain::invitation::Reply;
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use tokio::task::JoinSet;

use super::house::{Story, stories, story, text};

const CHAT: &str = "42";

fn start(token: &str) -> Incoming {
    Incoming::Start {
        payload: Some(token.to_owned()),
    }
}

/// Jeanne is known and looks at her town hall.
async fn at_listing(story: &Story) {
    let token = story.form_token(story.jeanne).await;
    story.comes_in(CHAT, 1, start(&token)).await;
}

async fn press(story: &Story, update: i64, label: &str) -> Handled {
    let tap = story.button(CHAT, label).await;
    story.comes_in(CHAT, update, tap).await
}

#[tokio::test]
async fn the_chat_shows_and_fills_the_same_draft_as_the_form() {
    for story in stories().await {
        let typed = Typed {
            path: Path::field("contact.phone"),
            texts: vec!["0296452019".to_owned()],
        };
        save_draft(&story.app, story.jeanne, story.listing, &[typed])
            .await
            .unwrap();
        at_listing(&story).await;
        assert!(story.last(CHAT).await.contains(
            "Comment le joindre (modifié, pas encore publié)\nTéléphone public : 02 96 45 20 19"
        ));

        press(&story, 2, "Modifier").await;
        press(&story, 3, "Les horaires d’ouverture").await;
        story.comes_in(CHAT, 4, text("lundi et jeudi 9h-12h")).await;
        press(&story, 5, "Oui, c’est cela").await;
        let draft = draft_of(&story.app, story.jeanne, story.listing)
            .await
            .unwrap();
        let expected = [
            ("contact.phone", "02 96 45 20 19"),
            ("hours.opening", "Mo,Th 09:00-12:00"),
        ];
        let expected: BTreeMap<_, _> = expected
            .map(|(key, value)| (Path::field(key), Some(value.into())))
            .into();
        assert_eq!(draft, expected);
    }
}

#[tokio::test]
async fn publishing_by_chat_verifies_what_is_known_and_names_the_door() {
    for story in stories().await {
        at_listing(&story).await;
        press(&story, 2, "Tout est exact").await;
        assert!(
            story
                .last(CHAT)
                .await
                .starts_with("Merci. La fiche « Mairie de Bégard » est vérifiée")
        );
        let listing = story.listing().await;
        for section in SectionKey::ALL {
            // Nobody vouches for what is still unknown.
            let known = listing.document.answers_section(section);
            let door = listing.verified(section).map(|verified| verified.door);
            assert_eq!(door, known.then_some(Door::Chat), "{section:?}");
        }
        assert!(listing.verified(SectionKey::Place).is_some());
    }
}

#[tokio::test]
async fn an_update_that_comes_again_says_nothing() {
    for story in stories().await {
        at_listing(&story).await;
        let exact = story.button(CHAT, "Tout est exact").await;
        assert_eq!(
            story.comes_in(CHAT, 2, exact.clone()).await,
            Handled::Answered
        );
        let before = story.turns(ChatChannel::Telegram, CHAT).await;
        assert_eq!(story.comes_in(CHAT, 2, exact).await, Handled::Already);
        assert_eq!(story.turns(ChatChannel::Telegram, CHAT).await, before);
    }
}

#[tokio::test]
async fn a_crash_after_publishing_and_before_saying_so_is_harmless() {
    for story in stories().await {
        at_listing(&story).await;
        press(&story, 2, "Modifier").await;
        press(&story, 3, "Comment le joindre").await;
        story.comes_in(CHAT, 4, text("0296452019")).await;
        story.comes_in(CHAT, 5, text("menu")).await;
        press(&story, 6, "Fiche : Mairie de Bégard").await;
        let publication = story
            .button(CHAT, "Publier mes changements seulement")
            .await;
        // The effect is carried out, and the process dies before it keeps what it says.
        let effect = Publication {
            person_id: story.jeanne,
            listing_id: story.listing,
            door: Door::Chat,
            unchanged: vec![],
        };
        publish(&story.app, &effect).await.unwrap();

        story.comes_in(CHAT, 7, publication).await;
        assert!(
            story
                .last(CHAT)
                .await
                .contains("ce que vous avez dit est déjà en ligne")
        );
        let mut tx = story.app.storage.read().await.unwrap();
        let by_chat = tx.observations().of_listing(story.listing).await.unwrap();
        assert_eq!(
            by_chat
                .iter()
                .filter(|observation| observation.door == Door::Chat)
                .count(),
            1
        );
    }
}

#[tokio::test]
async fn many_things_at_once_are_all_answered_and_none_is_lost() {
    for story in stories().await {
        at_listing(&story).await;
        let story = Arc::new(story);
        let mut running = JoinSet::new();
        for update in 2..6 {
            let story = Arc::clone(&story);
            running.spawn(async move {
                story
                    .comes_in(CHAT, update, text(&format!("message {update}")))
                    .await
            });
        }
        assert_eq!(running.join_all().await, [Handled::Answered; 4]);
        let turns = story.turns(ChatChannel::Telegram, CHAT).await;
        assert_eq!(turns.len(), 1 + 4 * 2);
        for pair in turns[1..].chunks(2) {
            assert!(
                matches!(pair, [Body::Said { .. }, Body::House(_)]),
                "{pair:?}"
            );
        }
    }
}

#[tokio::test]
async fn choices_pressed_at_the_same_instant_are_all_ticked() {
    for story in stories().await {
        at_listing(&story).await;
        press(&story, 2, "Modifier").await;
        press(&story, 3, "Les publics accueillis").await;
        let story = Arc::new(story);
        let mut running = JoinSet::new();
        for (update, label) in (4..).zip(["Jeunes", "Étudiants", "Seniors", "Familles, enfants"]) {
            let (story, tap) = (Arc::clone(&story), story.button(CHAT, label).await);
            running.spawn(async move { story.comes_in(CHAT, update, tap).await });
        }
        assert_eq!(running.join_all().await, [Handled::Answered; 4]);
        press(&story, 8, "C’est bon").await;
        let draft = draft_of(&story.app, story.jeanne, story.listing)
            .await
            .unwrap();
        let served = draft[&Path::field("publics.served")].clone().unwrap();
        assert_eq!(
            served.as_many(),
            ["jeunes", "etudiants", "familles", "seniors"]
        );
    }
}

#[tokio::test]
async fn an_invitation_is_answered_once_however_often_the_button_comes() {
    for story in stories().await {
        let invitation = {
            let mut tx = story.app.storage.read().await.unwrap();
            tx.invitations().of_person(story.jeanne).await.unwrap()[0]
                .invitation
                .id
        };
        let token = story
            .token(story.jeanne, LinkPurpose::Invitation(invitation))
            .await;
        story.comes_in(CHAT, 1, start(&token)).await;
        let yes = story.button(CHAT, "Oui, je viens").await;
        story.comes_in(CHAT, 2, yes).await;
        assert!(
            story
                .last(CHAT)
                .await
                .contains("C’est noté : Oui, je viens.")
        );
        story.comes_in(CHAT, 3, text("menu")).await;
        press(&story, 4, "Réunion : Présentation").await;
        press(&story, 5, "Oui, je viens").await;
        let mut tx = story.app.storage.read().await.unwrap();
        let answer = tx
            .invitations()
            .get(invitation)
            .await
            .unwrap()
            .unwrap()
            .invitation
            .answer
            .unwrap();
        assert_eq!(
            (answer.reply, answer.door, answer.count),
            (Reply::Yes, Door::Chat, 1)
        );
    }
}

#[tokio::test]
async fn a_commune_nobody_knows_is_refused_in_words() {
    let story = story().await;
    at_listing(&story).await;
    press(&story, 2, "Modifier").await;
    press(&story, 3, "Le lieu").await;
    for update in 4..10 {
        press_first(&story, update, &["Ne change pas", "Passer"]).await;
    }
    story.comes_in(CHAT, 10, text("Bagdad")).await;
    assert!(
        story
            .last(CHAT)
            .await
            .contains("Aucune commune ne s’appelle « Bagdad »"),
        "{}",
        story.last(CHAT).await
    );
    story.comes_in(CHAT, 11, text("begard")).await;
    let draft = draft_of(&story.app, story.jeanne, story.listing)
        .await
        .unwrap();
    assert_eq!(
        draft.get(&Path::field("place.commune")),
        Some(&Some("22004".into()))
    );
}

async fn press_first(story: &Story, update: i64, labels: &[&str]) {
    let Some(Body::House(said)) = story.turns(ChatChannel::Telegram, CHAT).await.pop() else {
        panic!("nothing said")
    };
    let tap = said
        .taps
        .iter()
        .flatten()
        .find(|tap| labels.contains(&tap.label.as_str()))
        .unwrap();
    story
        .comes_in(CHAT, update, Incoming::Tap(tap.data.clone()))
        .await;
}

#[tokio::test]
async fn a_chat_that_changes_hands_forgets_the_first_person() {
    let story = story().await;
    at_listing(&story).await;
    press(&story, 2, "Modifier").await;
    press(&story, 3, "Comment le joindre").await;
    let token = story
        .token(story.yann, LinkPurpose::Form(story.listing().await.id))
        .await;
    story.comes_in(CHAT, 4, text(&token)).await;
    let said = story.last(CHAT).await;
    assert!(said.contains("Bonjour Yann."), "{said}");
    let Some(Body::House(said)) = story.turns(ChatChannel::Telegram, CHAT).await.pop() else {
        panic!("nothing said")
    };
    let labels: Vec<String> = said
        .taps
        .iter()
        .flatten()
        .map(|tap| super::house::plain(&tap.label))
        .collect();
    assert_eq!(labels, ["Tout est exact", "Modifier", "Menu"]);
}

#[tokio::test]
async fn a_key_to_the_desk_says_nothing_of_who_holds_it() {
    let story = story().await;
    let token = story.token(story.jeanne, LinkPurpose::SignIn).await;
    story.comes_in(CHAT, 1, text(&token)).await;
    assert!(
        story
            .last(CHAT)
            .await
            .contains("Ce lien n’est pas reconnu.")
    );
    assert_eq!(
        story
            .conversation(ChatChannel::Telegram, CHAT)
            .await
            .unwrap()
            .person_id,
        None
    );
}

#[tokio::test]
async fn no_token_is_kept_in_clear() {
    for story in stories().await {
        let token = story.form_token(story.jeanne).await;
        story
            .comes_in(
                CHAT,
                1,
                text(&format!("https://portrea.example.org/f/{token}")),
            )
            .await;
        assert!(story.last(CHAT).await.contains("Bonjour Jeanne."));
        assert!(!story.database.dump().await.contains(&token));
    }
}
