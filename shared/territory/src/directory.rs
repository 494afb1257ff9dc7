//! Finding a commune from what a person types: its name, however it is written, its post code, or a bit of both.

use std::sync::OnceLock;

use portrea_domain::territory::{CommuneCode, DepartementCode};

use crate::commune::{Commune, communes};
use crate::error::ReferenceError;
use crate::names::departement_name;
use crate::search::normalise;

/// As many communes are proposed at most.
pub const PROPOSED: usize = 8;
/// A name shorter than this is not guessed at.
const SHORTEST_GUESS: usize = 4;
/// Words longer than this are not compared: no commune has such a name.
const LONGEST_GUESS: usize = 50;

/// A commune of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// INSEE code.
    pub code: CommuneCode,
    /// Name, as people read it.
    pub name: Box<str>,
    /// Name of its département; empty in the overseas collectivities.
    pub departement: &'static str,
    /// Its post codes.
    pub postal_codes: Box<[Box<str>]>,
    folded: Box<str>,
    population: i64,
}

/// What was found for what a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'d> {
    /// One commune and no doubt.
    One(&'d Entry),
    /// Several that may be meant, the likeliest first.
    Several(Vec<&'d Entry>),
    /// None of that name; these resemble it.
    Close(Vec<&'d Entry>),
    /// Nothing that resembles it.
    Nothing,
}

/// The communes of France, to be found by what people type. Read once, then kept.
#[derive(Debug)]
pub struct Directory {
    /// In the order of their folded names.
    entries: Vec<Entry>,
}

/// The directory; a failure means that the shipped table is damaged.
pub fn directory() -> Result<&'static Directory, &'static ReferenceError> {
    static DIRECTORY: OnceLock<Result<Directory, ReferenceError>> = OnceLock::new();
    DIRECTORY.get_or_init(Directory::read).as_ref()
}

/// What was typed, taken apart.
struct Typed {
    /// Words of a name, folded.
    name: String,
    /// Five digits: a post code, or an INSEE code.
    code: Option<String>,
}

impl Typed {
    /// What stands in brackets counts for its code alone: `Gaël (35290, Ille-et-Vilaine)`.
    fn of(text: &str) -> Self {
        let (before, within) = text.split_once('(').unwrap_or((text, ""));
        let (outside, inside) = (normalise(before), normalise(within));
        let is_code =
            |word: &str| word.len() == 5 && word.to_uppercase().parse::<CommuneCode>().is_ok();
        let (mut codes, words): (Vec<&str>, Vec<&str>) =
            outside.split_whitespace().partition(|word| is_code(word));
        codes.extend(inside.split_whitespace().filter(|word| is_code(word)));
        Self {
            name: words.join(" "),
            code: codes.first().map(|code| code.to_uppercase()),
        }
    }
}

impl Entry {
    fn of(commune: Commune) -> Self {
        let departement: Option<&DepartementCode> = commune.departement.as_ref();
        Self {
            departement: departement.and_then(departement_name).unwrap_or_default(),
            folded: normalise(&commune.name).into(),
            name: commune.name.into(),
            postal_codes: commune.postal_codes.into_iter().map(Into::into).collect(),
            code: commune.code,
            population: commune.population,
        }
    }

    /// `Saint-Méen-le-Grand (35290, Ille-et-Vilaine)`: enough to tell it from its namesakes.
    #[must_use]
    pub fn full_name(&self) -> String {
        let postal_code = self.postal_codes.first().map(AsRef::as_ref);
        let places: Vec<&str> = postal_code
            .into_iter()
            .chain(Some(self.departement).filter(|name| !name.is_empty()))
            .collect();
        if places.is_empty() {
            self.name.to_string()
        } else {
            format!("{} ({})", self.name, places.join(", "))
        }
    }

    fn has_postal_code(&self, code: &str) -> bool {
        self.postal_codes.iter().any(|own| **own == *code)
    }

    fn begins_with(&self, words: &str) -> bool {
        let rest = self.folded.strip_prefix(words);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}

impl Directory {
    fn read() -> Result<Self, ReferenceError> {
        let mut entries = communes()
            .map(|commune| commune.map(Entry::of))
            .collect::<Result<Vec<Entry>, _>>()?;
        entries.sort_by(|one, other| (&one.folded, &one.code).cmp(&(&other.folded, &other.code)));
        Ok(Self { entries })
    }

    /// A commune by its INSEE code.
    #[must_use]
    pub fn by_code(&self, code: &CommuneCode) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.code == *code)
    }

    /// The commune a person means. Five digits are a post code first, an INSEE code if no post code is so. A name that
    /// others continue (`Montauban`, `Montauban-de-Bretagne`) is doubtful. Communes near `near` come first.
    #[must_use]
    pub fn find(&self, text: &str, near: Option<&CommuneCode>) -> Found<'_> {
        let typed = Typed::of(text);
        let mut found = self.meant(&typed);
        if found.is_empty() {
            let mut close = self.resembling(&typed);
            rank(&mut close, &typed, near);
            return if close.is_empty() {
                Found::Nothing
            } else {
                Found::Close(close)
            };
        }
        if let [one] = found.as_slice() {
            return Found::One(one);
        }
        rank(&mut found, &typed, near);
        Found::Several(found)
    }

    /// Communes to propose while a person types, the likeliest first.
    #[must_use]
    pub fn propose(&self, text: &str) -> Vec<&Entry> {
        let folded = normalise(text);
        if folded.chars().count() < 2 {
            return Vec::new();
        }
        let typed = Typed::of(text);
        let mut found: Vec<&Entry> = if folded.bytes().all(|byte| byte.is_ascii_digit()) {
            let begins = |entry: &&Entry| {
                entry
                    .postal_codes
                    .iter()
                    .any(|code| code.starts_with(&folded))
            };
            self.entries.iter().filter(begins).collect()
        } else {
            self.beginning_with(&typed.name).iter().collect()
        };
        if found.len() < PROPOSED && !typed.name.is_empty() {
            let within = format!(" {}", typed.name);
            found.extend(
                self.entries
                    .iter()
                    .filter(|entry| entry.folded.contains(&within)),
            );
        }
        if found.is_empty() {
            found = self.resembling(&typed);
        }
        rank(&mut found, &typed, None);
        found
    }

    fn meant(&self, typed: &Typed) -> Vec<&Entry> {
        match (&typed.code, typed.name.as_str()) {
            (None, "") => Vec::new(),
            (Some(code), "") => self.of_digits(code),
            (None, name) => self.of_name(name),
            (Some(code), name) => {
                let mut both = self.of_name(name);
                both.retain(|entry| entry.has_postal_code(code) || entry.code.as_str() == code);
                // The whole name and a code: a namesake that goes on is not meant.
                if both.iter().any(|entry| *entry.folded == *name) {
                    both.retain(|entry| *entry.folded == *name);
                }
                both
            }
        }
    }

    fn of_digits(&self, code: &str) -> Vec<&Entry> {
        let by_post: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.has_postal_code(code))
            .collect();
        if by_post.is_empty() {
            let insee = code.parse().ok();
            return insee
                .and_then(|code| self.by_code(&code))
                .into_iter()
                .collect();
        }
        by_post
    }

    fn of_name(&self, name: &str) -> Vec<&Entry> {
        self.beginning_with(name)
            .iter()
            .filter(|entry| entry.begins_with(name))
            .collect()
    }

    /// The communes whose folded name begins with these letters.
    fn beginning_with(&self, letters: &str) -> &[Entry] {
        let before = |entry: &Entry| entry.folded.as_ref() < letters;
        let from = self.entries.partition_point(before);
        let after = |entry: &Entry| before(entry) || entry.folded.starts_with(letters);
        let to = self.entries.partition_point(after);
        self.entries.get(from..to).unwrap_or_default()
    }

    /// The communes whose name is a slip of a finger away, or begins with these letters.
    fn resembling(&self, typed: &Typed) -> Vec<&Entry> {
        let name = typed.name.as_str();
        let length = name.chars().count();
        if !(SHORTEST_GUESS..=LONGEST_GUESS).contains(&length) {
            return Vec::new();
        }
        let slips = if length < 8 { 1 } else { 2 };
        let is_close = |entry: &&Entry| {
            entry.folded.len().abs_diff(name.len()) <= slips
                && strsim::osa_distance(&entry.folded, name) <= slips
        };
        self.beginning_with(name)
            .iter()
            .chain(self.entries.iter().filter(is_close))
            .collect()
    }
}

