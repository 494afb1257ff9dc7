//! What taking a list in would do, line by line.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::contact::Contact;
use portrea_domain::contact_import::{ContactField, FieldChange};
use portrea_domain::person::{Person, Reach};
use portrea_standards::table::Line;

use super::candidate::{Candidate, CellFault, Reading};
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
            written.push_str(&format!("{candidate:?}{fate:?}\n"));
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
        Some((row, reach)) => match changes(candidate, &row.contact, &row.person, reach) {
            changes if changes.is_empty() => Fate::Same,
            changes => Fate::Changed(changes),
        },
    }
}

/// What a list adds to a known contact. What a person is called and how they are reached is only filled in where
/// nothing is known: a list never overwrites it. Roles, communes and themes are added; the organisation follows the list.
fn changes(
    candidate: &Candidate,
    contact: &Contact,
    person: &Person,
    reach: &Reach,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut change = |field, before: String, after: String| {
        if before != after {
            changes.push(FieldChange {
                field,
                before,
                after,
            });
        }
    };
    let mut fill = |field, known: &str, said: &str| {
        if known.trim().is_empty() && !said.is_empty() {
            change(field, known.to_owned(), said.to_owned());
        }
    };
    fill(ContactField::Name, &person.name, &candidate.name);
    // The given name belongs to the name that is kept.
    if person.name.trim().is_empty() || person.name == candidate.name {
        fill(
            ContactField::GivenName,
            &reach.given_name,
            &candidate.given_name,
        );
    }
    fill(ContactField::Phone, &reach.phone, &candidate.phone);
    fill(
        ContactField::PostalAddress,
        &reach.postal_address,
        &candidate.postal_address,
    );
    fill(ContactField::Note, &contact.note, &candidate.note);
    let channel = |channel: Option<portrea_domain::contact::ContactChannel>| {
        channel.map_or("", |channel| channel.as_str())
    };
    fill(
        ContactField::Channel,
        channel(contact.channel),
        channel(candidate.channel),
    );
    if !candidate.organisation.is_empty() {
        change(
            ContactField::Organisation,
            contact.organisation.clone(),
            candidate.organisation.clone(),
        );
    }
    let roles = |roles: &[_]| {
        list(
            roles
                .iter()
                .map(|role: &portrea_domain::contact::ContactRole| role.as_str()),
        )
    };
    let union: BTreeSet<_> = contact
        .roles
        .iter()
        .chain(&candidate.roles)
        .copied()
        .collect();
    change(
        ContactField::Roles,
        roles(&contact.roles),
        roles(&union.into_iter().collect::<Vec<_>>()),
    );
    let themes = |themes: &[_]| {
        list(
            themes
                .iter()
                .map(|theme: &portrea_domain::questionnaire::Family| theme.as_str()),
        )
    };
    let union: BTreeSet<_> = contact
        .themes
        .iter()
        .chain(&candidate.themes)
        .copied()
        .collect();
    change(
        ContactField::Themes,
        themes(&contact.themes),
        themes(&union.into_iter().collect::<Vec<_>>()),
    );
    let mut communes = contact.communes.clone();
    for code in &candidate.communes {
        if !communes.contains(code) {
            communes.push(code.clone());
        }
    }
    change(
        ContactField::Communes,
        list(contact.communes.iter().map(|code| code.as_str())),
        list(communes.iter().map(|code| code.as_str())),
    );
    changes
}

fn list<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join("|")
}

/// Writes a field of a contact, if it still reads `from`; false when somebody changed it since.
pub(crate) fn apply(
    contact: &mut Contact,
    person: &mut Person,
    reach: &mut Reach,
    field: ContactField,
    from: &str,
    to: &str,
) -> bool {
    fn swap(place: &mut String, from: &str, to: &str) -> bool {
        let same = place == from;
        if same {
            to.clone_into(place);
        }
        same
    }
    fn swap_list<T: std::str::FromStr>(
        place: &mut Vec<T>,
        now: &str,
        from: &str,
        to: &str,
    ) -> bool {
        let same = now == from;
        if same {
            *place = to.split('|').filter_map(|part| part.parse().ok()).collect();
        }
        same
    }
    match field {
        ContactField::Name => swap(&mut person.name, from, to),
        ContactField::GivenName => swap(&mut reach.given_name, from, to),
        ContactField::Phone => swap(&mut reach.phone, from, to),
        ContactField::PostalAddress => swap(&mut reach.postal_address, from, to),
        ContactField::Organisation => swap(&mut contact.organisation, from, to),
        ContactField::Note => swap(&mut contact.note, from, to),
        ContactField::Channel => {
            let same = contact.channel.map_or("", |channel| channel.as_str()) == from;
            if same {
                contact.channel = to.parse().ok();
            }
            same
        }
        ContactField::Roles => {
            let now = list(contact.roles.iter().map(|role| role.as_str()));
            swap_list(&mut contact.roles, &now, from, to)
        }
        ContactField::Themes => {
            let now = list(contact.themes.iter().map(|theme| theme.as_str()));
            swap_list(&mut contact.themes, &now, from, to)
        }
        ContactField::Communes => {
            let now = list(contact.communes.iter().map(|code| code.as_str()));
            swap_list(&mut contact.communes, &now, from, to)
        }
    }
}
