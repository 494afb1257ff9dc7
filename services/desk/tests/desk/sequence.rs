//! The sequence of messages around a meeting.

use axum::http::StatusCode;
use portrea_actions::{enter_phase, phase_sequence_of, sequence_of};
use portrea_domain::event::Event;
use portrea_domain::portrait::Phase;
use portrea_domain::sequence::Audience;

use crate::browser::Reply;
use crate::house::{NEIGHBOUR, REFERENT, Story};

fn address(story: &Story, event: &Event) -> String {
    format!("{}/reunions/{}/relances", story.address(), event.id)
}

/// The fields of the form as a page shows them, without its buttons.
fn fields(page: &Reply) -> Vec<(String, String)> {
    let mut fields = vec![("csrf".to_owned(), page.field("csrf"))];
    let between = |text: &str, from: &str| {
        let (_, rest) = text.split_once(from).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    for step in page.body.split("name=\"cle\"").skip(1) {
        let key = between(step, "value=\"");
        fields.push(("cle".to_owned(), key.clone()));
        for name in ["jours", "heure", "tard"] {
            let field = format!("{name}-{key}");
            let (_, rest) = step.split_once(&format!("name=\"{field}\"")).unwrap();
            fields.push((field, between(rest, "value=\"")));
        }
        let (select, after) = step.split_once("</select>").unwrap();
        let option = select
            .split("<option ")
            .find(|option| option.contains(" selected"));
        fields.push((
            format!("public-{key}"),
            between(option.unwrap(), "value=\""),
        ));
        let on = format!("name=\"actif-{key}\" value=\"oui\" checked");
        if after.contains(&on) {
            fields.push((format!("actif-{key}"), "oui".to_owned()));
        }
    }
    fields
}

fn set(fields: &mut [(String, String)], name: &str, value: &str) {
    let field = fields.iter_mut().find(|(field, _)| field == name);
    value.clone_into(&mut field.unwrap().1);
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn each_step_says_when_it_leaves_and_can_be_changed_turned_off_and_removed() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = address(&story, &event);
    let page = referent.get(&address).await;
    let text = page.text();
    for words in [
        "Étape 1 — part mardi 10 novembre à 10 h",
        "Étape 5 — part mercredi 18 novembre à 10 h",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let mut form = fields(&page);
    set(&mut form, "jours-relance-2", "6");
    set(&mut form, "heure-relance-2", "14:30");
    form.retain(|(name, _)| name != "actif-pratique");
    form.push(("retirer-relance-3".to_owned(), "oui".to_owned()));
    let kept = referent.post(&address, &borrowed(&form)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let text = referent.get(&kept.location).await.text();
    for words in [
        "Ces relances sont gardées",
        // The eleventh of November is a holiday.
        "Étape 1 — part jeudi 12 novembre à 8 h 30",
        "ne part pas (ce serait lundi 16 novembre à 8 h 30)",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Étape 6"), "{text}");
}

#[tokio::test]
async fn a_step_is_added_and_the_usual_sequence_comes_back() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = address(&story, &event);
    let mut form = fields(&referent.get(&address).await);
    let before = form.len();
    form.push(("ajouter".to_owned(), "oui".to_owned()));
    let more = referent.post(&address, &borrowed(&form)).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text().contains("Rien n’est encore gardé"));
    let form = fields(&more);
    assert!(form.len() > before);
    let kept = referent.post(&address, &borrowed(&form)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let steps = sequence_of(&mut story.app.storage.read().await.unwrap(), &event).await;
    let steps = steps.unwrap();
    let added = steps.last().unwrap();
    assert_eq!((added.audience, added.days), (Audience::NotAnswered, -5));
    let csrf = referent.get(&address).await.field("csrf");
    let usual = [("csrf", csrf.as_str()), ("habituelle", "oui")];
    referent.post(&address, &usual).await;
    let back = sequence_of(&mut story.app.storage.read().await.unwrap(), &event).await;
    assert_eq!(back.unwrap().len(), steps.len() - 1);
}

#[tokio::test]
async fn a_senseless_sequence_is_refused_with_words_and_what_was_typed() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = address(&story, &event);
    let fresh = fields(&referent.get(&address).await);
    for (field, value, why) in [
        ("jours-relance-2", "0", "part avant la réunion"),
        (
            "jours-relance-2",
            "trois",
            "Indiquez les jours en nombre entier",
        ),
        ("heure-relance-2", "midi", "Indiquez une heure"),
        ("jours-merci", "0", "part au plus tôt le lendemain"),
        ("jours-relance-2", "3", "partiraient le même jour"),
        (
            "tard-relance-2",
            "1000",
            "reste utile de 1 heure à 14 jours",
        ),
    ] {
        let mut form = fresh.clone();
        set(&mut form, field, value);
        let refused = referent.post(&address, &borrowed(&form)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.text().contains(why), "{why} in {}", refused.text());
        assert!(refused.body.contains(&format!("value=\"{value}\"")));
    }
    let foreign = referent.post(&address, &borrowed(&fresh)[1..]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let neighbour = story.signed_in(NEIGHBOUR).await.get(&address).await;
    assert_eq!(neighbour.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_follows_the_day_says_when_it_leaves_once_the_consolidation_has_begun() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = format!("{}/relances", story.address());
    let text = referent.get(&address).await.text();
    assert!(text.contains("pas encore commencée"), "{text}");
    assert!(!text.contains("Étape 1 —"), "{text}");

    let portrait = story.portrait.id;
    enter_phase(&story.app, portrait, Phase::Consolidation)
        .await
        .unwrap();
    let page = referent.get(&address).await;
    assert!(page.text().contains("Étape 1 — part "), "{}", page.text());
    let mut form = fields(&page);
    set(&mut form, "jours-fiche-1", "9");
    let kept = referent.post(&address, &borrowed(&form)).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let mut tx = story.app.storage.read().await.unwrap();
    let steps = phase_sequence_of(&mut tx, portrait).await.unwrap();
    assert_eq!((steps[0].days, steps.len()), (9, 2));
    drop(tx);

    set(&mut form, "public-fiche-1", "came");
    let refused = referent.post(&address, &borrowed(&form)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let neighbour = story.signed_in(NEIGHBOUR).await.get(&address).await;
    assert_eq!(neighbour.status, StatusCode::FORBIDDEN);
}
