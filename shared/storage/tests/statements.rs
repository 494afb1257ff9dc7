//! Every SQL statement of the house is understood by the engine it is for.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use portrea_storage::{Dialect, Durability, Storage, statements};
use portrea_testkit::database::{Engine, empty_database};

async fn every_statement_is_understood(engine: Engine, dialect: Dialect) {
    let Some(database) = empty_database(engine).await else {
        return;
    };
    let storage = Storage::open(&database.url, Durability::Relaxed)
        .await
        .unwrap();
    storage.migrate().await.unwrap();
    let mut prepared = 0;
    for statement in statements() {
        if statement.only.is_none_or(|only| only == dialect) {
            let outcome = storage.prepare(statement.sql).await;
            assert!(
                outcome.is_ok(),
                "{}: {}",
                statement.name,
                outcome.unwrap_err()
            );
            prepared += 1;
        }
    }
    assert!(prepared > 100, "only {prepared} statements were found");
    assert!(storage.is_ready().await);
    storage.migrate().await.unwrap();
}

#[tokio::test]
async fn every_statement_is_understood_by_sqlite() {
    every_statement_is_understood(Engine::Sqlite, Dialect::Sqlite).await;
}

#[tokio::test]
async fn every_statement_is_understood_by_postgresql() {
    every_statement_is_understood(Engine::Postgres, Dialect::Postgres).await;
}
