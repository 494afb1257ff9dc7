//! What taking a list in would do, line by line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use portrea_domain::contact_import::FieldChange;
use portrea_standards::table::Line;

use super::candidate::{Candidate, CellFault, Reading};
use super::changes::changes;
use super::known::{Known, identity};
use crate::token::hash_token;

/// What taking a list in would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The lines, in order.
    pub rows: Vec<PlannedRow>,
    /// How many meet each fate.
    pub counts: Counts,
    /// The fingerprint of what would be written: taking in needs it.
    pub fingerprint: String,
}

/// A line, and what would become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its rank among the lines of the list.
    pub rank: usize,
    /// Its number in the file.
    pub number: usize,
    /// What it says.
    pub candidate: Candidate,
    /// What is wrong with its cells.
    pub faults: Vec<CellFault>,
    /// What would become of it.
    pub fate: Fate,
}

/// What would become of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Somebody new to the portrait.
    New,
    /// A known contact, of whom these fields would change.
    Changed(Vec<FieldChange>),
    /// A known contact: nothing would change.
    Same,
    /// The same contact as an earlier line, by its number.
    Duplicate(usize),
    /// It cannot be taken in.
    Refused,
}

/// How many lines meet each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New contacts.
    pub new: usize,
    /// Known contacts that would change.
    pub changed: usize,
    /// Known contacts that would not.
    pub same: usize,
    /// Lines about somebody of an earlier line.
    pub duplicates: usize,
    /// Lines that cannot be taken in.
    pub refused: usize,
    /// Lines with a doubt at one of their cells, taken in all the same.
    pub doubts: usize,
}

impl Counts {
    /// How many contacts would be written.
    #[must_use]
    pub const fn written(&self) -> usize {
        self.new + self.changed
    }
}

/// Plans what taking lines in would do.
pub(crate) fn plan(reading: &Reading<'_>, lines: &[Line], known: &Known) -> Plan {
    let mut plan = Plan::default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut written = String::new();
    for (rank, line) in lines.iter().enumerate().skip(reading.layout.first()) {
        // Emptied since it was sent: somebody was erased.
        if line.cells.iter().all(String::is_empty) {
            continue;
        }
        let (candidate, faults) = reading.read(line);
        let fate = fate_of(&candidate, &faults, line.number, known, &mut seen);
        let counts = &mut plan.counts;
        match &fate {
            Fate::New => counts.new += 1,
            Fate::Changed(_) => counts.changed += 1,
            Fate::Same => counts.same += 1,
            Fate::Duplicate(_) => counts.duplicates += 1,
            Fate::Refused => counts.refused += 1,
        }
        if matches!(fate, Fate::New | Fate::Changed(_)) {
            counts.doubts += usize::from(!faults.is_empty());
            let _ = writeln!(written, "{candidate:?}{fate:?}");
        }
        plan.rows.push(PlannedRow {
            rank,
            number: line.number,
            candidate,
            faults,
            fate,
        });
    }
    plan.fingerprint = hash_token(&written);
    plan
}

fn fate_of(
    candidate: &Candidate,
    faults: &[CellFault],
    number: usize,
    known: &Known,
    seen: &mut BTreeMap<String, usize>,
) -> Fate {
    if faults.iter().any(|fault| fault.blocking) {
        return Fate::Refused;
    }
    let key = match &candidate.email {
        Some(email) => email.to_string(),
        None => identity(&candidate.name, &candidate.organisation),
    };
    if let Some(first) = seen.get(&key) {
        return Fate::Duplicate(*first);
    }
    seen.insert(key, number);
    match known.contact(candidate) {
        None => Fate::New,
        Some((row, reach)) => match changes(candidate, row, reach) {
            changes if changes.is_empty() => Fate::Same,
            changes => Fate::Changed(changes),
        },
    }
}
