//! `portrea bench mail`: a letter to a list, through the real outbox, the real journal and the real engine.
//!
//! Nothing leaves the machine. Waits between tries are not waited for: the clock is moved to the next due mail.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use chrono::NaiveTime;
use portrea_actions::{App, House, NewLetter, Secret, add_people, open_portrait, send_letter};
use portrea_domain::letter::{Fields, LETTER_FIELDS};
use portrea_domain::message::{Channel, MessageState, Stream};
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::portrait::Phase;
use portrea_domain::sending::SendingRules;
use portrea_domain::{Clock, PortraitId, SystemClock, Timestamp};
use portrea_mailer::{DkimKey, Mailer, Seal, Transport};
use portrea_render::Letter;
use portrea_startup::{DataFolder, OsEntropy, Settings};
use portrea_storage::{Durability, EpciRow, FateCount, SlotKeeper, Storage, Which};

use crate::cli::{BenchMailArgs, Dkim};
use crate::out;

const EPCI: &str = "200000001";
const SENDER: &str = "invitations@portrea.example";

/// Runs on one thread, as a mailer alone in its process would.
pub(crate) async fn run(settings: &Settings, args: BenchMailArgs) -> anyhow::Result<()> {
    let settings = settings.clone();
    let alone = move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(bench(&settings, &args))
    };
    tokio::task::spawn_blocking(alone).await?
}

/// The real clock, and how far it was moved.
struct Leaping(AtomicI64);

impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        let ahead = self.0.load(Ordering::Relaxed);
        Timestamp::from_millis(SystemClock.now().millis() + ahead)
    }
}

impl Leaping {
    fn leap_to(&self, then: Timestamp) {
        let ahead = then.millis() - self.now().millis();
        if ahead > 0 {
            self.0.fetch_add(ahead, Ordering::Relaxed);
        }
    }
}

/// One line of the list.
struct Reader {
    person: Person,
    given: String,
    fields: Fields,
}

/// The letter of a folder.
struct Templates {
    subject: String,
    body: String,
    html: String,
}

async fn bench(settings: &Settings, args: &BenchMailArgs) -> anyhow::Result<()> {
    let transport = transport(settings, args)?;
    let templates = Templates::read(&args.templates)?;
    let (folder, is_ours) = folder(settings, args)?;
    let clock = Arc::new(Leaping(AtomicI64::new(0)));
    let (app, folder) = open(settings, &folder, Arc::clone(&clock)).await?;
    let label = format!("{} {}", args.recipients.display(), args.smtp);
    let portrait = portrait(&app).await?;
    open_the_office(&app, &clock, portrait).await?;
    if app
        .storage
        .read()
        .await?
        .campaigns()
        .labelled(portrait, "letter", &label)
        .await?
        .is_none()
    {
        queue(&app, portrait, &label, args, templates).await?;
    }
    let started = SystemClock.now();
    let slot = SlotKeeper::new(app.storage.clone(), folder.path())
        .take()
        .await?;
    let mut mailer = Mailer::new(app.clone(), transport, slot);
    send(&app, &clock, &mut mailer).await?;
    drop(mailer);
    let fates = app
        .storage
        .read()
        .await?
        .outbox()
        .all_fates(Channel::Mail)
        .await?;
    report(&fates, SystemClock.now().millis() - started.millis());
    app.storage.close().await;
    if is_ours {
        std::fs::remove_dir_all(folder.path())
            .context("the folder of the run cannot be removed")?;
    }
    Ok(())
}

/// Sends until nothing waits any more.
async fn send(app: &App, clock: &Leaping, mailer: &mut Mailer) -> anyhow::Result<()> {
    loop {
        mailer.drain_all().await?;
        mailer.recover().await?;
        let mut tx = app.storage.read().await?;
        match tx.outbox().next_due(Channel::Mail, Which::All).await? {
            Some(due) => clock.leap_to(due),
            None => return Ok(()),
        }
    }
}

