//! The server is killed in the middle of forms being sent, again and again: what somebody was told is kept, is there.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portrea_actions::{csrf_token, draft_of, give_link};
use portrea_domain::document::{Path as Field, Value};
use portrea_domain::link::LinkPurpose;
use portrea_domain::{Clock as _, ListingId, PersonId, SystemClock};
use portrea_testkit::database::Engine;
use portrea_testkit::requirement::proof_size;
use portrea_testkit::server::Server;
use portrea_testkit::wire::WireVisitor;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::sync::watch;

use crate::support::app::TestApp;

const COMMUNES: [&str; 6] = ["35184", "35297", "35302", "35320", "35117", "35135"];
/// How many answers come back between two kills, at most.
const ANSWERS: u64 = 60;

/// Somebody who changes one note over and over, and publishes every other time.
struct Holder {
    person: PersonId,
    listing: ListingId,
    path: String,
    csrf: String,
    /// The last number sent, and the last one that was answered: saved, and published.
    sent: AtomicU64,
    saved: AtomicU64,
    published: AtomicU64,
}

impl Holder {
    async fn of(app: &TestApp, person: PersonId, listing: ListingId) -> Self {
        let link = give_link(&app.app, person, LinkPurpose::Form(listing))
            .await
            .unwrap();
        let secret = &app.app.house.secret;
        Self {
            person,
            listing,
            path: format!("/f/{}", secret.link_token(link.id)),
            csrf: csrf_token(secret, &link.id.to_string()),
            sent: AtomicU64::new(0),
            saved: AtomicU64::new(0),
            published: AtomicU64::new(0),
        }
    }

    /// Sends forms until the server goes away.
    async fn fill_in(&self, host: &str, answered: &watch::Sender<u64>) -> std::io::Result<()> {
        let mut visitor = WireVisitor::connect(host).await?;
        loop {
            let n = self.sent.fetch_add(1, Ordering::SeqCst) + 1;
            let csrf = &self.csrf;
            let form = format!("csrf={csrf}&hours.note=02{n:08}");
            let status = visitor.post(&format!("{}/hours", self.path), &form).await?;
            assert_eq!(status, 303);
            self.saved.store(n, Ordering::SeqCst);
            answered.send_modify(|count| *count += 1);
            if n.is_multiple_of(2) {
                let form = format!("csrf={csrf}&exact=hours");
                let status = visitor
                    .post(&format!("{}/publier", self.path), &form)
                    .await?;
                assert_eq!(status, 303);
                self.published.store(n, Ordering::SeqCst);
                answered.send_modify(|count| *count += 1);
            }
        }
    }

    /// What was answered is there, in the draft or published.
    async fn check(&self, app: &portrea_actions::App) {
        let field = Field::field("hours.note");
        let listing = app
            .storage
            .read()
            .await
            .unwrap()
            .listings()
            .require(self.listing)
            .await;
        let public = number(listing.unwrap().document.get(&field));
        let draft = draft_of(app, self.person, self.listing).await.unwrap();
        let drafted = number(draft.get(&field).and_then(Option::as_ref));
        let (sent, saved) = (
            self.sent.load(Ordering::SeqCst),
            self.saved.load(Ordering::SeqCst),
        );
        let published = self.published.load(Ordering::SeqCst);
        assert!(
            public >= published,
            "{published} was published, {public} stands"
        );
        assert!(
            drafted.max(public) >= saved,
            "{saved} was saved; {drafted} and {public} stand"
        );
        assert!(
            drafted.max(public) <= sent.max(published),
            "nobody sent {drafted} or {public}"
        );
    }
}

/// The number in a note, whatever stood before being none of ours.
fn number(value: Option<&Value>) -> u64 {
    let text = value.and_then(Value::as_text).unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = digits
        .strip_prefix("020")
        .map_or(0, |rest| rest.parse().unwrap());
    if number < 1_000_000 { number } else { 0 }
}

async fn holders(app: &TestApp) -> Arc<Vec<Holder>> {
    // The server that is killed reads the real clock.
    app.clock.set(SystemClock.now());
    let portrait = app.portrait().await;
    let mut holders = Vec::new();
    for (n, commune) in COMMUNES.iter().enumerate() {
        let contact = app.contact(&portrait, &format!("Anne{n}"), commune).await;
        let listing = contact.contact.listing_id.unwrap();
        holders.push(Holder::of(app, contact.person.id, listing).await);
    }
    Arc::new(holders)
}

/// Lets everybody fill in forms until a random number of answers came back, then kills the server.
async fn fill_in_and_kill(mut server: Server, holders: &Arc<Vec<Holder>>, answers: u64) {
    let (answered, mut count) = watch::channel(0);
    let answered = Arc::new(answered);
    let tasks: Vec<_> = (0..holders.len())
        .map(|at| {
            let (holders, answered, host) =
                (holders.clone(), answered.clone(), server.host.clone());
            tokio::spawn(async move { holders[at].fill_in(&host, &answered).await })
        })
        .collect();
    count.wait_for(|count| *count >= answers).await.unwrap();
    server.kill();
    for task in tasks {
        task.await.unwrap().unwrap_err();
    }
}

async fn what_was_answered_is_there(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else {
        return;
    };
    let holders = holders(&app).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_portrea"));
    let folder = app.database.folder.path().join("served");
    let more = ["--database-url", &app.database.url, "--only", "intake"];
    let secret = "07".repeat(32);
    let mut random = StdRng::seed_from_u64(11);
    for _ in 0..proof_size(6) {
        let server = Server::start(binary, &folder, &more, &[("PORTREA_SECRET", &secret)]);
        fill_in_and_kill(server, &holders, random.random_range(1..=ANSWERS)).await;
        for holder in holders.iter() {
            holder.check(&app.app).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_a_kill_on_sqlite() {
    what_was_answered_is_there(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_a_kill_on_postgresql() {
    what_was_answered_is_there(Engine::Postgres).await;
}
