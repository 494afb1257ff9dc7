//! How mail leaves a house, from its settings.

use anyhow::Context as _;
use portrea_mailer::{CONNECTIONS, DkimKey, Names, Rate, Rates, Seal, Transport};
use portrea_startup::{MailSettings, Settings};

use crate::house::Opened;

/// How mail leaves: into a folder from a demonstration, or when no server is configured. Gives why, then.
pub(crate) fn transport(
    settings: &Settings,
    opened: &Opened,
) -> anyhow::Result<(Transport, Option<&'static str>)> {
    let house = &opened.app.house;
    let mailbox = |why| Ok((Transport::mailbox(&opened.folder.mail()), Some(why)));
    let Some(url) = &settings.smtp_url else {
        return mailbox("PORTREA_SMTP_URL is not set");
    };
    if house.demo {
        return mailbox("This base is a demonstration");
    }
    let mail = &settings.mail;
    let keys = keys(mail, house.mail_from.domain())?;
    let seal = Seal::new(keys, mail.bounce_domain.as_deref(), &house.mail_from)?;
    let rates = Rates {
        overall: rate(mail.smtp_rate.as_deref(), "PORTREA_SMTP_RATE")?,
        per_domain: rate(mail.smtp_domain_rate.as_deref(), "PORTREA_SMTP_DOMAIN_RATE")?,
    };
    let mut transport = Transport::smtp(url)
        .context("PORTREA_SMTP_URL")?
        .with_connections(mail.smtp_connections.unwrap_or(CONNECTIONS))
        .with_rates(rates)
        .sealed(seal)
        .told_of_bounces(mail.bounce_secret.as_deref());
    match Names::new(mail.name_server) {
        Ok(names) => transport = transport.looked_up_by(names),
        Err(error) => tracing::warn!(%error, "mail.names"),
    }
    Ok((transport, None))
}

fn rate(text: Option<&str>, name: &'static str) -> anyhow::Result<Option<Rate>> {
    text.map(|text| text.parse::<Rate>().context(name))
        .transpose()
}

fn keys(mail: &MailSettings, sender: &str) -> anyhow::Result<Vec<DkimKey>> {
    anyhow::ensure!(
        mail.dkim_key.len() == mail.dkim_selector.len(),
        "PORTREA_DKIM_SELECTOR: as many selectors are needed as there are keys in PORTREA_DKIM_KEY"
    );
    let domain = mail.dkim_domain.as_deref().unwrap_or(sender);
    mail.dkim_key
        .iter()
        .zip(&mail.dkim_selector)
        .map(|(path, selector)| Ok(DkimKey::open(path, selector, domain)?))
        .collect()
}
