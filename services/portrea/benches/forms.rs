//! Form submissions on the real server, over real connections, with durable commits.
//!
//! Arrivals follow the clock whatever the server does, and each is timed from when it was due: a server that falls
//! behind cannot hide it. Usage:
//! `cargo bench -p portrea --bench forms -- [--rate 500] [--seconds 20] [--what mixed|section|publish] [--database-url URL]`

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use portrea::{DemoOptions, prepare};
use portrea_actions::{App, csrf_token, draft_of, give_links_in};
use portrea_domain::document::{Path as Field, Value};
use portrea_domain::link::LinkPurpose;
use portrea_domain::person::Person;
use portrea_domain::{ListingId, PersonId};
use portrea_startup::{MailSettings, Settings};
use portrea_testkit::server::Server;
use portrea_testkit::wire::WireVisitor;
use tokio::time::{Instant, sleep_until};

#[derive(Clone, Parser)]
struct Args {
    /// Submissions a second.
    #[arg(long, default_value_t = 500)]
    rate: usize,
    /// For how long.
    #[arg(long, default_value_t = 20)]
    seconds: usize,
    /// What is submitted.
    #[arg(long, default_value = "mixed")]
    what: What,
    /// How many people, each with a link and a listing.
    #[arg(long, default_value_t = 2_000)]
    people: usize,
    /// Connections kept open.
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Another database than a fresh SQLite file.
    #[arg(long)]
    database_url: Option<String>,
    /// Another binary than the one just built, to compare.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Sections saved and listings published, in turn.
    Mixed,
    /// Sections saved in drafts.
    Section,
    /// Drafts published; the first round has none and says so quickly.
    Publish,
}

/// Somebody who fills in a form.
struct Holder {
    person: PersonId,
    listing: ListingId,
    path: String,
    csrf: String,
}

fn settings(folder: &Path, args: &Args) -> Settings {
    Settings {
        data_dir: folder.to_owned(),
        database_url: args.database_url.clone(),
        public_url: None,
        smtp_url: None,
        mail_from: None,
        secret: None,
        telegram_token: None,
        telegram_api_url: None,
        telegram_webhook_secret: None,
        source_url: None,
        freshness_cron: None,
        mail: MailSettings::default(),
        outside: portrea_startup::OutsideSettings::default(),
        log: "error".to_owned(),
    }
}

/// People with a form link each, spread over the listings of the demonstration.
async fn holders(app: &App, count: usize) -> anyhow::Result<Vec<Holder>> {
    let mut tx = app.storage.begin().await?;
    let listings = tx.listings().all().await?;
    let people: Vec<Person> = (0..count)
        .map(|n| {
            let email = format!("acteur{n}@exemple.invalid").parse()?;
            anyhow::Ok(Person {
                id: PersonId::mint(app.now(), &*app.entropy),
                name: format!("Acteur {n}"),
                email: Some(email),
                fictional: true,
            })
        })
        .collect::<Result<_, _>>()?;
    let named = people.iter().cloned().map(|person| (person, String::new()));
    tx.people().insert_new(named, app.now()).await?;
    let mut holders = Vec::with_capacity(count);
    for (person, listing) in people.iter().zip(listings.iter().cycle()) {
        let links =
            give_links_in(&mut tx, app, &[person.id], LinkPurpose::Form(listing.id)).await?;
        let link = links.get(&person.id).context("a link")?;
        let secret = &app.house.secret;
        holders.push(Holder {
            person: person.id,
            listing: listing.id,
            path: format!("/f/{}", secret.link_token(link.id)),
            csrf: csrf_token(secret, &link.id.to_string()),
        });
    }
    tx.commit().await?;
    Ok(holders)
}

fn serve(folder: &Path, args: &Args) -> Server {
    let url = args.database_url.as_deref();
    let more: Vec<&str> = url.map_or_else(Vec::new, |url| vec!["--database-url", url]);
    let built = Path::new(env!("CARGO_BIN_EXE_portrea"));
    let binary = args.binary.as_deref().unwrap_or(built);
    Server::start(binary, folder, &more, &[])
}

/// Processor time the server used so far, in milliseconds.
fn cpu_ms(server: &Server) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.id()));
    let stat = stat.unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks * 10.0
}

/// One submission: where, and what is posted.
fn submission(holders: &[Holder], what: What, n: usize) -> (String, String) {
    let is_publication = match what {
        What::Mixed => n % 2 == 1,
        What::Section => false,
        What::Publish => true,
    };
    let turn = if what == What::Mixed { n / 2 } else { n };
    // A draft is published well after it was saved.
    let turn = if is_publication {
        turn + holders.len() - holders.len() / 4
    } else {
        turn
    };
    let holder = &holders[turn % holders.len()];
    let csrf = &holder.csrf;
    if is_publication {
        (
            format!("{}/publier", holder.path),
            format!("csrf={csrf}&exact=contact"),
        )
    } else {
        let fields = format!(
            "csrf={csrf}&contact.phone={}&contact.email=accueil%40exemple.fr&contact.website=",
            phone(n)
        );
        (format!("{}/contact", holder.path), fields)
    }
}

fn phone(n: usize) -> String {
    format!("02{:08}", 10_000_000 + n)
}

