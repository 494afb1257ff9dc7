//! A send, from its form to the fate of each mail: what is read is what is sent.

use axum::http::StatusCode;
use portrea_actions::{call_back_mailing, oppose};
use portrea_domain::event::Event;
use portrea_domain::message::{MessageState, Stream};
use portrea_domain::person::Person;

use crate::browser::{Browser, Reply};
use crate::house::{NEIGHBOUR, REFERENT, Story, at};

/// A form nobody touched, but for what is given.
fn filled<'f>(csrf: &'f str, with: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![("csrf", csrf)];
    for (name, usual) in [("quoi", "invitation"), ("qui", "tous"), ("quand", "tot")] {
        let given = with.iter().find(|(given, _)| *given == name);
        fields.push((name, given.map_or(usual, |(_, value)| value)));
    }
    let chosen = ["quoi", "qui", "quand"];
    fields.extend(with.iter().filter(|(name, _)| !chosen.contains(name)));
    fields
}

/// Prepares a send and gives the answer to its form.
async fn prepare(
    story: &Story,
    browser: &mut Browser,
    event: &Event,
    with: &[(&str, &str)],
) -> Reply {
    let form = story.preparing(event);
    let csrf = browser.get(&form).await.field("csrf");
    browser.post(&form, &filled(&csrf, with)).await
}

/// Presses a button of the page of a send.
async fn press(browser: &mut Browser, send: &str, button: &str) -> Reply {
    let page = browser.get(send).await;
    let csrf = page.field("csrf");
    let mut fields = vec![("csrf", csrf.as_str())];
    let fingerprint = page.body.contains("name=\"fingerprint\"");
    let fingerprint = fingerprint.then(|| page.field("fingerprint"));
    if let Some(fingerprint) = &fingerprint {
        fields.push(("fingerprint", fingerprint));
    }
    browser.post(&format!("{send}/{button}"), &fields).await
}

async fn invited(story: &Story, event: &Event) -> usize {
    let mut tx = story.app.storage.read().await.unwrap();
    tx.invitations().of_event(event.id).await.unwrap().len()
}

/// A meeting with two people to invite, one without an address, and whoever prepares the send.
async fn house() -> (Story, Event, Browser, Person) {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let gwen = story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    story
        .contact("Malo Hervé", "CCAS de Bédée", None, true)
        .await;
    story.contact("Erwan Le Gall", "Mairie", None, false).await;
    let referent = story.signed_in(REFERENT).await;
    (story, event, referent, gwen)
}

