//! Whatever is posted to a form: never a failure inside, the draft intact when it is refused, and nothing of it ever run
//! where it is shown. The same posts every time, from a seed; `PORTREA_TEST_SIZE` says how many.

use std::fmt::Write as _;

use axum::http::StatusCode;
use portrea_actions::{draft_of, give_link};
use portrea_domain::link::LinkPurpose;
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};
use portrea_domain::{ListingId, PersonId};
use portrea_testkit::requirement::proof_size;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngCore as _, SeedableRng as _};

use crate::support::app::{TestApp, path_of, wall};
use crate::support::browser::{Answer, Browser};
use crate::support::stories;

/// Texts that would do harm somewhere if they were not shown as texts.
const HOSTILE: &[&str] = &[
    "<script>zqx()</script>",
    "\"><img src=x onerror=zqx()>",
    "</textarea><script>zqx()</script>",
    "' onfocus=zqx() autofocus '",
    "</title><svg onload=zqx()>",
    "javascript:zqx()",
    "http://exemple.fr/\" onclick=\"zqx()",
    "=HYPERLINK(\"http://exemple.invalid\";\"zqx\")",
    "+zqx|' /C calc'!A0",
    "@SUM(zqx)",
    "-1+zqx",
    "\tzqx",
    "{{7*7}}zqx",
    "zqx\r\nBcc: tout@exemple.invalid",
    "\u{202e}xqz",
    "zqx\u{0}zqx",
    "\u{feff}\u{200b}zqx",
    "z\u{301}\u{301}\u{301}\u{301}qx",
    "🏳️‍🌈zqx",
    "]]>zqx<!--",
    "zqx%00%0d%0a",
    "'; drop table listing; -- zqx",
    "\u{fffe}zqx\u{ffff}",
];

/// Two people, each with a form, and a browser.
struct Fuzz {
    random: StdRng,
    browser: Browser,
    person: PersonId,
    listing: ListingId,
    form: String,
    csrf: String,
    other_form: String,
    other_csrf: String,
    preferences: String,
    /// The address of the portrait on the desk.
    portrait: String,
}

impl Fuzz {
    async fn of(app: &TestApp) -> Self {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let other = app.contact(&portrait, "Bruno", "35297").await;
        let listing = contact.contact.listing_id.unwrap();
        let person = contact.person.id;
        let form = app.form_path(person, listing).await;
        let other_form = app
            .form_path(other.person.id, other.contact.listing_id.unwrap())
            .await;
        let link = give_link(&app.app, person, LinkPurpose::Preferences)
            .await
            .unwrap();
        let mut browser = app.browser();
        Self {
            csrf: browser.get(&form).await.field("csrf"),
            other_csrf: browser.get(&other_form).await.field("csrf"),
            preferences: path_of(&portrea_actions::link_url(&app.app, &link))
                .replace("/desabonner/", "/f/"),
            portrait: format!("/bureau/portraits/{}", portrait.id),
            random: StdRng::seed_from_u64(5),
            browser,
            person,
            listing,
            form,
            other_form,
        }
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.choose(&mut self.random).unwrap()
    }

    /// Whose form, mostly Anne's.
    fn door(&mut self) -> String {
        match self.random.random_range(0..20) {
            0 => self.other_form.clone(),
            1 => format!("/f/{}", "A".repeat(43)),
            2 => self.preferences.clone(),
            3 => format!("/f/%00%F0%9F{}", self.random.next_u32()),
            _ => self.form.clone(),
        }
    }

    /// Which page of it.
    fn page(&mut self) -> String {
        let sections = SectionKey::ALL.map(SectionKey::as_str);
        let group = self.one(&["offer", "stops", "closings", "services", "ailleurs"]);
        let id = self.one(&[
            "0190f2a4-0000-7000-8000-000000000001",
            "0190f2a4-0000-7000-8000-000000000002",
            "x",
            "%ff",
        ]);
        match self.random.random_range(0..12) {
            0 => "/publier".to_owned(),
            1 => format!("/{group}"),
            2..=4 => format!("/{group}/{id}"),
            5 => format!("/{group}/{id}/retirer"),
            6 => format!("/{group}/{id}/remettre"),
            7 => "/nouveau-lien".to_owned(),
            8 => "/reponses".to_owned(),
            _ => format!("/{}", self.one(&sections)),
        }
    }

