//! What stories stand on: a house on a fresh database, a browser without a screen, a seed for randomness.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod seed;

/// Declares stories: each is run on both engines.
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[expect(clippy::allow_attributes, unused_imports, reason = "stories share their imports")]
            use super::*;

            async fn story(#[allow(unused_mut, reason = "some stories only read")] mut $app: $crate::support::app::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                if let Some(app) = $crate::support::app::TestApp::start(portrea_testkit::database::Engine::Sqlite).await {
                    story(app).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                if let Some(app) = $crate::support::app::TestApp::start(portrea_testkit::database::Engine::Postgres).await {
                    story(app).await;
                }
            }
        }
    )+};
}
pub(crate) use stories;
