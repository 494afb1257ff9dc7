//! One private PostgreSQL cluster per test process, ended with it.

mod availability;
mod cluster;
mod supervisor;

use std::sync::OnceLock;

pub use availability::{Availability, available};
pub use cluster::Cluster;

/// The cluster of this process, started at the first call (a few seconds); later calls cost nothing.
///
/// Without any PostgreSQL: `None` after one line on the terminal, or a panic when
/// `PORTREA_TEST_REQUIRE` lists `postgres`. Panics too when the server found does not start.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(start).as_ref()
}

fn start() -> Option<Cluster> {
    match available() {
        Availability::Server(url) => Some(Cluster::at(&url)),
        Availability::Local(programs) => Some(Cluster::supervised(supervisor::start(&programs))),
        Availability::None => {
            crate::requirement::skip_or_fail("postgres", "skipped on PostgreSQL: no server found");
            None
        }
    }
}
