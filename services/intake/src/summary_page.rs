//! The summary: what stands, one card a section, and the buttons that say it is right.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use portrea_actions::{App, hash_token};
use portrea_domain::listing::ListingState;
use portrea_domain::observation::Door;
use portrea_web::{Html, Page, PageError};
use serde::Deserialize;

use crate::access::Access;
use crate::disputes::{DisputeCard, dispute_cards};
use crate::french;
use crate::overlay::Draft;
use crate::summary::{self, SectionCard};

#[derive(Template)]
#[template(path = "pages/intake/summary.html")]
pub(crate) struct SummaryPage {
    page: Page,
    place: String,
    home: String,
    /// The page everybody reads; none while the place is only proposed.
    public: Option<String>,
    token: String,
    /// The form, as the script names it.
    form: String,
    csrf: String,
    /// What the holder was shown of their draft: publishing needs it.
    mark: String,
    notice: Option<&'static str>,
    /// Whether the draft holds anything at all.
    pending: bool,
    changes: usize,
    is_answered: bool,
    cards: Vec<SectionCard>,
    /// The answers to which somebody else published another one.
    disputes: Vec<DisputeCard>,
    /// The version of the listing that is shown.
    version: i64,
    /// What the holder must know of the place itself, when it is not public.
    standing: Option<&'static str>,
    /// Whether one can go on by chat: not from a table of the day, nor for somebody on the telephone.
    by_chat: bool,
}

/// What just happened, said on top of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Answers were kept in the draft.
    Saved,
    /// Answers were kept; the place could not be put on the map better than at its commune.
    Unplaced,
    /// The point on the map was kept.
    Placed,
    /// Nothing differed from what stands.
    Same,
    /// There was nothing to publish.
    Nothing,
    /// The draft is not the one that was shown.
    Reread,
    /// A service was withdrawn.
    Withdrawn,
    /// A service was put back.
    Restored,
    /// Somebody else published another answer.
    Disputed,
    /// One of two answers was chosen.
    Chosen,
    /// A change no longer waits for the référent.
    TakenBack,
}

impl Notice {
    const ALL: [Self; 11] = [
        Self::Saved,
        Self::Unplaced,
        Self::Placed,
        Self::Same,
        Self::Nothing,
        Self::Reread,
        Self::Withdrawn,
        Self::Restored,
        Self::Disputed,
        Self::Chosen,
        Self::TakenBack,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "enregistre",
            Self::Unplaced => "non-situe",
            Self::Placed => "situe",
            Self::Same => "identique",
            Self::Nothing => "rien",
            Self::Reread => "relire",
            Self::Withdrawn => "retire",
            Self::Restored => "remis",
            Self::Disputed => "a-choisir",
            Self::Chosen => "choisi",
            Self::TakenBack => "repris",
        }
    }

    /// The French words people read.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Saved => "C’est enregistré. Il reste à publier.",
            Self::Unplaced => {
                "C’est enregistré. L’adresse n’a pas été retrouvée sur la carte\u{a0}: la position reste au centre de la commune. Vous pouvez placer le point vous-même, dans la rubrique «\u{a0}Le lieu\u{a0}». Il reste à publier."
            }
            Self::Placed => "Le point sur la carte est enregistré. Il reste à publier.",
            Self::Same => {
                "Vous n’avez rien changé. Si tout est exact, dites-le d’un bouton\u{a0}: la date de vérification sera mise à jour."
            }
            Self::Nothing => {
                "Il n’y a rien à publier pour l’instant\u{a0}: aucune réponse n’a changé."
            }
            Self::Reread => {
                "Vos réponses ont changé depuis que cette page s’est affichée, peut-être dans une autre fenêtre. Relisez-les, puis publiez."
            }
            Self::Withdrawn => "C’est retiré. Cela disparaîtra de la fiche quand vous publierez.",
            Self::Restored => "C’est remis.",
            Self::Disputed => {
                "Quelqu’un d’autre a publié une autre réponse que la vôtre. Choisissez, puis publiez\u{a0}: rien n’est perdu."
            }
            Self::Chosen => "C’est noté. Il reste à publier.",
            Self::TakenBack => "Votre demande est retirée. Ce qui était publié le reste.",
        }
    }

    /// The address of the summary that says it.
    pub(crate) fn address(self, access: &Access) -> String {
        access.address(&format!("?avis={}", self.as_str()))
    }
}

