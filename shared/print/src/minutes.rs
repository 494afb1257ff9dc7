//! The minutes of a meeting: who came, by structure, and what each table touched.

use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::table::Table;

/// The minutes, in words.
#[derive(Clone, Debug, Default)]
pub struct Minutes {
    /// The meeting.
    pub meeting: String,
    /// When and where, one line each.
    pub lines: Vec<String>,
    /// « 23 personnes sont venues, de 14 structures. »
    pub turnout: String,
    /// Who came, by structure.
    pub groups: Vec<Group>,
    /// What each table did.
    pub tables: Vec<TableMinutes>,
}

/// A structure and who came from it.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The structure.
    pub organisation: String,
    /// How many came.
    pub count: usize,
    /// Those who agreed to be named: name and mail address.
    pub named: Vec<(String, String)>,
}

/// What a table did.
#[derive(Clone, Debug, Default)]
pub struct TableMinutes {
    /// The table.
    pub label: String,
    /// The listings it touched, and how.
    pub listings: Vec<(String, String)>,
}

/// The minutes as a PDF.
pub fn minutes(minutes: &Minutes) -> Result<Vec<u8>, PrintError> {
    let mut flow = Flow::new(&format!("Compte rendu – {}", minutes.meeting))?;
    flow.heading(1, "Compte rendu");
    flow.paragraph(&minutes.meeting, Style::bold(12.0));
    for line in &minutes.lines {
        flow.paragraph(line, Style::BODY);
    }
    flow.heading(2, "Qui est venu");
    flow.paragraph(&minutes.turnout, Style::BODY);
    if !minutes.groups.is_empty() {
        Table {
            columns: &[
                ("Structure", 32.0),
                ("Personnes", 12.0),
                ("D’accord pour être contactées", 56.0),
            ],
            rows: minutes.groups.iter().map(group).collect(),
            least: 0.0,
        }
        .draw(&mut flow);
        flow.paragraph(
            "Seules les personnes qui l’ont accepté sont nommées.",
            Style::SMALL,
        );
    }
    if !minutes.tables.is_empty() {
        flow.heading(2, "Ce que chaque table a fait");
        for table in &minutes.tables {
            flow.heading(3, &table.label);
            if table.listings.is_empty() {
                flow.paragraph("Aucune fiche touchée.", Style::BODY);
                continue;
            }
            let rows = table
                .listings
                .iter()
                .map(|(name, what)| vec![name.clone(), what.clone()]);
            Table {
                columns: &[("Lieu", 60.0), ("Ce qui a été fait", 40.0)],
                rows: rows.collect(),
                least: 0.0,
            }
            .draw(&mut flow);
        }
    }
    flow.finish()
}

fn group(group: &Group) -> Vec<String> {
    let named: Vec<String> = group
        .named
        .iter()
        .map(|(name, mail)| {
            if mail.is_empty() {
                name.clone()
            } else {
                format!("{name} ({mail})")
            }
        })
        .collect();
    vec![
        group.organisation.clone(),
        group.count.to_string(),
        named.join("\n"),
    ]
}
