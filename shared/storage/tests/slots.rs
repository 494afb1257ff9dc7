//! What only one process may do at a time is done by one, on both engines.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use portrea_storage::{Durability, SlotKeeper, Storage};
use portrea_testkit::database::{Engine, empty_database};

async fn a_job_is_held_by_one_and_free_again_when_it_lets_go(engine: Engine) {
    let Some(database) = empty_database(engine).await else {
        return;
    };
    let storage = Storage::open(&database.url, Durability::Relaxed)
        .await
        .unwrap();
    let keeper = SlotKeeper::new(storage, database.folder.path());
    let held = keeper.take_only("bot").await.unwrap();
    assert!(held.is_some());
    assert!(keeper.take_only("bot").await.unwrap().is_none());
    assert!(keeper.take_only("other").await.unwrap().is_some());
    drop(held);
    // PostgreSQL frees the lock when it sees the connection gone, which takes it a moment.
    let mut again = None;
    for _ in 0..10_000 {
        again = keeper.take_only("bot").await.unwrap();
        if again.is_some() {
            break;
        }
    }
    assert!(again.is_some());
}

#[tokio::test]
async fn a_job_is_held_by_one_on_sqlite() {
    a_job_is_held_by_one_and_free_again_when_it_lets_go(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_job_is_held_by_one_on_postgresql() {
    a_job_is_held_by_one_and_free_again_when_it_lets_go(Engine::Postgres).await;
}
