//! Small French words every page of the desk shares: counts, names, and tables that stop after a while.

use portrea_domain::person::Person;

/// Rows shown of a long table.
const ROWS: usize = 50;

/// The first rows of a table, and the words for the rest.
#[derive(Debug)]
pub(crate) struct Long<T> {
    /// What is shown.
    pub rows: Vec<T>,
    /// « et 12 autres »; empty when everything is shown.
    pub more: String,
}

impl<T> Long<T> {
    /// The first rows of a list.
    pub(crate) fn new(mut rows: Vec<T>) -> Self {
        let left = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        let more = match left {
            0 => String::new(),
            left => format!("et {}", counted(left, "autre", "autres")),
        };
        Self { rows, more }
    }
}

/// « 1 invitation », « 1 234 invitations »; in French nothing is singular.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count < 2 { one } else { many })
}

/// « 1 234 », with narrow spaces that do not break.
pub(crate) fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// How a person is named in a table: their name, else their address.
pub(crate) fn name_of(person: &Person) -> String {
    match (&person.email, person.name.trim()) {
        (Some(email), "") => email.to_string(),
        (None, "") => "personne sans nom".to_owned(),
        (_, name) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_one_are_singular_and_thousands_are_spaced() {
        assert_eq!(counted(0, "offre", "offres"), "0 offre");
        assert_eq!(counted(1, "offre", "offres"), "1 offre");
        assert_eq!(counted(2, "offre", "offres"), "2 offres");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
    }

    #[test]
    fn a_table_of_fifty_rows_is_whole_and_one_more_is_said() {
        assert_eq!(Long::new(vec![(); 50]).more, "");
        let long = Long::new(vec![(); 51]);
        assert_eq!((long.rows.len(), long.more.as_str()), (50, "et 1 autre"));
    }
}