    fn text(&mut self, question: &Question) -> String {
        let choices = question.choices();
        match self.random.random_range(0..12) {
            0 => String::new(),
            1 => "é".repeat(self.random.random_range(1..3_000)),
            2 => "9".repeat(self.random.random_range(1..400)),
            3 => format!(
                "-{}.{}e{}",
                self.random.next_u32(),
                self.random.next_u32(),
                self.random.next_u32()
            ),
            4 | 5 if !choices.is_empty() => {
                choices.choose(&mut self.random).unwrap().code.to_owned()
            }
            6 => valid(question).to_owned(),
            7 => "2026-13-45".to_owned(),
            _ => self.one(HOSTILE).to_owned(),
        }
    }

    fn fields(&mut self) -> Vec<(String, String)> {
        let questions: Vec<&Question> = SectionKey::ALL
            .iter()
            .flat_map(|section| section.questions())
            .chain(Group::ALL.iter().flat_map(|group| group.questions()))
            .collect();
        let mut fields = Vec::new();
        for _ in 0..self.random.random_range(0..8) {
            let question = *questions.choose(&mut self.random).unwrap();
            let name = match (question.kind, self.random.random_range(0..4)) {
                (Kind::Hours | Kind::Rhythm, 0..=2) => {
                    let part = self.one(&[
                        "mo_0_from",
                        "mo_0_to",
                        "su_1_to",
                        "mo_freq",
                        "tu_note",
                        "replace",
                        "unknown",
                    ]);
                    format!("{}.{part}", question.key)
                }
                _ => question.key.to_owned(),
            };
            let text = match self.random.random_range(0..3) {
                0 if name.ends_with("from") || name.ends_with("to") => {
                    self.one(&["09:00", "25:99", "12:00", "-1:00"]).to_owned()
                }
                _ => self.text(question),
            };
            fields.push((name, text));
        }
        if self.random.random_bool(0.2) {
            let extra = self
                .one(&[
                    "exact", "vu", "family", "suite", "remplir", "filling", "zqx", "",
                ])
                .to_owned();
            let text = self.one(HOSTILE).to_owned();
            fields.push((extra, text));
        }
        match self.random.random_range(0..10) {
            0 => {}
            1 => fields.push(("csrf".to_owned(), self.one(HOSTILE).to_owned())),
            2 => fields.push(("csrf".to_owned(), self.other_csrf.clone())),
            _ => fields.push(("csrf".to_owned(), self.csrf.clone())),
        }
        fields
    }

    /// The body of a post, and what it says it is.
    fn body(&mut self, page: &str) -> (&'static str, Vec<u8>) {
        let fields = self.fields();
        let form = "application/x-www-form-urlencoded";
        let mut body = encoded(&fields);
        match self.random.random_range(0..40) {
            0 => ("text/plain", body),
            1 => ("application/json", body),
            2 => ("multipart/form-data; boundary=zqx", body),
            3 => ("application/x-www-form-urlencoded; charset=utf-7", body),
            4 => {
                body.extend_from_slice(b"&place.name=%ff%fe%zz%&%=%%%&=&&contact.phone");
                (form, body)
            }
            5 => {
                let mut noise = vec![0; self.random.random_range(1..2_000)];
                self.random.fill_bytes(&mut noise);
                (form, noise)
            }
            6 if self.random.random_bool(0.1) => (form, vec![b'a'; 10_000_000]),
            _ if page.ends_with("/reponses") => ("application/json", self.json(&fields)),
            _ => (form, body),
        }
    }

    fn json(&mut self, fields: &[(String, String)]) -> Vec<u8> {
        let csrf = fields.iter().rfind(|(name, _)| name == "csrf");
        let device = self.one(&["telephone", "", "<script>", "a-1"]);
        let page = self.page();
        let edit = serde_json::json!({
            "n": self.random.random_range(-2_i64..1_000), "ago_ms": i64::from(self.random.next_u32()) - 1_000_000,
            "sheet": page.trim_start_matches('/'), "fields": fields,
        });
        serde_json::json!({ "csrf": csrf.map(|(_, text)| text), "device": device, "edits": [edit] })
            .to_string()
            .into_bytes()
    }
}

