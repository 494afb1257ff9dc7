//! Answers sent one by one by the script of the form, once or again, in order or not, from one device or two.

use portrea_domain::{ListingId, PersonId};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::browser::{Answer, Browser};
use crate::support::stories;

/// A form open in a browser.
struct Open {
    person: PersonId,
    listing: ListingId,
    form: String,
    csrf: String,
    browser: Browser,
}

impl Open {
    async fn of(app: &TestApp) -> Self {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let mut browser = app.browser();
        let csrf = browser.get(&form).await.field("csrf");
        Self {
            person: contact.person.id,
            listing,
            form,
            csrf,
            browser,
        }
    }

    async fn send(&mut self, device: &str, edits: Value) -> Answer {
        let body = json!({ "csrf": self.csrf, "device": device, "edits": edits });
        self.browser
            .post_json(&format!("{}/reponses", self.form), &body)
            .await
    }

    /// The public telephone number in the draft.
    async fn phone(&self, app: &TestApp) -> String {
        let draft = portrea_actions::draft_of(&app.app, self.person, self.listing)
            .await
            .unwrap();
        let held = draft
            .iter()
            .find(|(path, _)| path.as_str() == "contact.phone");
        let held = held.and_then(|(_, value)| value.as_ref()?.as_text().map(str::to_owned));
        held.unwrap_or_default()
    }
}

fn phone(n: i64, ago_ms: i64, number: &str) -> Value {
    json!({ "n": n, "ago_ms": ago_ms, "sheet": "contact", "fields": [["contact.phone", number]] })
}

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
}

