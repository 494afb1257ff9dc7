//! The short code of a letter: typed by whoever reads it, and by whoever guesses.

use portrea_actions::give_code;
use portrea_domain::PersonId;
use portrea_domain::link::LinkPurpose;

use crate::support::app::{TestApp, wall};
use crate::support::browser::Answer;
use crate::support::stories;

/// Somebody who answers for a town hall, and the code they were sent, as printed.
async fn code(app: &TestApp) -> (PersonId, String) {
    let portrait = app.portrait().await;
    let contact = app.contact(&portrait, "Anne", "35184").await;
    let listing = app.town_hall("35184").await;
    let until = app.app.now().plus_days(180);
    let code = give_code(
        &app.app,
        contact.person.id,
        LinkPurpose::Form(listing),
        until,
    )
    .await
    .unwrap();
    (
        contact.person.id,
        app.app.house.secret.short_code(code.id).grouped(),
    )
}

async fn type_in(app: &TestApp, address: &str, typed: &str) -> Answer {
    let mut browser = app.browser().at(address);
    let csrf = browser.get("/code").await.field("csrf");
    browser
        .post("/code", &[("csrf", &csrf), ("code", typed)])
        .await
}

/// Codes nobody was given: right in shape.
fn wrong(n: u32) -> String {
    let letters: Vec<char> = "ACDEFGHJKMNPRTUWXY2345789".chars().collect();
    let pick = |place: u32| letters[((n * 7 + place * 11 + n / (place + 1)) % 25) as usize];
    (0..8).map(pick).collect()
}

stories! {
    async fn a_code_opens_the_form_of_its_listing_however_it_is_typed(app: TestApp) {
        let (person, code) = code(&app).await;
        let listing = app.town_hall("35184").await;
        let form = app.form_path(person, listing).await;
        for typed in [code.clone(), code.to_lowercase(), code.replace(' ', "-"), format!("  {} ", code.replace(' ', ""))] {
            let opened = type_in(&app, "192.0.2.1", &typed).await;
            assert_eq!((opened.status.as_u16(), opened.location.as_deref()), (303, Some(form.as_str())));
        }
        type_in(&app, "192.0.2.1", "ACDE").await.says("huit lettres ou chiffres");
    }

    async fn whoever_guesses_is_stopped_and_whoever_holds_the_code_is_not(app: TestApp) {
        let (_, code) = code(&app).await;
        for n in 0..12 {
            assert_eq!(type_in(&app, "203.0.113.9", &wrong(n)).await.status, 422, "try {n}");
        }
        // From there, one wrong code in ten seconds; for its owner elsewhere the right one always opens.
        assert_eq!(type_in(&app, "203.0.113.9", &wrong(13)).await.status, 422);
        let slower = type_in(&app, "203.0.113.9", &code).await;
        assert_eq!(slower.status, 429);
        slower.says("Attendez dix secondes");
        assert_eq!(type_in(&app, "192.0.2.1", &code).await.status, 303);
        app.clock.set(wall("2026-11-02T10:00:01"));
        assert_eq!(type_in(&app, "203.0.113.9", &code).await.status, 303);
    }

    async fn a_room_behind_one_address_is_not_shut_out_by_whoever_mistypes(app: TestApp) {
        let (_, code) = code(&app).await;
        for n in 0..12 {
            assert_eq!(type_in(&app, "203.0.113.9", &wrong(n)).await.status, 422, "try {n}");
        }
        for n in 0..5 {
            app.clock.set(app.app.now().plus_seconds(10));
            assert_eq!(type_in(&app, "203.0.113.9", &code).await.status, 303, "a neighbour’s letter opens");
            assert_eq!(type_in(&app, "203.0.113.9", &wrong(20 + n)).await.status, 422);
            assert_eq!(type_in(&app, "203.0.113.9", &wrong(30 + n)).await.status, 429);
        }
        // Whoever goes on guessing there slows nobody else down.
        assert_eq!(type_in(&app, "192.0.2.1", &wrong(1)).await.status, 422);
        assert_eq!(type_in(&app, "192.0.2.1", &code).await.status, 303);
    }

    async fn guesses_from_everywhere_leave_one_try_each_and_shut_nobody_out(app: TestApp) {
        let (_, code) = code(&app).await;
        for n in 0..300 {
            let address = format!("203.0.{}.{}", n / 10, n % 10);
            assert_eq!(type_in(&app, &address, &wrong(n)).await.status, 422, "try {n}");
        }
        assert_eq!(type_in(&app, "203.0.0.1", &wrong(1)).await.status, 429, "a second guess waits");
        assert_eq!(type_in(&app, "192.0.2.1", &code).await.status, 303, "a right code opens at once");
        assert_eq!(type_in(&app, "192.0.2.1", &code).await.status, 303, "and takes nothing");
    }

    async fn a_code_that_is_over_or_taken_back_looks_like_none(app: TestApp) {
        let (person, code) = code(&app).await;
        let listing = app.town_hall("35184").await;
        let unknown = type_in(&app, "192.0.2.1", &wrong(1)).await;
        let now = app.app.now();
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.short_codes().revoke(person, LinkPurpose::Form(listing), now).await.unwrap();
        tx.commit().await.unwrap();
        let revoked = type_in(&app, "192.0.2.1", &code).await;
        assert_eq!(revoked.text().replace(&code, ""), unknown.text().replace(&wrong(1), ""));
        let again = give_code(&app.app, person, LinkPurpose::Form(listing), now.plus_days(10)).await.unwrap();
        app.clock.set(wall("2026-11-12T09:00:00"));
        let over = type_in(&app, "192.0.2.1", &app.app.house.secret.short_code(again.id).grouped()).await;
        assert_eq!(over.status, 422);
    }

    async fn the_code_itself_is_nowhere_in_the_database(app: TestApp) {
        let (_, code) = code(&app).await;
        let dump = format!("{:?}", app.database.dump().await);
        assert!(!dump.contains(&code) && !dump.contains(&code.replace(' ', "")));
    }
}
