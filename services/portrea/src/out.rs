//! Words on the console: results on standard output, progress and messages on standard error.

use std::io::Write as _;

/// A line of result.
pub(crate) fn line(text: &str) {
    let written = writeln!(std::io::stdout(), "{text}");
    drop(written);
}

/// A whole text of result.
pub(crate) fn text(text: &str) {
    let written = std::io::stdout().write_all(text.as_bytes());
    drop(written);
}

/// A line about what is going on.
pub(crate) fn note(text: &str) {
    let written = writeln!(std::io::stderr(), "{text}");
    drop(written);
}

/// Asks a yes-or-no question on the console; anything but yes is no.
pub(crate) fn confirm(question: &str) -> bool {
    let mut stderr = std::io::stderr();
    let asked = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
    drop(asked);
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim(), "y" | "Y" | "yes" | "o" | "O" | "oui")
}