fn valid(question: &Question) -> &'static str {
    match question.kind {
        Kind::Phone => "02 99 00 00 01",
        Kind::Email => "zqx@exemple.fr",
        Kind::Url => "https://exemple.fr/zqx",
        Kind::PostalCode => "35360",
        Kind::Commune => "35184",
        Kind::Date => "2027-08-15",
        Kind::Number { .. } | Kind::Count(_) => "3",
        _ => "zqx",
    }
}

fn encoded(fields: &[(String, String)]) -> Vec<u8> {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut all, byte| {
            write!(all, "%{byte:02X}").unwrap();
            all
        })
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, text)| format!("{}={}", encode(name), encode(text)))
        .collect();
    pairs.join("&").into_bytes()
}

/// Fails when something that was typed would run in a page.
fn assert_harmless(path: &str, html: &str) {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_ours = name != "script" || tag.contains("src=\"/static/");
        let quoted: Vec<&str> = tag.split('"').step_by(2).collect();
        let runs = quoted
            .iter()
            .any(|outside| outside.to_ascii_lowercase().contains(" on") || outside.contains("zqx"));
        let leads = tag.to_ascii_lowercase().contains("href=\"javascript:")
            || tag.to_ascii_lowercase().contains("href=\"data:text");
        assert!(
            is_ours && !runs && !leads,
            "{path} runs what was typed: <{tag}>"
        );
    }
}

/// Words that tell somebody what to do.
fn explains(answer: &Answer) -> bool {
    let words = answer.text();
    !words.trim().is_empty() && !words.contains("zqx()</script>")
}

stories! {
    async fn nothing_posted_to_a_form_fails_inside_or_is_half_kept(app: TestApp) {
        let mut fuzz = Fuzz::of(&app).await;
        for n in 0..proof_size(300) {
            let path = format!("{}{}", fuzz.door(), fuzz.page());
            let (kind, body) = fuzz.body(&path);
            let before = draft_of(&app.app, fuzz.person, fuzz.listing).await.unwrap();
            let said = String::from_utf8_lossy(&body[..body.len().min(400)]).into_owned();
            let answer = fuzz.browser.post_as(&path, kind, body).await;
            let status = answer.status;
            assert!(!status.is_server_error(), "post {n}, {path} {kind}: {status}\n{said}\n{}", answer.text());
            assert_harmless(&path, &answer.body);
            if status.is_client_error() {
                assert!(explains(&answer), "post {n}, {path}: {status} without a word");
                if status != StatusCode::UNPROCESSABLE_ENTITY || !path.ends_with("/reponses") {
                    let after = draft_of(&app.app, fuzz.person, fuzz.listing).await.unwrap();
                    assert_eq!(after, before, "post {n}, {path}: refused, and kept");
                }
            }
        }
    }

    async fn what_was_taken_runs_nowhere_it_is_shown(app: TestApp) {
        let mut fuzz = Fuzz::of(&app).await;
        let csrf = fuzz.csrf.clone();
        let mut taken = 0;
        for hostile in HOSTILE {
            for section in SectionKey::ALL {
                for question in section.questions().filter(|question| question.is_asked()) {
                    if matches!(question.kind, Kind::Text(_) | Kind::LongText(_) | Kind::AddressLine(_) | Kind::Url) {
                        let path = format!("{}/{}", fuzz.form, section.as_str());
                        let answer = fuzz.browser.post(&path, &[("csrf", &csrf), (question.key, hostile)]).await;
                        assert!(!answer.status.is_server_error(), "{path} {} {hostile:?}", question.key);
                        taken += usize::from(answer.status == StatusCode::SEE_OTHER);
                    }
                }
            }
            let service = format!("{}/offer/0190f2a4-0000-7000-8000-000000000001", fuzz.form);
            fuzz.browser.post(&service, &[("csrf", &csrf), ("family", "etre_aidee"), ("name", hostile), ("description", hostile)]).await;
            fuzz.browser.get(&fuzz.form).await;
            let published = fuzz.browser.post(&format!("{}/publier", fuzz.form), &[("csrf", &csrf)]).await;
            assert!(!published.status.is_server_error());
            look_everywhere(&app, &mut fuzz).await;
        }
        assert!(taken > HOSTILE.len(), "{taken} texts were taken");
        look_at_the_desk(&app, &mut fuzz).await;
        look_at_the_mail(&app, &mut fuzz).await;
    }
}

