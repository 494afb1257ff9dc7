//! What the layout of every page needs to know.

use portrea_actions::App;

/// What the layout of every page needs to know.
#[derive(Clone, Debug)]
pub struct Page {
    /// Whether to say that people and answers are fictional.
    pub demo: bool,
    /// Whether this is a page of the référent's desk.
    pub desk: bool,
    /// Version of this build.
    pub version: &'static str,
    /// Where its source code is.
    pub source_url: String,
    /// Whether search engines must leave it alone.
    pub noindex: bool,
    /// Mail address of whoever is signed in.
    pub signed_in: Option<String>,
    /// CSRF token of whoever is signed in.
    pub csrf: String,
}

/// Version of this build.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where the page about the source code is, when no address was configured.
const SOURCE: &str = "/methode#code-source";

impl Page {
    /// A page anybody may find.
    #[must_use]
    pub fn public(app: &App) -> Self {
        Self {
            demo: app.house.demo,
            desk: false,
            version: VERSION,
            source_url: app.house.source_url.clone(),
            noindex: app.house.demo,
            signed_in: None,
            csrf: String::new(),
        }
    }

    /// A page behind a personal link: never in a search engine.
    #[must_use]
    pub fn personal(app: &App) -> Self {
        Self {
            noindex: true,
            ..Self::public(app)
        }
    }

    /// A page where nothing is known yet, not even the house: errors.
    #[must_use]
    pub fn bare() -> Self {
        Self {
            demo: false,
            desk: false,
            version: VERSION,
            source_url: SOURCE.to_owned(),
            noindex: true,
            signed_in: None,
            csrf: String::new(),
        }
    }
}
