//! The rules of sending.

use axum::http::StatusCode;

use crate::house::{REFERENT, Story};

#[tokio::test]
async fn rules_are_kept_and_senseless_ones_refused_without_losing_what_was_typed() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let rules = format!("{}/regles", story.address());
    let page = referent.get(&rules).await;
    let text = page.text();
    assert!(
        text.contains("mercredi 11 novembre 2026 — 11 novembre 1918"),
        "{text}"
    );
    assert!(page.body.contains("value=\"08:30\""));
    let csrf = page.field("csrf");
    let with = |opens, gap| {
        [
            ("csrf", csrf.as_str()),
            ("ouverture", opens),
            ("fermeture", "17:00"),
            ("ecart", gap),
            ("plafond", "4"),
            ("fenetre", "30"),
            ("relances", "2"),
        ]
    };
    for (opens, gap, why) in [
        (
            "18:00",
            "5",
            "L’heure de fin doit venir après l’heure de début",
        ),
        ("", "5", "Indiquez des heures"),
        ("09:00", "cinq", "Indiquez des nombres entiers"),
        (
            "09:00",
            "0",
            "L’écart entre deux sollicitations va de 1 à 60 jours",
        ),
    ] {
        let refused = referent.post(&rules, &with(opens, gap)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(refused.text().contains(why), "{}", refused.text());
        assert!(refused.body.contains(&format!("value=\"{gap}\"")));
    }
    let kept = referent.post(&rules, &with("09:00", "5")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let page = referent.get(&kept.location).await;
    assert!(page.text().contains("Ces règles sont gardées"));
    assert!(page.body.contains("value=\"09:00\"") && page.body.contains("value=\"5\""));
    let foreign = referent.post(&rules, &with("10:00", "5")[1..]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}