fn report(fates: &[FateCount], millis: i64) {
    let count = |state: MessageState| {
        let found = fates.iter().find(|fate| fate.state == state);
        found.map_or(0, |fate| fate.count)
    };
    out::line(
        &serde_json::json!({
            "accepted": count(MessageState::Accepted),
            "refused": count(MessageState::Refused),
            "suppressed": count(MessageState::Suppressed),
            "given_up": count(MessageState::GivenUp),
            "uncertain": count(MessageState::Uncertain),
            "sending_ms": millis,
        })
        .to_string(),
    );
}

/// Where mails go: to this machine alone.
fn transport(settings: &Settings, args: &BenchMailArgs) -> anyhow::Result<Transport> {
    let transport = Transport::smtp(&args.smtp)?.with_connections(args.connections);
    anyhow::ensure!(
        transport.stays_here(),
        "a measure is sent to 127.0.0.1 or localhost only: its addresses are anybody's"
    );
    let sender: EmailAddress = SENDER.parse()?;
    let keys = match (args.dkim, settings.mail.dkim_key.first()) {
        (None, _) => Vec::new(),
        (Some(_), None) => anyhow::bail!("--dkim needs --dkim-key FILE, a private key in PEM"),
        (Some(kind), Some(path)) => {
            let key = DkimKey::open(path, "bench", sender.domain())?;
            let is_right = key.is_ed25519() == (kind == Dkim::Ed25519);
            anyhow::ensure!(is_right, "{} is a key of another kind", path.display());
            vec![key]
        }
    };
    Ok(transport.sealed(Seal::new(keys, None, &sender)?))
}

/// The folder that was asked for, else one for this list and this server alone: a run that was killed is gone on with,
/// one that ended leaves nothing.
fn folder(settings: &Settings, args: &BenchMailArgs) -> anyhow::Result<(PathBuf, bool)> {
    if settings.data_dir != Path::new("./portrea-data") {
        return Ok((settings.data_dir.clone(), false));
    }
    let list = std::fs::canonicalize(&args.recipients)
        .with_context(|| args.recipients.display().to_string())?;
    let mut hasher = DefaultHasher::new();
    (list, &args.smtp).hash(&mut hasher);
    let name = format!("portrea-bench-mail-{:016x}", hasher.finish());
    Ok((std::env::temp_dir().join(name), true))
}

async fn open(
    settings: &Settings,
    path: &Path,
    clock: Arc<Leaping>,
) -> anyhow::Result<(App, DataFolder)> {
    let folder = DataFolder::prepare(path)?;
    let url = settings.database_url.clone();
    let url = url.unwrap_or_else(|| folder.database_url());
    let storage = Storage::open(&url, Durability::Full).await?;
    storage.migrate().await?;
    let app = App {
        storage,
        clock,
        entropy: Arc::new(OsEntropy),
        house: Arc::new(House {
            secret: Secret::new(folder.secret(&OsEntropy)?),
            public_url: "https://portrea.example".to_owned(),
            mail_from: SENDER.parse()?,
            demo: false,
            shows_mailbox: false,
            telegram_bot: None,
            source_url: String::new(),
        }),
    };
    Ok((app, folder))
}

/// The portrait that speaks: of a territory made for the measure.
async fn portrait(app: &App) -> anyhow::Result<PortraitId> {
    let code = EPCI.parse().map_err(anyhow::Error::msg)?;
    let mut tx = app.storage.begin().await?;
    if tx.geography().epci(&code).await?.is_none() {
        let epci = EpciRow {
            code: code.clone(),
            name: "Hub territorial".to_owned(),
            kind: "CC".to_owned(),
        };
        tx.geography().insert_epci(std::iter::once(epci)).await?;
    }
    tx.commit().await?;
    Ok(open_portrait(app, &code, Phase::Engagement).await?.id)
}