stories! {
    async fn an_answer_is_kept_as_it_is_typed_and_found_on_another_device(app: TestApp) {
        let mut open = Open::of(&app).await;
        let answer = open.send("telephone", json!([phone(1, 0, "02 99 00 00 01")])).await;
        assert_eq!(answer.status, 200);
        assert_eq!(open.phone(&app).await, "02 99 00 00 01");
        let contact = format!("{}/contact", open.form);
        app.browser().get(&contact).await.field("csrf");
        let page = app.browser().get(&contact).await;
        assert!(page.body.contains("value=\"02 99 00 00 01\""));
        // The button of the form then has nothing more to save, and says that it is saved.
        open.browser.submit(&contact, &contact, &[("contact.phone", "02 99 00 00 01")]).await.says("C’est enregistré");
    }

    async fn sending_again_or_in_another_order_changes_nothing(app: TestApp) {
        let mut open = Open::of(&app).await;
        let (first, second) = (phone(1, 60_000, "02 99 00 00 01"), phone(2, 30_000, "02 99 00 00 02"));
        open.send("telephone", json!([second])).await;
        let before = app.database.dump().await;
        for edits in [json!([first]), json!([second]), json!([second, first]), json!([first, second])] {
            assert_eq!(open.send("telephone", edits).await.status, 200);
            assert_eq!(open.phone(&app).await, "02 99 00 00 02");
        }
        let versions = |dump: &str| dump.lines().filter(|line| line.contains("02 99 00 00 02")).count();
        assert_eq!(versions(&app.database.dump().await), versions(&before));
    }

    async fn of_two_devices_the_one_that_typed_last_wins_whichever_arrives_last(app: TestApp) {
        let mut open = Open::of(&app).await;
        // Typed a minute ago on the computer; the telephone had no network, and what it holds is an hour old.
        open.send("ordinateur", json!([phone(1, 60_000, "02 99 00 00 01")])).await;
        open.send("telephone", json!([phone(7, 3_600_000, "02 99 00 00 02")])).await;
        assert_eq!(open.phone(&app).await, "02 99 00 00 01");
        open.send("telephone", json!([phone(8, 1_000, "02 99 00 00 03")])).await;
        assert_eq!(open.phone(&app).await, "02 99 00 00 03");
    }

    async fn an_old_answer_that_arrives_after_publication_does_not_come_back(app: TestApp) {
        let mut open = Open::of(&app).await;
        let old = phone(1, 60_000, "02 99 00 00 01");
        open.send("telephone", json!([old])).await;
        open.browser.submit(&open.form, &format!("{}/publier", open.form), &[]).await.says("Merci");
        open.send("telephone", json!([old])).await;
        assert_eq!(open.phone(&app).await, "");
        let waiting = app.app.storage.read().await.unwrap().reviews().waiting(open.listing).await.unwrap();
        let waiting: Vec<_> = waiting.into_iter().map(|review| review.revision.new.unwrap()).collect();
        assert_eq!(waiting, ["02 99 00 00 01".into()]);
    }

    async fn a_form_sent_whole_is_later_than_what_a_telephone_kept(app: TestApp) {
        let mut open = Open::of(&app).await;
        let contact = format!("{}/contact", open.form);
        open.browser.submit(&contact, &contact, &[("contact.phone", "02 99 00 00 01")]).await;
        open.send("telephone", json!([phone(1, 5_000, "02 99 00 00 02")])).await;
        assert_eq!(open.phone(&app).await, "02 99 00 00 01");
    }

    async fn what_cannot_be_taken_is_said_at_its_field_and_does_not_hold_up_the_rest(app: TestApp) {
        let mut open = Open::of(&app).await;
        let mail = json!({ "n": 2, "ago_ms": 0, "sheet": "contact", "fields": [["contact.email", "accueil@exemple.fr"]] });
        let day = json!({ "n": 3, "ago_ms": 0, "sheet": "hours", "fields": [["hours.opening.mo_0_from", "25:00"]] });
        let answer = open.send("telephone", json!([phone(1, 0, "12"), mail, day])).await;
        assert_eq!(answer.status, 422);
        let refused = &said(&answer)["refused"];
        let of = |n: i64| refused.as_array().unwrap().iter().find(|one| one["n"] == n).cloned().unwrap_or_default();
        assert!(of(1)["faults"]["contact.phone"].as_str().unwrap().contains("n’est pas complet"), "{refused}");
        assert!(of(3)["faults"]["hours.opening.mo"].as_str().unwrap().contains("undi"), "{refused}");
        assert!(of(2).is_null(), "{refused}");
        app.browser().get(&format!("{}/contact", open.form)).await.field("csrf");
        assert!(app.browser().get(&format!("{}/contact", open.form)).await.body.contains("accueil@exemple.fr"));
    }

    async fn a_question_left_alone_is_not_asked_for(app: TestApp) {
        let mut open = Open::of(&app).await;
        let service = "0190f2a4-0000-7000-8000-000000000001";
        let fields = json!([["family", "etre_aidee"]]);
        let edit = json!({ "n": 1, "ago_ms": 0, "sheet": format!("offer/{service}"), "fields": fields });
        assert_eq!(open.send("telephone", json!([edit])).await.status, 200);
    }

    async fn answers_that_are_none_are_refused_and_write_nothing(app: TestApp) {
        let mut open = Open::of(&app).await;
        let before = app.database.dump().await;
        let path = format!("{}/reponses", open.form);
        let csrf = open.csrf.clone();
        for body in [
            json!({}), json!([]), json!({ "csrf": csrf, "device": "", "edits": [] }),
            json!({ "csrf": csrf, "device": "<script>", "edits": [] }),
            json!({ "csrf": csrf, "device": "a", "edits": [{ "n": "un" }] }),
            json!({ "csrf": csrf, "device": "a", "edits": vec![phone(1, 0, "02 99 00 00 01"); 101] }),
        ] {
            assert_eq!(open.browser.post_json(&path, &body).await.status, 422, "{body}");
        }
        let wrong = json!({ "csrf": "faux", "device": "a", "edits": [phone(1, 0, "02 99 00 00 01")] });
        assert_eq!(open.browser.post_json(&path, &wrong).await.status, 403);
        assert_eq!(open.browser.post(&path, &[("csrf", &csrf)]).await.status, 422);
        assert_eq!(app.database.dump().await, before);
        let gone = json!({ "n": 1, "ago_ms": 0, "sheet": "ailleurs", "fields": [] });
        let answer = open.send("a", json!([gone])).await;
        assert_eq!(answer.status, 422);
        assert_eq!(said(&answer)["refused"][0]["n"], 1, "the telephone can let go of it");
    }
}