/// Every place that shows what was published: the form, public pages, the desk, the chat.
async fn look_everywhere(app: &TestApp, fuzz: &mut Fuzz) {
    let (form, listing) = (fuzz.form.clone(), fuzz.listing);
    let mut paths = vec![
        form.clone(),
        format!("{form}/merci"),
        format!("{form}/offer"),
        format!("/lieux/{listing}"),
        "/".to_owned(),
        "/?q=zqx".to_owned(),
        "/territoires/35184".to_owned(),
    ];
    paths.extend(SectionKey::ALL.map(|section| format!("{form}/{}", section.as_str())));
    for path in paths {
        let answer = fuzz.browser.get(&path).await;
        assert!(
            answer.status.is_success() || answer.status.is_redirection(),
            "{path}: {}",
            answer.status
        );
        assert_harmless(&path, &answer.body);
    }
    let token = form.trim_start_matches("/f/").to_owned();
    let chat = fuzz
        .browser
        .submit(&form, "/chat/relier", &[("token", &token)])
        .await;
    assert!(chat.status.is_success(), "{}", chat.status);
    assert_harmless("/chat", &chat.body);
    let chat = fuzz
        .browser
        .submit("/chat", "/chat", &[("text", "horaires")])
        .await;
    assert_harmless("/chat", &chat.body);
    assert!(app.mails().iter().all(|mail| !mail.raw.contains("\nBcc:")));
}

/// The pages of the desk, what it prints and the tables it gives.
async fn look_at_the_desk(app: &TestApp, fuzz: &mut Fuzz) {
    let csrf = fuzz.csrf.clone();
    let place = format!("{}/place", fuzz.form);
    fuzz.browser
        .post(
            &place,
            &[
                ("csrf", &csrf),
                ("place.name", "=zqx()<script>zqx()</script>"),
            ],
        )
        .await;
    let publish = format!("{}/publier", fuzz.form);
    fuzz.browser.post(&publish, &[("csrf", &csrf)]).await;
    let mut referent = app.referent().await;
    let portrait = fuzz.portrait.clone();
    let call = format!("{portrait}/appels/{}", fuzz.person);
    for path in [
        "/bureau".to_owned(),
        portrait.clone(),
        format!("{portrait}/contacts"),
        call.clone(),
    ] {
        let answer = referent.get(&path).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        assert_harmless(&path, &answer.body);
    }
    let printed = referent.get(&format!("{call}/fiche.pdf")).await;
    assert!(printed.status.is_success() && printed.pdf_text().contains("Anne"));
    let bytes = String::from_utf8_lossy(&printed.bytes);
    assert!(!bytes.contains("/JavaScript") && !bytes.contains("/OpenAction"));
    let table = referent
        .get(&format!("{portrait}/contacts/export.csv"))
        .await;
    assert!(table.status.is_success() && table.body.contains("Anne"));
    assert_no_formula(&table.body);
}

/// No cell begins as a formula would.
fn assert_no_formula(csv: &str) {
    for cell in csv.lines().flat_map(|line| line.split([';', ','])) {
        let cell = cell.trim_start_matches('"');
        assert!(
            !cell.starts_with(['=', '@', '\t']),
            "a spreadsheet would run {cell}"
        );
    }
}

/// A mail about the place, as text and as HTML.
async fn look_at_the_mail(app: &TestApp, fuzz: &mut Fuzz) {
    app.clock.set(wall("2028-11-02T09:00:00"));
    let renew = format!("{}/nouveau-lien", fuzz.form);
    fuzz.browser.post(&renew, &[]).await;
    app.send_mail().await;
    let mails = app.mails_to("anne@mairie.invalid");
    let mail = mails.last().expect("a new link");
    assert!(!mail.raw.contains("\nBcc:") && !mail.subject.contains(['\r', '\n']));
    assert!(!mail.html.is_empty());
    for tag in mail.html.split('<').skip(1) {
        let tag = tag
            .split('>')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        assert!(
            !tag.starts_with("script") && !tag.contains("onerror") && !tag.contains("onload"),
            "<{tag}>"
        );
    }
}
