//! The private PostgreSQL cluster: copies of a template, and an end with the process that started it.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failure here is a failed test"
)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use portrea_testkit::postgres::{Cluster, cluster};
use sqlx::{Connection, PgConnection};

const ROLE: &str = "PORTREA_TESTKIT_HOLDS_A_CLUSTER";

async fn run(cluster: &Cluster, database: &str, statement: &'static str) {
    let mut connection = PgConnection::connect(&cluster.url(database)).await.unwrap();
    sqlx::raw_sql(statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn count_of_cats(cluster: &Cluster, database: &str) -> i64 {
    let mut connection = PgConnection::connect(&cluster.url(database)).await.unwrap();
    sqlx::query_scalar("select count(*) from cat")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

/// Names carry the process id: the server may be shared with other runs.
fn name(suffix: &str) -> String {
    format!("testkit_{}_{suffix}", std::process::id())
}

#[tokio::test]
async fn a_database_created_from_a_template_has_its_rows_and_its_own_life() {
    let Some(cluster) = cluster() else { return };
    let (template, copy) = (name("template"), name("copy"));
    cluster.create_database(&template, None).await;
    run(
        cluster,
        &template,
        "create table cat (name text); insert into cat values ('Mistigri')",
    )
    .await;

    cluster.create_database(&copy, Some(&template)).await;
    run(cluster, &copy, "insert into cat values ('Félix')").await;

    assert_eq!(count_of_cats(cluster, &copy).await, 2);
    assert_eq!(count_of_cats(cluster, &template).await, 1);
    cluster.drop_database(&copy).await;
    cluster.drop_database(&template).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tests_may_copy_one_template_at_once() {
    let Some(cluster) = cluster() else { return };
    let template = name("shared");
    cluster.create_database(&template, None).await;
    run(cluster, &template, "create table cat (name text)").await;

    let copies: Vec<_> = (0..8)
        .map(|number| {
            let (copy, template) = (name(&format!("shared_{number}")), template.clone());
            tokio::spawn(async move {
                cluster.create_database(&copy, Some(&template)).await;
                let cats = count_of_cats(cluster, &copy).await;
                cluster.drop_database(&copy).await;
                cats
            })
        })
        .collect();

    for copy in copies {
        assert_eq!(copy.await.unwrap(), 0);
    }
    cluster.drop_database(&template).await;
}

#[tokio::test]
async fn a_dropped_database_is_gone_even_while_somebody_is_connected() {
    let Some(cluster) = cluster() else { return };
    let database = name("dropped");
    cluster.create_database(&database, None).await;
    let _connected = PgConnection::connect(&cluster.url(&database))
        .await
        .unwrap();

    cluster.drop_database(&database).await;
    cluster.drop_database(&database).await;

    assert!(
        PgConnection::connect(&cluster.url(&database))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn words_sort_by_their_bytes() {
    let Some(cluster) = cluster() else { return };
    let database = name("order");
    cluster.create_database(&database, None).await;
    let mut connection = PgConnection::connect(&cluster.url(&database))
        .await
        .unwrap();

    let order: String = sqlx::query_scalar(
        "select string_agg(w, ' ' order by w) from unnest(array['é','a','B']) w",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();

    assert_eq!(order, "B a é");
    cluster.drop_database(&database).await;
}

/// Plays two parts: the process that is killed, when told so by the environment, and its killer.
#[tokio::test]
async fn a_cluster_ends_with_the_process_that_started_it_even_killed() {
    if std::env::var_os(ROLE).is_some() {
        return hold_a_cluster();
    }
    if cluster().and_then(Cluster::folder).is_none() {
        return; // No server, or one that is not ours to end.
    }
    let mut holder = start_holder();
    let (folder, url) = announced(&mut holder);
    assert!(Path::new(&folder).exists());
    assert!(PgConnection::connect(&url).await.is_ok());

    holder.kill().unwrap();
    holder.wait().unwrap();

    assert!(
        disappears(Path::new(&folder)).await,
        "{folder} is still there"
    );
    assert!(PgConnection::connect(&url).await.is_err());
}

fn hold_a_cluster() {
    let cluster = cluster().unwrap();
    println!(
        "\nholding\t{}\t{}",
        cluster.folder().unwrap().display(),
        cluster.url("postgres")
    );
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

fn start_holder() -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_cluster_ends_with_the_process_that_started_it_even_killed",
            "--nocapture",
        ])
        .env(ROLE, "yes")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn announced(holder: &mut Child) -> (String, String) {
    let line = BufReader::new(holder.stdout.as_mut().unwrap())
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("holding\t").map(str::to_owned))
        .expect("the holder says what it holds");
    let (folder, url) = line.split_once('\t').unwrap();
    (folder.to_owned(), url.to_owned())
}

async fn disappears(folder: &Path) -> bool {
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..400 {
        ticks.tick().await;
        if !folder.exists() {
            return true;
        }
    }
    false
}
