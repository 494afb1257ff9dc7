//! Logs to standard error, metrics to be read at `/metrics`, and the one cryptographic provider.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Installs the log; a filter that does not parse falls back to warnings. Installing twice changes nothing.
pub fn install_log(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_unreadable| EnvFilter::new("warn"));
    let installed = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    drop(installed);
}

/// Makes ring the provider of every TLS user. Installing twice changes nothing.
pub fn install_crypto() {
    let installed = rustls::crypto::ring::default_provider().install_default();
    drop(installed);
}

/// Counters of this process.
#[derive(Clone, Debug)]
pub struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// Starts counting; in a process that already counts, gives an empty page.
    #[must_use]
    pub fn install() -> Self {
        Self(PrometheusBuilder::new().install_recorder().ok())
    }

    /// Counts nothing: for tests and for commands that end at once.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// The page `/metrics`.
    #[must_use]
    pub fn render(&self) -> String {
        self.0
            .as_ref()
            .map(PrometheusHandle::render)
            .unwrap_or_default()
    }
}
