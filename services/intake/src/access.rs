//! What a form link gives access to: one listing, and the draft of one person about it.

use portrea_actions::{ActionError, App, Dispute, OpenForm, document_at, open_form};
use portrea_domain::PersonId;
use portrea_domain::document::Document;
use portrea_domain::link::{Link, LinkError};
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::Kind;
use portrea_storage::Review;
use portrea_web::{PageError, Posted, check_csrf, csrf_for};

use crate::names::Names;
use crate::overlay::{Draft, Overlay};

/// An open form link: the listing it is for, and what its holder has not published yet.
pub(crate) struct Access {
    token: String,
    link: Link,
    /// The listing as published.
    pub(crate) listing: Listing,
    /// The version of the listing: what a page shows is as of that one.
    pub(crate) version: i64,
    /// Unpublished answers of the holder.
    pub(crate) draft: Draft,
    /// What the holder said and waits for the référent.
    pub(crate) waiting: Vec<Review>,
    /// The answers of the draft to which somebody else published another one since.
    pub(crate) disputes: Vec<Dispute>,
}

/// What was published when a page was shown.
pub(crate) struct Seen {
    /// The version of the listing.
    pub(crate) version: i64,
    /// What stood.
    pub(crate) document: Document,
}

impl Access {
    /// Opens a token. One of another purpose looks like one nobody gave; one whose time is over can be renewed.
    pub(crate) async fn open(app: &App, token: &str) -> Result<Self, PageError> {
        let form = open_form(app, token).await.map_err(|error| match error {
            ActionError::Link(LinkError::Expired) => PageError::LinkOver {
                renew: Some(format!("/f/{token}/nouveau-lien")),
            },
            other => other.into(),
        })?;
        let OpenForm {
            link,
            version,
            listing,
            draft,
            waiting,
            disputes,
        } = form;
        Ok(Self {
            token: token.to_owned(),
            link,
            listing,
            version,
            draft,
            waiting,
            disputes,
        })
    }

    /// Opens a token for a form that was posted with it.
    pub(crate) async fn open_posted(
        app: &App,
        token: &str,
        posted: &Posted,
    ) -> Result<Self, PageError> {
        let access = Self::open(app, token).await?;
        check_csrf(app, &access.scope(), posted.get("csrf"))?;
        Ok(access)
    }

    /// Whose link it is.
    pub(crate) fn person(&self) -> PersonId {
        self.link.person_id
    }

    /// The door answers given here come through.
    pub(crate) fn door(&self) -> Door {
        self.link.door.unwrap_or(Door::Form)
    }

    /// The token of the link.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The address of a page of this form: `""` for the summary, `"/hours"` for a section.
    pub(crate) fn address(&self, rest: &str) -> String {
        format!("/f/{}{rest}", self.token)
    }

    /// The token to put in the forms of these pages.
    pub(crate) fn csrf(&self, app: &App) -> String {
        csrf_for(app, &self.scope())
    }

    /// What the script of these pages names this form: the same for every link of this person to this listing, so that
    /// what a phone kept leaves by the next link when one is over.
    pub(crate) fn form_name(&self, app: &App) -> String {
        csrf_for(app, &format!("form:{}:{}", self.person(), self.listing.id))
    }

    /// What the holder sees: the listing with what waits and their draft on top.
    pub(crate) fn overlay(&self) -> Overlay {
        self.overlay_on(&self.listing.document)
    }

    /// The same, on what was published when they were shown a page.
    pub(crate) fn overlay_on(&self, published: &Document) -> Overlay {
        Overlay::over(published, &self.waiting, &self.draft)
    }

    /// What was published at the version a page says it showed; what is published now when it says none.
    pub(crate) async fn seen(&self, app: &App, vu: Option<&str>) -> Result<Seen, PageError> {
        let version = vu.and_then(|vu| vu.parse().ok()).unwrap_or(self.version);
        let version = self.version.min(version);
        let document = if version == self.version {
            self.listing.document.clone()
        } else {
            let mut tx = app.storage.read().await?;
            document_at(&mut tx, &self.listing, version).await?
        };
        Ok(Seen { version, document })
    }

    /// Names of the communes this listing mentions.
    pub(crate) async fn names(&self, app: &App, overlay: &Overlay) -> Result<Names, PageError> {
        let documents = [&self.listing.document, &overlay.document];
        let values = documents.into_iter().flat_map(|document| document.iter());
        let communes = values.filter(|(path, _)| {
            let question = path.question();
            question.is_some_and(|question| matches!(question.kind, Kind::Commune))
        });
        let codes = communes.filter_map(|(_, value)| value.as_text());
        let disputed = self
            .disputes
            .iter()
            .flat_map(|one| [&one.published, &one.mine]);
        let disputed = disputed.filter_map(|value| value.as_ref()?.as_text());
        Ok(Names::of(app, codes.chain(disputed)).await?)
    }

    /// What ties the forms of these pages to their link.
    pub(crate) fn scope(&self) -> String {
        self.link.id.to_string()
    }
}
