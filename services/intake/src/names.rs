//! Names of the communes a listing mentions by their codes.

use std::collections::BTreeMap;

use portrea_actions::App;
use portrea_domain::territory::CommuneCode;
use portrea_storage::StorageError;

/// Names of communes by code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Looks up the names of these codes; a code that is none keeps no name.
    pub(crate) async fn of<'a>(
        app: &App,
        codes: impl Iterator<Item = &'a str>,
    ) -> Result<Self, StorageError> {
        let mut names = BTreeMap::new();
        let mut tx = app.storage.read().await?;
        for code in codes {
            if names.contains_key(code) {
                continue;
            }
            let Ok(parsed) = code.parse::<CommuneCode>() else {
                continue;
            };
            if let Some(commune) = tx.geography().commune(&parsed).await? {
                names.insert(code.to_owned(), commune.name);
            }
        }
        Ok(Self(names))
    }

    /// The name of a commune, when it is known.
    pub(crate) fn known(&self, code: &str) -> Option<String> {
        self.0.get(code).cloned()
    }

    /// The name of a commune; its code when the name is not known.
    pub(crate) fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }
}

#[cfg(test)]
impl FromIterator<(String, String)> for Names {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}
