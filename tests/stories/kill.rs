//! Mailers are killed in the middle of their work, twenty times, two at once: nobody gets a mail twice, what was in
//! flight is shown, and the rest arrives.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use portrea_testkit::database::{Engine, TestDatabase, empty_database};
use portrea_testkit::requirement::proof_size;
use portrea_testkit::smtp_sink::{Behaviour, Script, SmtpSink};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

const KILLS: usize = 20;
const CONNECTIONS: usize = 6;

/// Writes the list and the letter.
fn write_letter(folder: &Path, count: usize) {
    let mut list = "email,prenom,nom,structure\n".to_owned();
    for n in 0..count {
        let domain = n % 7;
        writeln!(
            list,
            "acteur{n}@d{domain}.exemple.invalid,Zoé,Le Goff,Clés & Clics"
        )
        .unwrap();
    }
    std::fs::write(folder.join("list.csv"), list).unwrap();
    for (name, text) in [
        ("invite.subject", "{{prenom}}, venez"),
        (
            "invite.txt",
            "Bonjour {{prenom}} {{nom}} de {{structure}}.\n",
        ),
        (
            "invite.html",
            "<p>Bonjour {{prenom}} {{nom}} de {{structure}}.</p>",
        ),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

fn mailer(database: &TestDatabase, url: &str) -> Child {
    let folder = database.folder.path();
    Command::new(env!("CARGO_BIN_EXE_portrea"))
        .env_clear()
        .args([
            "bench",
            "mail",
            "--smtp",
            url,
            "--connections",
            &CONNECTIONS.to_string(),
        ])
        .arg("--data-dir")
        .arg(folder)
        .args(["--database-url", &database.url])
        .arg("--recipients")
        .arg(folder.join("list.csv"))
        .arg("--templates")
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(mut child: Child) {
    child.kill().unwrap(); // SIGKILL: nothing is tidied up.
    child.wait().unwrap();
}

async fn nobody_gets_two_mails_however_often_mailers_are_killed(engine: Engine) {
    let Some(database) = empty_database(engine).await else {
        return;
    };
    let count = proof_size(1_000);
    write_letter(database.folder.path(), count);
    let slow = Behaviour::Delay(Duration::from_millis(2));
    let sink = SmtpSink::start(Script::accept_all().otherwise(slow)).await;
    let mut random = StdRng::seed_from_u64(3);
    let first = mailer(&database, &sink.url());
    sink.wait_for(1).await;
    let mut running = vec![first];
    for n in 0..KILLS {
        while running.len() < 2 {
            running.push(mailer(&database, &sink.url()));
        }
        let so_far = sink.mails().len();
        let more = random.random_range(1..=count / (KILLS + 5));
        sink.wait_for((so_far + more).min(count - CONNECTIONS * 2 * (n + 1)))
            .await;
        kill(running.swap_remove(random.random_range(0..running.len())));
    }
    for mailer in running {
        kill(mailer);
    }
    let last = mailer(&database, &sink.url()).wait_with_output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&last.stdout).unwrap();

    let got: Vec<String> = sink.mails().into_iter().flat_map(|mail| mail.to).collect();
    let readers: BTreeSet<&String> = got.iter().collect();
    assert_eq!(got.len(), readers.len(), "somebody got two mails");
    let number = |name: &str| usize::try_from(said[name].as_u64().unwrap()).unwrap();
    assert_eq!(number("accepted") + number("uncertain"), count, "{said}");
    assert!(number("uncertain") <= (KILLS + 1) * CONNECTIONS, "{said}");
    assert!(
        count - readers.len() <= number("uncertain"),
        "{said}: the rest arrives"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_two_mails_on_sqlite() {
    nobody_gets_two_mails_however_often_mailers_are_killed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_two_mails_on_postgresql() {
    nobody_gets_two_mails_however_often_mailers_are_killed(Engine::Postgres).await;
}