/// The likeliest first, each once, not too many: near, then the exact name, then populated.
fn rank(found: &mut Vec<&Entry>, typed: &Typed, near: Option<&CommuneCode>) {
    let is_near = |entry: &Entry| {
        near.is_some_and(|near| near.as_str().get(..2) == entry.code.as_str().get(..2))
    };
    found.sort_by_key(|entry| {
        (
            !is_near(entry),
            *entry.folded != *typed.name,
            !entry.folded.starts_with(&typed.name),
            -entry.population,
            entry.code.clone(),
        )
    });
    found.dedup();
    found.truncate(PROPOSED);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> String {
        let names = |entries: Vec<&Entry>| {
            let names: Vec<&str> = entries.iter().map(|entry| &*entry.name).collect();
            names.join(", ")
        };
        match directory().unwrap().find(text, None) {
            Found::One(entry) => format!("= {}", entry.full_name()),
            Found::Several(entries) => format!("? {}", names(entries)),
            Found::Close(entries) => format!("~ {}", names(entries)),
            Found::Nothing => "-".to_owned(),
        }
    }

    #[test]
    fn a_commune_is_found_by_its_name_however_it_is_written() {
        for typed in [
            "Saint-Méen-le-Grand",
            "st meen le grand",
            "35290 Saint-Méen-le-Grand",
            "SAINT MEEN LE GRAND (35297)",
            "35290 st méen",
        ] {
            assert_eq!(
                found(typed),
                "= Saint-Méen-le-Grand (35290, Ille-et-Vilaine)",
                "{typed}"
            );
        }
    }

    #[test]
    fn a_post_code_of_several_communes_lets_people_choose() {
        assert_eq!(
            found("35290"),
            "? Saint-Méen-le-Grand, Gaël, Quédillac, Saint-Onen-la-Chapelle, Muel, Le Crouais"
        );
        assert_eq!(found("99999"), "-");
    }

    #[test]
    fn a_name_others_continue_is_not_taken_for_granted() {
        assert!(found("Montauban").starts_with("? Montauban, Montauban-de-Bretagne"));
        let near = "35297".parse().unwrap();
        let Found::Several(both) = directory().unwrap().find("Saint-Aubin", Some(&near)) else {
            panic!("several")
        };
        assert_eq!(&*both[0].name, "Saint-Aubin-d’Aubigné");
        assert!(both.iter().any(|entry| &*entry.name == "Saint-Aubin"));
    }

    #[test]
    fn a_slip_of_a_finger_is_proposed_and_never_taken() {
        assert_eq!(found("Montaubn-de-Bretagne"), "~ Montauban-de-Bretagne");
        assert_eq!(found("Bégrad"), "~ Bégard");
        assert_eq!(found("xyzxyzxyz"), "-");
        assert_eq!(found(""), "-");
    }

    #[test]
    fn what_is_typed_so_far_is_completed() {
        let names = |text: &str| -> Vec<&str> {
            let proposed = directory().unwrap().propose(text);
            proposed.iter().map(|entry| &*entry.name).collect()
        };
        assert_eq!(names("renn")[0], "Rennes");
        assert!(names("3529").contains(&"Gaël"));
        assert!(names("onen").contains(&"Saint-Onen-la-Chapelle"));
        assert!(names("a").is_empty());
        assert!(names("saint").len() <= PROPOSED);
    }

    #[test]
    fn every_commune_is_found_by_its_full_name() {
        let directory = directory().unwrap();
        for entry in &directory.entries {
            let typed = format!("{} ({})", entry.name, entry.code);
            assert_eq!(directory.find(&typed, None), Found::One(entry), "{typed}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn whatever_is_typed_is_answered(text: String) {
            let directory = directory().unwrap();
            let _found = directory.find(&text, None);
            prop_assert!(directory.propose(&text).len() <= PROPOSED);
        }
    }
}
