//! Settings: read once from flags and environment, checked, then passed on.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use portrea_domain::person::EmailAddress;

/// Settings every command shares. Flags win over the environment. Secrets have no flag: a command line is public.
#[derive(Args, Clone)]
pub struct Settings {
    /// Folder of the SQLite file, of the mails of the mailbox transport and of the secret
    #[arg(
        long,
        global = true,
        env = "PORTREA_DATA_DIR",
        default_value = "./portrea-data",
        value_name = "DIR"
    )]
    pub data_dir: PathBuf,
    /// Database address, sqlite://… or postgres://…; by default the SQLite file of the data folder
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
    /// Address of the site as people see it, for the links of mails; by default http:// and the listening address
    #[arg(long, global = true, env = "PORTREA_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// SMTP servers, separated by commas and used in turn; without one mails are written in the data folder and reach
    /// nobody
    #[arg(
        long,
        global = true,
        env = "PORTREA_SMTP_URL",
        hide = true,
        hide_env_values = true
    )]
    pub smtp_url: Option<String>,
    /// How mail is sent
    #[command(flatten)]
    pub mail: MailSettings,
    /// Other machines that are asked
    #[command(flatten)]
    pub outside: OutsideSettings,
    /// Sender of the mails
    #[arg(long, global = true, env = "PORTREA_MAIL_FROM", value_name = "MAIL")]
    pub mail_from: Option<String>,
    /// Secret of the house, 64 hexadecimal digits; by default a file of the data folder
    #[arg(
        long,
        global = true,
        env = "PORTREA_SECRET",
        hide = true,
        hide_env_values = true
    )]
    pub secret: Option<String>,
    /// Token of the Telegram bot; without it there is no Telegram
    #[arg(
        long,
        global = true,
        env = "PORTREA_TELEGRAM_TOKEN",
        hide = true,
        hide_env_values = true
    )]
    pub telegram_token: Option<String>,
    /// Another Bot API server than Telegram's
    #[arg(long, global = true, env = "PORTREA_TELEGRAM_API_URL", hide = true)]
    pub telegram_api_url: Option<String>,
    /// Receive Telegram updates by webhook under this secret, instead of asking for them
    #[arg(
        long,
        global = true,
        env = "PORTREA_TELEGRAM_WEBHOOK_SECRET",
        hide = true,
        hide_env_values = true
    )]
    pub telegram_webhook_secret: Option<String>,
    /// Where the source code of this version is offered (AGPL, section 13)
    #[arg(long, global = true, env = "PORTREA_SOURCE_URL", value_name = "URL")]
    pub source_url: Option<String>,
    /// When freshness is checked: a cron expression, seconds first, in the time of Paris
    #[arg(
        long,
        global = true,
        env = "PORTREA_FRESHNESS_CRON",
        value_name = "CRON"
    )]
    pub freshness_cron: Option<String>,
    /// What to log, like `info` or `portrea_mailer=debug`
    #[arg(
        long,
        global = true,
        env = "PORTREA_LOG",
        default_value = "warn",
        value_name = "FILTER"
    )]
    pub log: String,
}

/// How mail is sent, once it reaches people.
#[derive(Args, Clone, Default)]
pub struct MailSettings {
    /// Connections of one mailer at once: at most so many mails are ever uncertain
    #[arg(
        long,
        global = true,
        env = "PORTREA_SMTP_CONNECTIONS",
        value_name = "N",
        hide = true
    )]
    pub smtp_connections: Option<usize>,
    /// Mails sent at most, like 5/s, 30/min or 200/h; not limited by default
    #[arg(
        long,
        global = true,
        env = "PORTREA_SMTP_RATE",
        value_name = "RATE",
        hide = true
    )]
    pub smtp_rate: Option<String>,
    /// The same for the mails to one domain
    #[arg(
        long,
        global = true,
        env = "PORTREA_SMTP_DOMAIN_RATE",
        value_name = "RATE",
        hide = true
    )]
    pub smtp_domain_rate: Option<String>,
    /// Files of the DKIM keys (PEM; RSA or Ed25519), separated by commas: each signs every mail
    #[arg(
        long,
        global = true,
        env = "PORTREA_DKIM_KEY",
        value_name = "FILE",
        value_delimiter = ',',
        hide = true
    )]
    pub dkim_key: Vec<PathBuf>,
    /// The selector of each key, in the same order
    #[arg(
        long,
        global = true,
        env = "PORTREA_DKIM_SELECTOR",
        value_name = "NAME",
        value_delimiter = ',',
        hide = true
    )]
    pub dkim_selector: Vec<String>,
    /// The domain that signs; by default the sender's
    #[arg(
        long,
        global = true,
        env = "PORTREA_DKIM_DOMAIN",
        value_name = "DOMAIN",
        hide = true
    )]
    pub dkim_domain: Option<String>,
    /// Domain that undeliverable mail comes back to, at bounces+…@; by default it comes back to the sender
    #[arg(
        long,
        global = true,
        env = "PORTREA_BOUNCE_DOMAIN",
        value_name = "DOMAIN",
        hide = true
    )]
    pub bounce_domain: Option<String>,
    /// Name server asked what receivers will find (SPF, DKIM, DMARC, MX); by default those of the machine
    #[arg(
        long,
        global = true,
        env = "PORTREA_NAME_SERVER",
        value_name = "ADDR",
        hide = true
    )]
    pub name_server: Option<SocketAddr>,
    /// Key under which a mail provider signs what it posts to /courriels/rebonds; without it nothing is accepted there
    #[arg(
        long,
        global = true,
        env = "PORTREA_BOUNCE_SECRET",
        hide = true,
        hide_env_values = true
    )]
    pub bounce_secret: Option<String>,
}

