//! `…/traiteur`: what the caterer and the host must know: counts and wishes, without names.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use portrea_domain::need::{Diet, Help, Need};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError};

use super::Meeting;

#[derive(Template)]
#[template(path = "pages/desk/reunions/catering.html")]
struct Catering {
    page: Page,
    id: String,
    address: String,
    title: String,
    when: String,
    meal_offered: bool,
    seated: i64,
    tally: Tally,
}

/// What is needed, counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    /// How many said what they need.
    told: usize,
    /// How many eat on the spot.
    meals: usize,
    diets: Vec<(String, usize)>,
    diet_notes: Vec<(String, usize)>,
    helps: Vec<(String, usize)>,
    help_notes: Vec<(String, usize)>,
}

/// The list.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?;
    let mut tx = app.storage.read().await?;
    let event = &meeting.event;
    let tally = Tally::of(&tx.needs().of_coming(event.id).await?);
    let page = Catering {
        page: desk.page(&app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, meeting.portrait.zone),
        meal_offered: event.hosting.meal,
        seated: tx.invitations().seats(event.id).await?.0,
        tally,
    };
    Ok(Html(page).into_response())
}

/// The same as a table for a spreadsheet.
pub(super) async fn download(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?;
    let mut tx = app.storage.read().await?;
    let (seated, _waiting) = tx.invitations().seats(meeting.event.id).await?;
    let tally = Tally::of(&tx.needs().of_coming(meeting.event.id).await?);
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"traiteur.csv\"",
        ),
    ];
    Ok((heads, tally.to_csv(seated)).into_response())
}

impl Tally {
    fn of(needs: &[Need]) -> Self {
        let count = |label: &str, counts: &dyn Fn(&Need) -> bool| {
            (
                label.to_owned(),
                needs.iter().filter(|need| counts(need)).count(),
            )
        };
        let some = |counted: &(String, usize)| counted.1 > 0;
        Self {
            told: needs.len(),
            meals: needs.iter().filter(|need| need.meal).count(),
            diets: Diet::ALL
                .iter()
                .map(|diet| count(diet.label(), &|need| need.diets.contains(diet)))
                .filter(some)
                .collect(),
            diet_notes: notes(needs.iter().map(|need| need.diet_note.as_str())),
            helps: Help::ALL
                .iter()
                .map(|help| count(help.label(), &|need| need.helps.contains(help)))
                .filter(some)
                .collect(),
            help_notes: notes(needs.iter().map(|need| need.help_note.as_str())),
        }
    }

    /// Lines of a spreadsheet in French: semicolons, and the mark by which programs know the letters.
    fn to_csv(&self, seated: i64) -> String {
        let mut text = "\u{feff}Rubrique;Précision;Nombre\r\n".to_owned();
        let mut line = |part: &str, what: &str, count: &str| {
            let cells = [cell(part), cell(what), count.to_owned()];
            text.push_str(&cells.join(";"));
            text.push_str("\r\n");
        };
        line("Présents", "places prises", &seated.to_string());
        line("Repas", "mangent sur place", &self.meals.to_string());
        let parts = [
            ("Repas", &self.diets),
            ("Repas, en leurs mots", &self.diet_notes),
            ("Accueil", &self.helps),
            ("Accueil, en leurs mots", &self.help_notes),
        ];
        for (part, counted) in parts {
            for (what, count) in counted {
                line(part, what, &count.to_string());
            }
        }
        text
    }
}

/// The same words are counted together; the order says nothing of who wrote them.
fn notes<'n>(notes: impl Iterator<Item = &'n str>) -> Vec<(String, usize)> {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for note in notes.filter(|note| !note.is_empty()) {
        *counted.entry(note).or_default() += 1;
    }
    let owned = |(note, count): (&str, usize)| (note.to_owned(), count);
    counted.into_iter().map(owned).collect()
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains(['"', ';', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_counted_without_names_and_nothing_becomes_a_formula() {
        let need = |note: &str, diets: &[Diet]| Need {
            meal: true,
            diets: diets.to_vec(),
            diet_note: note.to_owned(),
            helps: vec![Help::Wheels],
            ..Need::default()
        };
        let tally = Tally::of(&[
            need("=1+1", &[Diet::NoMeat]),
            need("pas d’œuf ; ni \"lait\"", &[Diet::NoMeat, Diet::NoGluten]),
            Need::default(),
        ]);
        let csv = tally.to_csv(4);
        let expected = [
            "\u{feff}Rubrique;Précision;Nombre",
            "Présents;places prises;4",
            "Repas;mangent sur place;2",
            "Repas;sans viande;2",
            "Repas;sans gluten;1",
            "Repas, en leurs mots;'=1+1;1",
            "Repas, en leurs mots;\"pas d’œuf ; ni \"\"lait\"\"\";1",
            "Accueil;un accès sans marche;2",
            "",
        ];
        assert_eq!(csv.split("\r\n").collect::<Vec<_>>(), expected);
    }
}
