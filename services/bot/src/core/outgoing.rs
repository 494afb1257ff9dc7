//! What the house says: short blocks of text, buttons to answer with, links to open.

use portrea_domain::ListingId;
use portrea_domain::ids::InvitationId;
use serde::{Deserialize, Serialize};

use super::act::Act;
use super::typography::french;

/// One message of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Its paragraphs, in order.
    pub blocks: Vec<Block>,
    /// Rows of buttons to answer with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taps: Vec<Vec<Tap>>,
    /// Pages to open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkButton>,
}

/// One paragraph: a strong first line, perhaps, and lines of plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The strong first line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strong: Option<String>,
    /// Plain text; line feeds stand.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A button to answer with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// What people read.
    pub label: String,
    /// What comes back: 64 bytes at most.
    pub data: String,
}

/// A page to open. Addresses carry secret tokens, so only what they lead to is kept: whoever shows the message makes
/// the address then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkButton {
    /// What people read.
    pub label: String,
    /// Where it leads.
    pub to: LinkTarget,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "page", content = "id")]
pub enum LinkTarget {
    /// The person's own form about a listing.
    Form(ListingId),
    /// The person's own page about an invitation.
    Invitation(InvitationId),
    /// The public page of a listing.
    Listing(ListingId),
}

/// A message under construction: its buttons are still acts.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    blocks: Vec<Block>,
    rows: Vec<Vec<(String, Act)>>,
    links: Vec<LinkButton>,
}

impl Draft {
    /// A message that begins with a strong line.
    pub(super) fn titled(strong: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            blocks: vec![Block {
                strong: Some(strong.into()),
                text: text.into(),
            }],
            ..Self::default()
        }
    }

    /// A message of plain text.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::default().say(text)
    }

    /// Adds a paragraph, unless it is empty.
    pub(super) fn say(self, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            self
        } else {
            self.block(Block { strong: None, text })
        }
    }

    pub(super) fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Adds a row of one button.
    pub(super) fn tap(self, label: impl Into<String>, act: Act) -> Self {
        self.row([(label.into(), act)])
    }

    /// Adds a row of buttons, unless it is empty.
    pub(super) fn row(mut self, row: impl IntoIterator<Item = (String, Act)>) -> Self {
        let row: Vec<(String, Act)> = row.into_iter().collect();
        if !row.is_empty() {
            self.rows.push(row);
        }
        self
    }

    pub(super) fn link(mut self, label: impl Into<String>, to: LinkTarget) -> Self {
        self.links.push(LinkButton {
            label: label.into(),
            to,
        });
        self
    }

    /// Puts paragraphs before the others.
    pub(super) fn preceded_by(mut self, said: Vec<Block>) -> Self {
        self.blocks.splice(0..0, said);
        self
    }

    /// The message, its buttons bound to the question of that number.
    pub(super) fn finish(self, stamp: u32) -> Outgoing {
        let tap = |(label, act): (String, Act)| Tap {
            label: french(&label),
            data: act.data(stamp),
        };
        Outgoing {
            blocks: self.blocks.into_iter().map(Block::in_french).collect(),
            taps: self
                .rows
                .into_iter()
                .map(|row| row.into_iter().map(tap).collect())
                .collect(),
            links: self.links,
        }
    }
}

impl Block {
    fn in_french(self) -> Self {
        Self {
            strong: self.strong.map(|strong| french(&strong)),
            text: french(&self.text),
        }
    }
}
