//! What is played in a rehearsal has not happened, and nobody waits for it.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use portrea_storage::{Durability, Storage};
use portrea_testkit::database::{Engine, TestDatabase, empty_database};

async fn opened(engine: Engine) -> Option<(TestDatabase, Storage)> {
    let database = empty_database(engine).await?;
    let storage = Storage::open(&database.url, Durability::Relaxed)
        .await
        .unwrap();
    storage.migrate().await.unwrap();
    Some((database, storage))
}

async fn set(storage: &Storage, value: &str) {
    let mut tx = storage.begin().await.unwrap();
    tx.operations().set_setting("essai", value).await.unwrap();
    tx.commit().await.unwrap();
}

async fn get(storage: &Storage) -> Option<String> {
    let mut tx = storage.read().await.unwrap();
    tx.operations().setting("essai").await.unwrap()
}

async fn what_is_played_has_not_happened_and_others_write_meanwhile(engine: Engine) {
    let Some((_database, storage)) = opened(engine).await else {
        return;
    };
    set(&storage, "avant").await;
    let rehearsal = storage.rehearsal().await.unwrap();
    let mut played = rehearsal.begin().await.unwrap();
    let found = played.operations().setting("essai").await.unwrap();
    assert_eq!(found.as_deref(), Some("avant"));
    played
        .operations()
        .set_setting("autre", "joué")
        .await
        .unwrap();
    // Nobody waits for a rehearsal.
    set(&storage, "pendant").await;
    drop(played);
    rehearsal.end().await;
    assert_eq!(get(&storage).await.as_deref(), Some("pendant"));
    let mut tx = storage.read().await.unwrap();
    assert_eq!(tx.operations().setting("autre").await.unwrap(), None);
}

#[tokio::test]
async fn what_is_played_has_not_happened_on_sqlite() {
    what_is_played_has_not_happened_and_others_write_meanwhile(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_is_played_has_not_happened_on_postgresql() {
    what_is_played_has_not_happened_and_others_write_meanwhile(Engine::Postgres).await;
}

#[tokio::test]
async fn a_copy_goes_with_its_rehearsal_and_one_left_behind_goes_at_the_next_start() {
    let Some((database, storage)) = opened(Engine::Sqlite).await else {
        return;
    };
    let copies = || {
        std::fs::read_dir(database.folder.path())
            .unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().starts_with("rehearsal-")
            })
            .count()
    };
    let rehearsal = storage.rehearsal().await.unwrap();
    assert_eq!(copies(), 1);
    rehearsal.end().await;
    assert_eq!(copies(), 0);

    // A process that is killed ends nothing.
    std::fs::create_dir(database.folder.path().join("rehearsal-killed")).unwrap();
    std::fs::create_dir(database.folder.path().join("mail")).unwrap();
    assert_eq!(storage.forget_rehearsals().unwrap(), 1);
    assert_eq!(copies(), 0);
    assert!(database.folder.path().join("mail").exists());
}
