//! What a test run may do without: `PORTREA_TEST_REQUIRE` turns skips into failures.

use std::io::Write;

/// Names, separated by commas, of what must not be skipped (`postgres`, `browser`, `validators`).
pub const VARIABLE: &str = "PORTREA_TEST_REQUIRE";

/// Says on the terminal, in one line, that something is `skipped`; panics instead if `name` is required.
/// Call it once per process and subject: it does not remember what it said.
pub fn skip_or_fail(name: &str, skipped: &str) {
    let list = std::env::var_os(VARIABLE).unwrap_or_default();
    assert!(
        !lists(&list.to_string_lossy(), name),
        "{VARIABLE} asks for {name}, yet this run would be {skipped}"
    );
    // Straight to the terminal: the test harness hides what passing tests print.
    writeln!(std::io::stderr(), "{skipped}").ok();
}

/// How many mails, rows or people the big proofs of a run take: what `PORTREA_TEST_SIZE` says, else `usual`, which is meant
/// for a run of every day.
pub fn proof_size(usual: usize) -> usize {
    let asked = std::env::var_os("PORTREA_TEST_SIZE").unwrap_or_default();
    asked.to_string_lossy().parse().unwrap_or(usual)
}

fn lists(list: &str, name: &str) -> bool {
    list.split(',').any(|item| item.trim() == name)
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn only_whole_names_of_the_list_are_required() {
        assert!(lists("browser, postgres", "postgres"));
        assert!(!lists("browser,postgresql", "postgres"));
        assert!(!lists("", "postgres"));
    }
}
