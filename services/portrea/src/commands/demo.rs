//! `portrea demo`: set up a demonstration and serve it.

use std::net::SocketAddr;

use portrea_mailer::Transport;
use portrea_startup::Settings;

use crate::cli::DemoArgs;
use crate::commands::serve::{composition, listen, locator, schedule};
use crate::compose::{Composition, compose};
use crate::demo::{DemoOptions, Prepared, prepare};
use crate::out;

pub(crate) async fn run(settings: &Settings, args: DemoArgs) -> anyhow::Result<()> {
    let schedule = schedule(settings)?;
    let locator = locator(settings)?;
    // Taken first: a busy address is known before anything is prepared.
    let listener = if args.no_serve {
        None
    } else {
        Some(listen(args.listen).await?)
    };
    let address: SocketAddr = match &listener {
        Some(listener) => listener.local_addr()?,
        None => args.listen,
    };
    let options = DemoOptions {
        epci: args.epci,
        empty: args.empty,
        day_in: args.day_in,
        listen: address,
    };
    let prepared = prepare(settings, &options).await?;
    print_addresses(&prepared);
    let Some(listener) = listener else {
        return Ok(());
    };
    out::note("\nServing. Ctrl-C stops it.");
    let mail = Transport::mailbox(&prepared.opened.folder.mail());
    compose(
        Composition {
            locator,
            ..composition(settings, prepared.opened, mail, schedule, Vec::new())
        },
        listener,
    )
    .await
}

fn print_addresses(prepared: &Prepared) {
    out::line("");
    for (what, url) in &prepared.addresses {
        out::line(&format!("  {what:<34} {url}"));
    }
    out::line("");
    out::line(
        "  People, answers and declarations are fictional; every mail stays in the data folder.",
    );
}