/// Other machines that are asked.
#[derive(Args, Clone, Default)]
pub struct OutsideSettings {
    /// Geocoder that puts addresses on the map, of the kind of data.geopf.fr/geocodage; without one, positions
    /// stay at the commune until somebody places them
    #[arg(
        long,
        global = true,
        env = "PORTREA_GEOCODER_URL",
        value_name = "URL",
        hide = true
    )]
    pub geocoder_url: Option<String>,
    /// Private addresses that may be asked all the same, like 10.0.0.7,192.168.1.0/24
    #[arg(
        long,
        global = true,
        env = "PORTREA_OUTSIDE_ALLOW",
        value_name = "RANGES",
        hide = true
    )]
    pub outside_allow: Option<String>,
}

/// What the Telegram bot needs.
#[derive(Clone)]
pub struct TelegramSettings {
    /// Its token.
    pub token: String,
    /// Another Bot API server.
    pub api_url: Option<String>,
    /// The secret of the webhook; without it updates are asked for.
    pub webhook_secret: Option<String>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct SettingsError {
    name: &'static str,
    problem: String,
}

impl Settings {
    /// The sender of mails. A house that can reach people must say who writes to them.
    pub fn sender(&self) -> Result<EmailAddress, SettingsError> {
        match (&self.mail_from, &self.smtp_url) {
            (Some(text), _) => text.parse().map_err(|_invalid| SettingsError {
                name: "PORTREA_MAIL_FROM",
                problem: "this is no mail address".to_owned(),
            }),
            (None, Some(_)) => Err(SettingsError {
                name: "PORTREA_MAIL_FROM",
                problem: "needed with PORTREA_SMTP_URL: the address people see as the sender"
                    .to_owned(),
            }),
            (None, None) => "portrea@portrea.invalid"
                .parse()
                .map_err(|_invalid| SettingsError {
                    name: "PORTREA_MAIL_FROM",
                    problem: "the default sender is no mail address".to_owned(),
                }),
        }
    }

    /// The secret given by the environment, if any.
    pub fn given_secret(&self) -> Result<Option<[u8; 32]>, SettingsError> {
        let Some(text) = &self.secret else {
            return Ok(None);
        };
        let wrong = || SettingsError {
            name: "PORTREA_SECRET",
            problem: "expected 64 hexadecimal digits".to_owned(),
        };
        let digits = text.trim().as_bytes();
        if digits.len() != 64 {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_not_ascii| wrong())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_not_hexadecimal| wrong())?;
        }
        Ok(Some(bytes))
    }

    /// Where the site is found: as configured, else at the address it listens on.
    pub fn site(&self, listen: SocketAddr) -> Result<String, SettingsError> {
        let Some(url) = &self.public_url else {
            return Ok(format!("http://{listen}"));
        };
        let url = url.trim_end_matches('/');
        if url.starts_with("http://") || url.starts_with("https://") {
            Ok(url.to_owned())
        } else {
            let problem = "expected an address like https://portrea.exemple.fr".to_owned();
            Err(SettingsError {
                name: "PORTREA_PUBLIC_URL",
                problem,
            })
        }
    }

    /// What the Telegram bot needs, when it is configured.
    #[must_use]
    pub fn telegram(&self) -> Option<TelegramSettings> {
        self.telegram_token.as_ref().map(|token| TelegramSettings {
            token: token.clone(),
            api_url: self.telegram_api_url.clone(),
            webhook_secret: self.telegram_webhook_secret.clone(),
        })
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("data_dir", &self.data_dir)
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for TelegramSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TelegramSettings")
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}
