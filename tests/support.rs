//! What stories stand on: a house on a fresh database, a browser without a screen, a seed for randomness.

pub(crate) mod agenda;
pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod seed;

/// Declares stories: each is run on both engines.
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name($app: $crate::support::app::TestApp) $body

        mod $name {
            use portrea_testkit::database::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                if let Some(app) = $crate::support::app::TestApp::start(Engine::Sqlite).await {
                    super::$name(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                if let Some(app) = $crate::support::app::TestApp::start(Engine::Postgres).await {
                    super::$name(app).await;
                }
            }
        }
    )+};
}
pub(crate) use stories;
