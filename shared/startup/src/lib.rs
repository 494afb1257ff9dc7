//! What happens before and around the services: configuration, randomness, telemetry, lifecycle.
//!
//! The environment is read here and nowhere else.

mod entropy;
mod folder;
mod lifecycle;
mod settings;
mod telemetry;

pub use entropy::OsEntropy;
pub use folder::{DataFolder, FolderError};
pub use lifecycle::Lifecycle;
pub use settings::{MailSettings, OutsideSettings, Settings, SettingsError, TelegramSettings};
pub use telemetry::{Metrics, install_crypto, install_log};
