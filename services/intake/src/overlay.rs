//! A listing with somebody's unpublished answers on top.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::position::{ACCURACY, POSITION, PRECISION};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::territory::CommuneCode;
use portrea_domain::{EntryId, RevisionId};
use portrea_storage::Review;

/// Unpublished answers by path; an answer withdrawn is `None`.
pub(crate) type Draft = BTreeMap<Path, Option<Value>>;

/// A listing with somebody's unpublished answers on top.
pub(crate) struct Overlay {
    /// What would stand once the draft is published and the référent agrees.
    pub(crate) document: Document,
    changed: BTreeSet<Path>,
    waiting: BTreeMap<Path, RevisionId>,
}

impl Overlay {
    /// Puts a draft on top of what is published. Answers equal to what stands are no change.
    pub(crate) fn new(published: &Document, draft: &Draft) -> Self {
        let mut document = published.clone();
        let mut changed = BTreeSet::new();
        for (path, value) in draft {
            if document.set(path.clone(), value.clone()) != *value {
                changed.insert(path.clone());
            }
        }
        Self {
            document,
            changed,
            waiting: BTreeMap::new(),
        }
    }

    /// As [`Self::new`], for somebody of whose changes some wait for the référent: to them, these stand.
    pub(crate) fn over(published: &Document, waiting: &[Review], draft: &Draft) -> Self {
        let mut standing = published.clone();
        for review in waiting {
            let revision = &review.revision;
            standing.set(revision.path.clone(), revision.new.clone());
        }
        let mut overlay = Self::new(&standing, draft);
        overlay.waiting = waiting
            .iter()
            .map(|review| (review.revision.path.clone(), review.revision.id))
            .filter(|(path, _)| !overlay.changed.contains(path))
            .collect();
        overlay
    }

    /// The change that waits for the référent at `path`, when it is what is shown there.
    pub(crate) fn waits(&self, path: &Path) -> Option<RevisionId> {
        self.waiting.get(path).copied()
    }

    /// Whether anything about an entry waits for the référent.
    pub(crate) fn waits_for_entry(&self, id: EntryId) -> Option<RevisionId> {
        let of_entry = |path: &&Path| path.as_entry().is_some_and(|(_, entry, _)| entry == id);
        let path = self.waiting.keys().find(of_entry)?;
        self.waits(path)
    }

    /// Whether the answer at `path` differs from what is published.
    pub(crate) fn is_changed(&self, path: &Path) -> bool {
        self.changed.contains(path)
    }

    /// Whether any answer of a section differs.
    pub(crate) fn changes_section(&self, section: SectionKey) -> bool {
        self.changed
            .iter()
            .any(|path| section_of(path) == Some(section))
    }

    /// Whether any answer about an entry differs.
    pub(crate) fn changes_entry(&self, id: EntryId) -> bool {
        self.changed
            .iter()
            .any(|path| path.as_entry().is_some_and(|(_, entry, _)| entry == id))
    }

    /// How many changes a person would count: each field of the place, and each entry touched.
    pub(crate) fn changes(&self) -> usize {
        let entries: BTreeSet<EntryId> = self
            .changed
            .iter()
            .filter_map(Path::as_entry)
            .map(|(_, id, _)| id)
            .collect();
        // A position and what is noted beside it are one change.
        let fields: BTreeSet<&str> = self
            .changed
            .iter()
            .filter(|path| path.as_entry().is_none())
            .map(|path| match path.as_str() {
                PRECISION | ACCURACY => POSITION,
                other => other,
            })
            .collect();
        entries.len() + fields.len()
    }

    /// The commune of the place.
    pub(crate) fn commune(&self) -> Option<CommuneCode> {
        self.document.text("place.commune")?.parse().ok()
    }

    /// Whether anything is known that a person could vouch for in a section.
    pub(crate) fn answers_section(&self, section: SectionKey) -> bool {
        self.document.answers_section(section)
    }
}

fn section_of(path: &Path) -> Option<SectionKey> {
    path.question().map(|question| question.section)
}

#[cfg(test)]
mod tests {
    use portrea_domain::{Entropy, ServiceId, Timestamp};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn published() -> Document {
        [
            (Path::field("place.name"), Value::from("Mairie")),
            (Path::field("contact.phone"), Value::from("02 99 00 00 00")),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn an_answer_equal_to_what_stands_is_no_change() {
        let draft = Draft::from([(Path::field("place.name"), Some("Mairie".into()))]);
        let overlay = Overlay::new(&published(), &draft);
        assert_eq!(overlay.changes(), 0);
        assert!(!overlay.changes_section(SectionKey::Place));
    }

    #[test]
    fn a_withdrawn_answer_is_a_change_of_its_section_only() {
        let draft = Draft::from([(Path::field("contact.phone"), None)]);
        let overlay = Overlay::new(&published(), &draft);
        assert_eq!(overlay.changes(), 1);
        assert!(overlay.changes_section(SectionKey::Contact));
        assert!(!overlay.changes_section(SectionKey::Place));
        assert!(!overlay.answers_section(SectionKey::Contact));
    }

    #[test]
    fn a_new_service_counts_once_however_many_fields_it_has() {
        let id = ServiceId::mint(Timestamp::from_millis(1), &Zeros);
        let draft = Draft::from([
            (Path::service(id, "family"), Some("etre_aidee".into())),
            (Path::service(id, "name"), Some("Permanence".into())),
        ]);
        let overlay = Overlay::new(&published(), &draft);
        assert_eq!(overlay.changes(), 1);
        assert!(overlay.changes_entry(id));
    }
}
