//! Every SQL statement of the house, so that a test can prepare them all on both engines.

use crate::open::Dialect;

/// Declares the statements of a file as constants and lists them for the test that prepares them.
macro_rules! statements {
    ($($name:ident = $sql:expr;)+) => {
        $(const $name: &str = $sql;)+
        pub(crate) const ALL: &[(&str, &str)] = &[$((concat!(module_path!(), "::", stringify!($name)), $sql)),+];
    };
}

/// One statement and where it is written for.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Module and constant.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
    /// The one engine it is for; both when absent.
    pub only: Option<Dialect>,
}

/// All statements. A name that ends in `_PG` or `_SQLITE` is for that engine alone.
#[must_use]
pub fn statements() -> Vec<Statement> {
    let files = [
        crate::addresses::ALL,
        crate::addresses::LISTS,
        crate::attendance::ALL,
        crate::campaigns::ALL,
        crate::contact_imports::ALL,
        crate::contacts::ALL,
        crate::conversations::ALL,
        crate::day_tables::ALL,
        crate::doubts::ALL,
        crate::drafts::ALL,
        crate::events::ALL,
        crate::geography::ALL,
        crate::inbox::ALL,
        crate::interests::ALL,
        crate::invitations::ALL,
        crate::journal::ALL,
        crate::journal::LISTS,
        crate::letters::ALL,
        crate::letters::LISTS,
        crate::paper_letters::ALL,
        crate::links::ALL,
        crate::links::LISTS,
        crate::listings::ALL,
        crate::mailings::ALL,
        crate::needs::ALL,
        crate::nominations::ALL,
        crate::nominations::LISTS,
        crate::observations::ALL,
        crate::open::ALL,
        crate::operations::ALL,
        crate::outbox::ALL,
        crate::people::ALL,
        crate::people::LISTS,
        crate::person_files::ALL,
        crate::portraits::ALL,
        crate::prompts::ALL,
        crate::public_contacts::ALL,
        crate::retention::ALL,
        crate::reviews::ALL,
        crate::rules::ALL,
        crate::sessions::ALL,
        crate::solicitations::ALL,
        crate::suggestions::ALL,
        crate::short_codes::ALL,
        crate::typed_answers::ALL,
    ];
    let statement = |&(name, sql): &(&'static str, &'static str)| {
        let only = if name.ends_with("_PG") {
            Some(Dialect::Postgres)
        } else if name.ends_with("_SQLITE") {
            Some(Dialect::Sqlite)
        } else {
            None
        };
        Statement { name, sql, only }
    };
    files.into_iter().flatten().map(statement).collect()
}