struct Done {
    n: usize,
    status: u16,
    took: Duration,
}

/// Submits `count` forms from the `first`, at a rate, and times each from when it was due.
async fn submit(
    host: &str,
    args: &Args,
    holders: &Arc<Vec<Holder>>,
    first: usize,
    count: usize,
) -> anyhow::Result<Vec<Done>> {
    let next = Arc::new(AtomicUsize::new(first));
    let start = Instant::now() + Duration::from_millis(50);
    let mut visitors = Vec::new();
    for _ in 0..args.connections {
        let mut visitor = WireVisitor::connect(host).await?;
        let (next, holders, args) = (next.clone(), holders.clone(), args.clone());
        visitors.push(tokio::spawn(async move {
            let mut done = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= first + count {
                    return anyhow::Ok(done);
                }
                let (path, form) = submission(&holders, args.what, n);
                let offset = u32::try_from(n - first)?;
                let due = start + Duration::from_secs(1) * offset / u32::try_from(args.rate)?;
                sleep_until(due).await;
                let status = visitor.post(&path, &form).await?;
                done.push(Done {
                    n,
                    status,
                    took: due.elapsed(),
                });
            }
        }));
    }
    let mut done = Vec::new();
    for visitor in visitors {
        done.extend(visitor.await??);
    }
    Ok(done)
}

fn percentile(sorted: &[Duration], share: usize) -> f64 {
    let at = (sorted.len() * share / 1000).min(sorted.len().saturating_sub(1));
    sorted
        .get(at)
        .map_or(0.0, |took| took.as_secs_f64() * 1000.0)
}

fn say(name: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    println!(
        "{name:<12} {:>7}   p50 {:>6.2} ms   p90 {:>6.2}   p99 {:>6.2}   p99.9 {:>6.2}   max {:>6.2}",
        took.len(),
        percentile(&took, 500),
        percentile(&took, 900),
        percentile(&took, 990),
        percentile(&took, 999),
        percentile(&took, 1000),
    );
}

/// A count, to divide by.
fn count_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// What the disk alone takes: one page appended and made durable.
fn disk(folder: &Path) -> anyhow::Result<Vec<Duration>> {
    let mut file = std::fs::File::create(folder.join("disk"))?;
    (0..200)
        .map(|_| {
            file.write_all(&[7; 4096])?;
            let start = std::time::Instant::now();
            file.sync_data()?;
            Ok(start.elapsed())
        })
        .collect()
}

/// Every draft that was acknowledged last is the one that stands.
async fn check(app: &App, holders: &[Holder], what: What, done: &[Done]) -> anyhow::Result<usize> {
    if what != What::Section {
        return Ok(0);
    }
    let mut last = std::collections::BTreeMap::new();
    for one in done.iter().filter(|one| one.status == 303) {
        let held = last.entry(one.n % holders.len()).or_insert(one.n);
        *held = one.n.max(*held);
    }
    for (&at, &n) in &last {
        let draft = draft_of(app, holders[at].person, holders[at].listing).await?;
        let held = draft.get(&Field::field("contact.phone"));
        let held = held.and_then(|value| value.as_ref().and_then(Value::as_text));
        let digits: String = held
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        anyhow::ensure!(
            digits == phone(n),
            "{digits} stands instead of {}",
            phone(n)
        );
    }
    Ok(last.len())
}

async fn bench(args: Args) -> anyhow::Result<()> {
    let folder = tempfile::TempDir::new()?;
    let settings = settings(folder.path(), &args);
    let options = DemoOptions {
        epci: "200038990".parse()?,
        empty: true,
        day_in: None,
        listen: "127.0.0.1:8080".parse()?,
    };
    let prepared = prepare(&settings, &options).await?;
    let app = prepared.opened.app;
    let holders = Arc::new(holders(&app, args.people).await?);
    let server = serve(folder.path(), &args);
    let warm_up = args.rate * 2;
    submit(&server.host, &args, &holders, 0, warm_up).await?;

    let (cpu, start) = (cpu_ms(&server), Instant::now());
    let count = args.rate * args.seconds;
    let done = submit(&server.host, &args, &holders, warm_up, count).await?;
    let (elapsed, cpu) = (start.elapsed().as_secs_f64(), cpu_ms(&server) - cpu);

    let of = |status: u16| {
        done.iter()
            .filter(move |one| one.status == status)
            .map(|one| one.took)
    };
    say("all", done.iter().map(|one| one.took).collect());
    if args.what == What::Mixed {
        let of = |odd: usize| {
            done.iter()
                .filter(move |one| one.n % 2 == odd)
                .map(|one| one.took)
        };
        say("section", of(0).collect());
        say("publish", of(1).collect());
    }
    say("disk alone", disk(folder.path())?);
    let kept = check(&app, &holders, args.what, &done).await?;
    println!(
        "{:.0} a second; {:.3} ms of processor each; {} taken, {} not; {kept} drafts read back; load average {}",
        count_f64(done.len()) / elapsed,
        cpu / count_f64(done.len()),
        of(303).count(),
        done.len() - of(303).count(),
        std::fs::read_to_string("/proc/loadavg")?.trim(),
    );
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    // One thread: the other core is the server's.
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench(args))
}