#[tokio::test]
async fn exactly_the_people_read_on_the_page_are_invited() {
    let (story, event, mut referent, _) = house().await;
    let portrait = referent.get(&story.address()).await;
    assert!(portrait.text().contains("Préparer 2 invitations"));
    assert!(portrait.body.contains(&story.preparing(&event)));

    let drafted = prepare(&story, &mut referent, &event, &[]).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER);
    let send = drafted.location;
    let page = referent.get(&send).await.text();
    for words in [
        "À qui Toutes les personnes pas encore invitées",
        "Premier mail mardi 3 novembre à 10 h 10",
        "Pour Malo et Gwenaëlle. Vous pourrez tout rappeler jusqu’au départ du premier mail, mardi 3 novembre à 10 h 10",
        "Envoyer 2 invitations",
        "gwenaelle.morvan@exemple.invalid",
        "Erwan Le Gall fictif , Mairie — pas d’adresse mail",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert_eq!(invited(&story, &event).await, 0, "nothing is decided yet");
    let list = referent.get(&story.sends()).await.text();
    assert!(
        list.contains("Invitation — Présentation de la démarche brouillon"),
        "{list}"
    );

    let decided = press(&mut referent, &send, "partir").await;
    assert_eq!(
        (decided.status, &decided.location),
        (StatusCode::SEE_OTHER, &send)
    );
    assert_eq!(invited(&story, &event).await, 2);
    let page = referent.get(&send).await.text();
    for words in [
        "2 invitations décidées mardi 3 novembre à 10 h par anna.guillou@montfort.exemple.invalid",
        "Le premier mail part mardi 3 novembre à 10 h 10. Il vous reste 10 minutes pour tout rappeler",
        "en attente 2",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let portrait = referent.get(&story.address()).await.text();
    assert!(
        portrait.contains("Gwenaëlle Morvan fictif invité, sans réponse en attente"),
        "{portrait}"
    );
}

#[tokio::test]
async fn a_list_that_changed_is_refused_and_shown_anew() {
    let (story, event, mut referent, _) = house().await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    let page = referent.get(&send).await;
    let (csrf, stale) = (page.field("csrf"), page.field("fingerprint"));
    story.contact("Yuna Coat", "Point jeunes", None, true).await;
    let form = [("csrf", csrf.as_str()), ("fingerprint", stale.as_str())];
    let refused = referent.post(&format!("{send}/partir"), &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let text = refused.text();
    assert!(text.contains("La liste a changé"), "{text}");
    assert!(text.contains("Yuna Coat") && text.contains("Envoyer 3 invitations"));
    assert_eq!(invited(&story, &event).await, 0);
    let decided = press(&mut referent, &send, "partir").await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    assert_eq!(invited(&story, &event).await, 3);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (story, event, mut referent, gwen) = house().await;
    let gwen = gwen.id.to_string();
    let wrong = [
        ("qui", "tous"),
        ("personne", gwen.as_str()),
        ("objet", "Bonjour {{prenon}}"),
        ("texte", "Venez & voyez <tous>"),
        ("quand", "date"),
        ("date", "2026-11-31"),
        ("heure", "09:00"),
    ];
    let refused = prepare(&story, &mut referent, &event, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for words in [
        "choisissez ce qui compte, ou décochez-les",
        "Le champ « {{prenon}} » n’existe pas",
        "Indiquez un jour",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let kept = format!("value=\"{gwen}\" checked");
    assert!(refused.body.contains(&kept) && refused.body.contains("value=\"2026-11-31\""));
    assert!(
        refused.body.contains("Venez &#38; voyez"),
        "{}",
        refused.body
    );

    let past = [
        ("quand", "date"),
        ("date", "2026-11-02"),
        ("heure", "09:00"),
    ];
    let refused = prepare(&story, &mut referent, &event, &past).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Ce moment est passé"));
    assert!(
        referent
            .get(&story.sends())
            .await
            .text()
            .contains("Aucun envoi n’a encore été préparé")
    );
}

#[tokio::test]
async fn chosen_people_get_chosen_words_at_a_chosen_time() {
    let (story, event, mut referent, gwen) = house().await;
    let gwen = gwen.id.to_string();
    let with = [
        ("qui", "liste"),
        ("personne", gwen.as_str()),
        ("objet", "{{prenom}}, parlons de {{commune}}"),
        ("texte", "La {{structure}} compte."),
        ("quand", "date"),
        ("date", "2026-11-11"),
        ("heure", "09:00"),
    ];
    let send = prepare(&story, &mut referent, &event, &with).await.location;
    let page = referent.get(&send).await.text();
    for words in [
        "Parmi les personnes pas encore invitées : 1 personne cochée à la main",
        "les vôtres, sous l’objet « {{prenom}}, parlons de {{commune}} »",
        "Premier mail jeudi 12 novembre à 8 h 30, si vous décidez maintenant et non mercredi 11 novembre à 9 h : le mercredi 11 novembre est férié (11 novembre 1918)",
        "Envoyer 1 invitation",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let preview = referent.get(&format!("{send}/apercu/{gwen}")).await;
    let text = preview.text();
    for words in [
        "Objet [Démonstration] Gwenaëlle, parlons de Bédée",
        "La Médiathèque compte.",
        "/i/••••",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(preview.body.contains("sandbox=\""));
    let body = referent.get(&format!("{send}/apercu/{gwen}/html")).await;
    assert!(body.body.contains("<base target=\"_top\">"));

    // The form comes back as it was filled in, and can be filled in otherwise.
    let form = referent.get(&format!("{send}/modifier")).await;
    assert!(
        form.body.contains("value=\"2026-11-11\"")
            && form.body.contains("La {{structure}} compte.")
    );
    let csrf = form.field("csrf");
    let changed = referent
        .post(&format!("{send}/modifier"), &filled(&csrf, &[]))
        .await;
    assert_eq!(changed.location, send);
    let page = referent.get(&send).await.text();
    assert!(page.contains("ceux de portrea") && page.contains("Envoyer 2 invitations"));
}

#[tokio::test]
async fn only_mails_of_the_list_can_be_read_and_only_by_whoever_runs_the_portrait() {
    let (story, event, mut referent, gwen) = house().await;
    let stranger = story
        .contact("Yuna Coat", "Point jeunes", None, false)
        .await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    let none = referent
        .get(&format!("{send}/apercu/{}", stranger.id))
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let mut neighbour = story.signed_in(NEIGHBOUR).await;
    for page in ["", "/modifier", "/destinataires.csv"] {
        let reply = neighbour.get(&format!("{send}{page}")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{page}");
    }
    let reply = neighbour
        .get(&format!("{send}/apercu/{}/html", gwen.id))
        .await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    let csrf = neighbour.get("/bureau").await.field("csrf");
    for button in ["partir", "rappeler", "essai", "jeter"] {
        let reply = neighbour
            .post(&format!("{send}/{button}"), &[("csrf", &csrf)])
            .await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{button}");
    }
}

#[tokio::test]
async fn a_form_without_its_token_does_nothing() {
    let (story, event, mut referent, _) = house().await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    for button in ["partir", "rappeler", "essai", "jeter", "modifier"] {
        let reply = referent.post(&format!("{send}/{button}"), &[]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{button}");
    }
    let reply = referent.post(&story.preparing(&event), &[]).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(invited(&story, &event).await, 0);
}

#[tokio::test]
async fn nobody_is_written_to_about_a_meeting_that_began() {
    let (story, event, mut referent, _) = house().await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    story.clock.set(at("2026-11-17T13:00:00"));
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&send).await;
    let (csrf, fingerprint) = (page.field("csrf"), page.field("fingerprint"));
    story.clock.set(at("2026-11-17T14:00:00"));
    let form = [
        ("csrf", csrf.as_str()),
        ("fingerprint", fingerprint.as_str()),
    ];
    let reply = referent.post(&format!("{send}/partir"), &form).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    let text = reply.text();
    assert!(
        text.contains("rien n’est parti") && text.contains("ne peut plus partir"),
        "{text}"
    );
    assert_eq!(invited(&story, &event).await, 0);
    let form = referent.get(&story.preparing(&event)).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_trial_goes_to_whoever_asks_and_only_for_a_reader_of_the_list() {
    let (story, event, mut referent, gwen) = house().await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    let csrf = referent.get(&send).await.field("csrf");
    let trial = format!("{send}/essai");
    let wrong = referent
        .post(&trial, &[("csrf", &csrf), ("lecteur", "x")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Choisissez dans la liste"));
    let reader = gwen.id.to_string();
    let asked = referent
        .post(&trial, &[("csrf", &csrf), ("lecteur", &reader)])
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let page = referent.get(&asked.location).await.text();
    assert!(page.contains("L’essai part dans un instant"), "{page}");
    let mut tx = story.app.storage.read().await.unwrap();
    let me = tx
        .people()
        .by_email(&REFERENT.parse().unwrap())
        .await
        .unwrap();
    let messages = tx.outbox().of_person(me.unwrap().id).await.unwrap();
    assert!(
        messages
            .iter()
            .any(|message| message.purpose.label() == "essai")
    );
}

#[tokio::test]
async fn a_draft_is_thrown_away_and_a_decided_send_is_not() {
    let (story, event, mut referent, _) = house().await;
    let draft = prepare(&story, &mut referent, &event, &[]).await.location;
    let none = press(&mut referent, &draft, "rappeler").await;
    assert_eq!(none.status, StatusCode::CONFLICT);
    assert!(none.text().contains("il n’y a rien à rappeler"));
    let thrown = press(&mut referent, &draft, "jeter").await;
    assert_eq!(thrown.location, story.sends());
    assert_eq!(referent.get(&draft).await.status, StatusCode::NOT_FOUND);

    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    press(&mut referent, &send, "partir").await;
    let kept = press(&mut referent, &send, "jeter").await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    assert!(kept.text().contains("vous pouvez seulement le rappeler"));
    let edit = referent.get(&format!("{send}/modifier")).await;
    assert_eq!(edit.location, send);
    let csrf = referent.get(&send).await.field("csrf");
    let changed = referent
        .post(&format!("{send}/modifier"), &filled(&csrf, &[]))
        .await;
    assert_eq!(changed.status, StatusCode::CONFLICT);
    assert!(changed.text().contains("ne peut plus être modifié"));
}

/// Makes a message of somebody end in a state, as the mailer would.
async fn settle(story: &Story, who: &Person, state: MessageState, reason: &str) {
    let now = story.app.now();
    let mut tx = story.app.storage.begin().await.unwrap();
    let message = tx.outbox().of_person(who.id).await.unwrap().remove(0);
    tx.outbox()
        .settle(message.id, state, now, reason, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_fate_of_each_mail_is_told_person_by_person_and_can_be_kept_as_a_table() {
    let (story, event, mut referent, gwen) = house().await;
    let uncertain = story.contact("Yuna Coat", "=Point", None, true).await;
    let refused = story.contact("Ronan Tanguy", "Amicale", None, true).await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    press(&mut referent, &send, "partir").await;
    story.clock.set(at("2026-11-03T10:20:00"));
    settle(&story, &gwen, MessageState::Accepted, "").await;
    settle(
        &story,
        &uncertain,
        MessageState::Uncertain,
        "liaison coupée",
    )
    .await;
    settle(&story, &refused, MessageState::Refused, "550 boîte pleine").await;
    let page = referent.get(&send).await.text();
    for words in [
        "1 mail attend encore. Ce qui est déjà parti ne peut plus être rappelé",
        "en attente 1 envoyé 1 refusé 1 incertain 1",
        "Gwenaëlle Morvan envoyé mardi 3 novembre à 10 h 20",
        "Yuna Coat incertain La liaison a été coupée après le dernier mot",
        "Ronan Tanguy refusé Le serveur a répondu : 550 boîte pleine",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let table = referent
        .get(&format!("{send}/destinataires.csv"))
        .await
        .body;
    assert!(table.starts_with("\u{feff}Nom;Organisation;Mail;Pourquoi;Quand;A répondu\r\n"));
    assert!(table.contains("Yuna Coat;'=Point;incertain;"), "{table}");

    let back = press(&mut referent, &send, "rappeler").await;
    assert_eq!(back.location, send);
    let page = referent.get(&send).await.text();
    assert!(
        page.contains("1 mail a été arrêté avant de partir, 3 étaient déjà partis"),
        "{page}"
    );
    assert!(
        page.contains("Malo Hervé non envoyé rappelé avant de partir"),
        "{page}"
    );
    let list = referent.get(&story.sends()).await.text();
    assert!(list.contains("rappelé 4 invitations"), "{list}");
    let again = prepare(&story, &mut referent, &event, &[]).await.location;
    assert!(
        referent
            .get(&again)
            .await
            .text()
            .contains("Envoyer 1 invitation")
    );
}

#[tokio::test]
async fn whoever_was_asked_lately_waits_and_whoever_objects_is_left_out() {
    let (story, event, mut referent, gwen) = house().await;
    let send = prepare(&story, &mut referent, &event, &[]).await.location;
    press(&mut referent, &send, "partir").await;
    story.clock.set(at("2026-11-04T10:00:00"));
    settle(&story, &gwen, MessageState::Accepted, "").await;
    let id = send.rsplit('/').next().unwrap().parse().unwrap();
    call_back_mailing(&story.app, id).await.unwrap();
    let malo = "malo.herve@exemple.invalid".parse().unwrap();
    let mut tx = story.app.storage.read().await.unwrap();
    let malo = tx.people().by_email(&malo).await.unwrap().unwrap().id;
    drop(tx);
    oppose(&story.app, malo, Stream::Event).await.unwrap();

    let reminding = [("quoi", "reminder")];
    let send = prepare(&story, &mut referent, &event, &reminding)
        .await
        .location;
    let page = referent.get(&send).await.text();
    for words in [
        "Relance à relire",
        "Envoyer 1 relance",
        "Leur mail attendra",
        "Gwenaëlle Morvan fictif — jusqu’au lundi 9 novembre à 8 h 30",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let inviting = prepare(&story, &mut referent, &event, &[]).await.location;
    let page = referent.get(&inviting).await.text();
    assert!(page.contains("il n’y a rien à envoyer"), "{page}");
    assert!(
        page.contains("Malo Hervé fictif , CCAS de Bédée — ne veut plus d’invitations"),
        "{page}"
    );
}

#[tokio::test]
async fn a_portrait_without_meeting_or_send_is_told_so() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.sends()).await.text();
    for words in [
        "Aucune réunion n’est à venir",
        "Aucun envoi n’a encore été préparé",
        "Rien n’est encore parti tout seul",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let none = referent.get(&format!("{}/nouveau", story.sends())).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lost = format!("{}/01932b6e-0000-7000-8000-000000000000", story.sends());
    assert_eq!(referent.get(&lost).await.status, StatusCode::NOT_FOUND);
}
