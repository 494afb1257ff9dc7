//! What can go wrong at rest.

/// Why something could not be read or written. Its text is for operators and logs, never for a page.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The engine said no.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value makes no sense to this version.
    #[error("stored value: {0}")]
    Corrupt(String),
    /// The thing that was asked for is not there.
    #[error("no such {0}")]
    Missing(&'static str),
    /// Somebody else wrote it first.
    #[error("{0} changed meanwhile")]
    Conflict(&'static str),
    /// A change was made that a power cut could undo, because the disk did not take it.
    #[error("the disk did not take what was written: {0}")]
    Flush(String),
    /// The database cannot be opened at all.
    #[error("{0}")]
    Open(String),
}

impl StorageError {
    /// Whether a unique constraint refused the row.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// A stored value that cannot be read.
    pub(crate) fn corrupt(error: impl std::fmt::Display) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// Reads a stored text into its type.
pub(crate) fn parse<T>(text: &str) -> Result<T, StorageError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|error| StorageError::Corrupt(format!("“{text}”: {error}")))
}

/// Reads an optional stored text into its type.
pub(crate) fn parse_opt<T>(text: Option<&str>) -> Result<Option<T>, StorageError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(parse).transpose()
}

/// Reads codes separated by commas.
pub(crate) fn parse_list<T>(text: &str) -> Result<Vec<T>, StorageError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.split(',')
        .filter(|code| !code.is_empty())
        .map(parse)
        .collect()
}

/// Writes codes separated by commas.
pub(crate) fn write_list<T: Copy>(values: &[T], code: impl Fn(T) -> &'static str) -> String {
    let codes: Vec<&str> = values.iter().map(|value| code(*value)).collect();
    codes.join(",")
}

/// Reads stored JSON.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(StorageError::corrupt)
}

/// Writes JSON to be stored.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(StorageError::corrupt)
}