/// Moves the clock to a working day, whose hours are as long as they can be.
async fn open_the_office(app: &App, clock: &Leaping, portrait: PortraitId) -> anyhow::Result<()> {
    let mut tx = app.storage.begin().await?;
    let mut office = tx.rules().office(portrait).await?;
    office.rules = SendingRules {
        opens: NaiveTime::MIN,
        closes: NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default(),
        ..office.rules
    };
    tx.rules().keep(portrait, &office.rules, app.now()).await?;
    tx.commit().await?;
    clock.leap_to(office.next_open(app.now()));
    Ok(())
}

async fn queue(
    app: &App,
    portrait: PortraitId,
    label: &str,
    args: &BenchMailArgs,
    templates: Templates,
) -> anyhow::Result<()> {
    let list = List::open(&args.recipients)?;
    let extras = list.extras.clone();
    let known: Vec<&str> = LETTER_FIELDS
        .iter()
        .map(|(name, _)| *name)
        .chain(extras.iter().map(String::as_str))
        .collect();
    Letter::read(
        &templates.subject,
        &templates.body,
        Some(&templates.html),
        &known,
    )?;
    let now = app.now();
    let letter = NewLetter {
        portrait,
        stream: Stream::Event,
        label: label.to_owned(),
        subject: templates.subject,
        body: templates.body,
        html: Some(templates.html),
        extras,
        due_at: now,
        not_after: now.plus_days(30),
    };
    // The list is read twice rather than held: first its people, then what the letter says to each.
    let mut ids = Vec::new();
    let mut readers = list.readers(app)?.peekable();
    while readers.peek().is_some() {
        let piece: Vec<Reader> = readers.by_ref().take(PIECE).collect::<Result<_, _>>()?;
        let people = piece
            .into_iter()
            .map(|reader| (reader.person, reader.given))
            .collect();
        ids.extend(add_people(app, people).await?);
    }
    let fields = list.readers(app)?.filter_map(Result::ok);
    let fields = fields.map(|reader| reader.fields);
    send_letter(app, letter, ids.into_iter().zip(fields)).await?;
    Ok(())
}

/// How many lines of the list are taken at a time.
const PIECE: usize = 1_000;

/// A list of readers that is not held in memory.
struct List {
    path: PathBuf,
    headings: Vec<String>,
    /// Headings that are fields of the letter.
    extras: Vec<String>,
}

impl List {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let mut file = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
        let headings: Vec<String> = file.headers()?.iter().map(str::to_owned).collect();
        let own = ["id", "email", "prenom", "nom"];
        let extras = headings
            .iter()
            .filter(|heading| !own.contains(&heading.as_str()));
        Ok(Self {
            path: path.to_owned(),
            extras: extras.cloned().collect(),
            headings,
        })
    }

    fn readers<'l>(
        &'l self,
        app: &'l App,
    ) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Reader>> + 'l> {
        let file = csv::Reader::from_path(&self.path)?;
        Ok(file.into_records().map(move |row| self.reader(app, &row?)))
    }

    fn reader(&self, app: &App, row: &csv::StringRecord) -> anyhow::Result<Reader> {
        let value = |wanted: &str| {
            let column = self.headings.iter().position(|heading| heading == wanted);
            column
                .and_then(|column| row.get(column))
                .unwrap_or_default()
        };
        let email = value("email");
        let email: EmailAddress = email.parse().with_context(|| email.to_owned())?;
        let given = value("prenom");
        Ok(Reader {
            person: Person {
                id: portrea_domain::PersonId::mint(app.now(), &*app.entropy),
                name: format!("{given} {}", value("nom")).trim().to_owned(),
                email: Some(email),
                fictional: true,
            },
            given: given.to_owned(),
            fields: self
                .extras
                .iter()
                .map(|name| (name.clone(), value(name).to_owned()))
                .collect(),
        })
    }
}

impl Templates {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        Ok(Self {
            subject: read("invite.subject")?,
            body: read("invite.txt")?,
            html: read("invite.html")?,
        })
    }
}