/// What the address of a page says just happened.
#[derive(Deserialize)]
pub(crate) struct Happened {
    #[serde(default)]
    avis: String,
}

impl Happened {
    /// The notice, if it is one of ours.
    pub(crate) fn notice(&self) -> Option<Notice> {
        Notice::ALL
            .into_iter()
            .find(|notice| notice.as_str() == self.avis)
    }
}

/// A mark of a draft as it was shown.
pub(crate) fn mark(draft: &Draft) -> String {
    hash_token(&format!("{draft:?}")).chars().take(16).collect()
}

/// `GET /f/{token}`: what is known of the place.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(happened): Query<Happened>,
) -> Result<Html<SummaryPage>, PageError> {
    let access = Access::open(&app, &token).await?;
    let overlay = access.overlay();
    let names = access.names(&app, &overlay).await?;
    let cards = summary::cards(&access.listing, &overlay, &names, app.now());
    Ok(Html(SummaryPage {
        by_chat: access.door() == Door::Form,
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        public: access
            .listing
            .is_public()
            .then(|| format!("/lieux/{}", access.listing.id)),
        token: access.token().to_owned(),
        form: access.form_name(&app),
        csrf: access.csrf(&app),
        mark: mark(&access.draft),
        notice: happened.notice().map(Notice::words),
        pending: !access.draft.is_empty(),
        changes: overlay.changes(),
        is_answered: cards.iter().any(|card| card.is_answered),
        cards,
        disputes: dispute_cards(&access, &names),
        version: access.version,
        standing: standing(access.listing.state),
    }))
}

/// `GET /f/{token}/publier`: a page somebody came back to; the summary is where it begins.
pub(crate) async fn back(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Redirect, PageError> {
    let access = Access::open(&app, &token).await?;
    Ok(Redirect::to(&access.address("")))
}

/// What is said of a place that is not public.
const fn standing(state: ListingState) -> Option<&'static str> {
    match state {
        ListingState::Listed => None,
        ListingState::Proposed => Some(
            "Ce lieu n’est pas encore public\u{a0}: votre référent le relit d’abord. Vous pouvez continuer à le décrire.",
        ),
        ListingState::Declined => Some(
            "Ce lieu n’a pas été ajouté à l’inventaire. Si c’est une erreur, répondez au mail que vous avez reçu.",
        ),
    }
}

impl SummaryPage {
    fn publish_words(&self) -> String {
        match self.changes {
            0 => "Publier\u{a0}: j’ai relu".to_owned(),
            1 => "Publier votre modification".to_owned(),
            count => format!("Publier vos {}", french::changes(count)),
        }
    }

    fn pending_words(&self) -> String {
        match self.changes {
            0 => "Vous avez relu des réponses sans rien changer. Ce n’est pas encore publié."
                .to_owned(),
            1 => format!("{} n’est pas encore publiée.", french::changes(1)),
            count => format!("{} ne sont pas encore publiées.", french::changes(count)),
        }
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::document::Path as Field;

    use super::*;

    #[test]
    fn every_notice_reads_back_from_its_address() {
        for notice in Notice::ALL {
            let happened = Happened {
                avis: notice.as_str().to_owned(),
            };
            assert_eq!(happened.notice(), Some(notice));
        }
        let forged = Happened {
            avis: "<script>".to_owned(),
        };
        assert_eq!(forged.notice(), None);
    }

    #[test]
    fn another_draft_has_another_mark() {
        let draft = Draft::from([(Field::field("place.name"), Some("Mairie".into()))]);
        assert_ne!(mark(&draft), mark(&Draft::new()));
        assert_eq!(mark(&draft), mark(&draft.clone()));
    }
}
