//! An exchange as the page shows it.

use portrea_actions::App;
use portrea_domain::PersonId;
use portrea_domain::conversation::{ChatChannel, Conversation};
use portrea_storage::{StorageError, Tx};

use crate::core::{Outgoing, Tap, welcome};
use crate::engine::{Body, link_address, view};

/// How many turns are shown.
const SHOWN: i64 = 60;

/// An exchange as the page shows it.
#[derive(Debug)]
pub(super) struct Transcript {
    /// What was said, oldest first.
    pub(super) turns: Vec<Said>,
    /// The buttons of the last message: older ones do nothing any more.
    pub(super) taps: Vec<Tap>,
    /// The number of the last turn shown.
    pub(super) seen: i64,
    /// Whether older turns are left out.
    pub(super) is_cut: bool,
}

/// One thing said.
#[derive(Debug)]
pub(super) enum Said {
    /// By the person.
    Me(Vec<String>),
    /// By the house.
    Them(Vec<Paragraph>, Vec<Page>),
}

/// One paragraph of the house.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) strong: Option<String>,
    pub(super) lines: Vec<String>,
}

/// A page to open.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) label: String,
    pub(super) address: String,
}

/// The exchange as it stands; the welcome when there is none yet. Only reads.
pub(super) async fn load(
    app: &App,
    held: Option<&Conversation>,
) -> Result<Transcript, StorageError> {
    let Some(held) = held else {
        let said = welcome(&view(app, ChatChannel::Web, None).await?);
        let taps = said.taps.iter().flatten().cloned().collect();
        let turn = Said::Them(paragraphs(&said), Vec::new());
        return Ok(Transcript {
            turns: vec![turn],
            taps,
            seen: 0,
            is_cut: false,
        });
    };
    let mut tx = app.storage.read().await?;
    let kept = tx.conversations().turns(held.id, SHOWN).await?;
    let mut transcript = Transcript {
        turns: Vec::with_capacity(kept.len()),
        taps: Vec::new(),
        seen: kept.last().map_or(0, |turn| turn.n),
        is_cut: kept.first().is_some_and(|turn| turn.n > 1),
    };
    for turn in kept {
        match Body::read(&turn.body) {
            Some(Body::Said { text }) => transcript.turns.push(Said::Me(lines(&text))),
            Some(Body::Pressed { label }) => transcript.turns.push(Said::Me(vec![label])),
            Some(Body::House(said)) => {
                let pages = pages(&mut tx, app, held.person_id, &said).await?;
                transcript.turns.push(Said::Them(paragraphs(&said), pages));
                transcript.taps = said.taps.into_iter().flatten().collect();
            }
            None => {}
        }
    }
    Ok(transcript)
}

async fn pages(
    tx: &mut Tx,
    app: &App,
    person: Option<PersonId>,
    said: &Outgoing,
) -> Result<Vec<Page>, StorageError> {
    let mut pages = Vec::new();
    for link in &said.links {
        if let Some(address) = link_address(tx, app, person, link.to).await? {
            pages.push(Page {
                label: link.label.clone(),
                address,
            });
        }
    }
    Ok(pages)
}

fn paragraphs(said: &Outgoing) -> Vec<Paragraph> {
    let paragraph = |block: &crate::core::Block| Paragraph {
        strong: block.strong.clone(),
        lines: lines(&block.text),
    };
    said.blocks.iter().map(paragraph).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
