//! Merging what two people say of one listing, field by field: only two different answers to one question disagree.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Path, Value};
use crate::ids::EntryId;
use crate::questionnaire::Group;

/// Answers by path; an answer withdrawn is `None`.
pub type Answers = BTreeMap<Path, Option<Value>>;

/// The answers that cannot be published without a word: what stands is neither what stood when they were given (their
/// base) nor what they say. An answer without a base takes whatever stands. An entry (a service, a stop, a closing) is
/// withdrawn as a whole or not at all, and nothing is added to one that somebody withdrew meanwhile.
#[must_use]
pub fn conflicts(published: &Document, answers: &Answers, bases: &Answers) -> BTreeSet<Path> {
    let mut disputed: BTreeSet<Path> = answers
        .iter()
        .filter(|(path, new)| {
            let stands = published.get(path);
            stands != new.as_ref() && bases.get(*path).is_some_and(|base| base.as_ref() != stands)
        })
        .map(|(path, _)| path.clone())
        .collect();
    for (group, entry) in entries(answers) {
        let lead = Path::entry(group, entry, group.lead_key());
        let is_there = published.get(&lead).is_some();
        let is_disputed = match answers.get(&lead) {
            // Withdrawn as a whole: what somebody else said of it since would be lost with it.
            Some(None) if is_there => published
                .iter()
                .filter(|(path, _)| is_of(path, entry))
                .any(|(path, _)| disputed.contains(path) || !answers.contains_key(path)),
            Some(Some(_)) => false,
            // Withdrawn by somebody else.
            _ => !is_there && said(answers, entry).any(|(_, new)| new.is_some()),
        };
        if is_disputed {
            disputed.extend(said(answers, entry).map(|(path, _)| path.clone()));
        }
    }
    disputed
}

/// Whether a path is a field of an entry of a group: a service, a stop, a closing.
#[must_use]
pub fn is_of(path: &Path, entry: EntryId) -> bool {
    entry_of(path) == Some(entry)
}

/// The entry a path is a field of.
#[must_use]
pub fn entry_of(path: &Path) -> Option<EntryId> {
    path.as_entry().map(|(_, id, _)| id)
}

/// The entry a path makes: without an answer there it is none.
#[must_use]
pub fn leads(path: &Path) -> Option<EntryId> {
    let (group, id, key) = path.as_entry()?;
    (key == group.lead_key()).then_some(id)
}

fn said(answers: &Answers, entry: EntryId) -> impl Iterator<Item = (&Path, &Option<Value>)> {
    answers.iter().filter(move |(path, _)| is_of(path, entry))
}

fn entries(answers: &Answers) -> BTreeSet<(Group, EntryId)> {
    answers
        .keys()
        .filter_map(Path::as_entry)
        .map(|(group, id, _)| (group, id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, ServiceId, Timestamp};

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn note() -> Path {
        Path::field("hours.note")
    }

    fn published(text: &str) -> Document {
        [(note(), Value::from(text))].into_iter().collect()
    }

    fn one(path: Path, text: Option<&str>) -> Answers {
        Answers::from([(path, text.map(Value::from))])
    }

    fn is_disputed(stands: &str, base: &str, new: &str) -> bool {
        let answers = one(note(), Some(new));
        let bases = one(note(), Some(base));
        conflicts(&published(stands), &answers, &bases).contains(&note())
    }

    #[test]
    fn only_a_value_that_moved_elsewhere_is_disputed() {
        assert!(!is_disputed("a", "a", "b"), "nobody else spoke");
        assert!(!is_disputed("b", "a", "b"), "both say the same");
        assert!(is_disputed("c", "a", "b"));
        let unknown = conflicts(&published("c"), &one(note(), Some("b")), &Answers::new());
        assert!(unknown.is_empty(), "an answer without a base");
    }

    #[test]
    fn a_service_is_withdrawn_whole_or_not_at_all() {
        let id = ServiceId::mint(Timestamp::from_millis(1), &Zeros);
        let (family, fee) = (Path::service(id, "family"), Path::service(id, "fee"));
        let stands: Document = [
            (family.clone(), Value::from("etre_aidee")),
            (fee.clone(), Value::from("free")),
        ]
        .into_iter()
        .collect();
        let withdrawn = Answers::from([(family.clone(), None), (fee.clone(), None)]);
        let mut bases = Answers::from([
            (family.clone(), Some(Value::from("etre_aidee"))),
            (fee.clone(), Some(Value::from("free"))),
        ]);
        assert!(conflicts(&stands, &withdrawn, &bases).is_empty());
        bases.insert(fee.clone(), Some(Value::from("paid")));
        let both = BTreeSet::from([family.clone(), fee.clone()]);
        assert_eq!(conflicts(&stands, &withdrawn, &bases), both);
        let added = Answers::from([(family.clone(), None)]);
        let disputed = conflicts(&stands, &added, &Answers::new());
        assert_eq!(disputed, BTreeSet::from([family]));
    }

    #[test]
    fn nothing_is_added_to_a_service_that_is_gone() {
        let id = ServiceId::mint(Timestamp::from_millis(1), &Zeros);
        let fee = Path::service(id, "fee");
        let answers = one(fee.clone(), Some("free"));
        let bases = one(fee.clone(), None);
        let disputed = conflicts(&Document::default(), &answers, &bases);
        assert_eq!(disputed, BTreeSet::from([fee]));
    }
}
