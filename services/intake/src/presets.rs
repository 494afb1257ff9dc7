//! Hours filled in at a touch: those of the town hall of the commune, or one day copied on others. Nothing is kept by it:
//! the page is shown again, filled.

use chrono::Weekday;
use portrea_actions::App;
use portrea_domain::questionnaire::{Kind, Question};
use portrea_hours::FormDay;
use portrea_storage::StorageError;

use crate::access::Access;
use crate::sheet::Sheet;
use crate::texts::Texts;
use crate::week::{self, DAYS};

const COPIED: &str = "C’est copié. Vérifiez, puis enregistrez.";
const NOTHING_TO_COPY: &str = "Remplissez d’abord un jour\u{a0}: c’est lui qui sera copié.";
const TOWN_HALL: &str =
    "Ce sont les horaires de la mairie. Corrigez-les au besoin, puis enregistrez.";
const NO_TOWN_HALL: &str =
    "Les horaires de la mairie ne sont pas connus, ou ne tiennent pas dans une semaine ordinaire.";

/// Fills hours in what was typed, as a button asks (`mairie.hours.opening`, `copier.hours.opening`); gives what to say.
pub(crate) async fn fill(
    app: &App,
    access: &Access,
    sheet: Sheet,
    filling: &str,
    typed: Texts,
) -> Result<(Texts, &'static str), StorageError> {
    let Some((what, key)) = filling.split_once('.') else {
        return Ok((typed, NOTHING_TO_COPY));
    };
    let has_hours =
        |question: &&'static Question| question.key == key && matches!(question.kind, Kind::Hours);
    let Some(question) = sheet.questions().into_iter().find(has_hours) else {
        return Ok((typed, NOTHING_TO_COPY));
    };
    if what == "mairie" {
        return Ok(
            match town_hall(app, access)
                .await?
                .as_deref()
                .and_then(week::plain)
            {
                Some(days) => (week::filled(typed, question.key, &days), TOWN_HALL),
                None => (typed, NO_TOWN_HALL),
            },
        );
    }
    let days = week::typed_days(question.key, &typed);
    Ok(match copied(&days) {
        Some(days) => (week::filled(typed, question.key, &days), COPIED),
        None => (typed, NOTHING_TO_COPY),
    })
}

/// The opening hours of the town hall of the same commune, when the inventory has them.
async fn town_hall(app: &App, access: &Access) -> Result<Option<String>, StorageError> {
    let Some(commune) = access.overlay().commune() else {
        return Ok(None);
    };
    let mut tx = app.storage.read().await?;
    let listings = tx.listings().of_commune(&commune).await?;
    let mut town_halls = listings.into_iter().filter(|listing| {
        listing.id != access.listing.id
            && !listing.is_closed()
            && listing.document.text("place.kind") == Some("mairie")
    });
    Ok(town_halls.find_map(|listing| listing.document.text("hours.opening").map(str::to_owned)))
}

/// The first day that is filled, put on the days from Monday to Friday that are not.
fn copied(days: &[FormDay; 7]) -> Option<[FormDay; 7]> {
    let blank = FormDay::default();
    let model = days.iter().find(|day| **day != blank)?.clone();
    let mut copied = days.clone();
    for ((day, _), filled) in DAYS.iter().zip(copied.iter_mut()) {
        if *filled == blank && !matches!(day, Weekday::Sat | Weekday::Sun) {
            *filled = model.clone();
        }
    }
    Some(copied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_copied_on_the_working_days_that_are_blank() {
        let day = |from: &str| FormDay {
            morning_from: from.to_owned(),
            morning_to: "12:00".to_owned(),
            ..FormDay::default()
        };
        let mut days: [FormDay; 7] = Default::default();
        assert_eq!(copied(&days), None);
        days[1] = day("09:00");
        days[3] = day("10:00");
        let copied = copied(&days).unwrap();
        let starts: Vec<&str> = copied.iter().map(|day| day.morning_from.as_str()).collect();
        assert_eq!(
            starts,
            ["09:00", "09:00", "09:00", "10:00", "09:00", "", ""]
        );
    }
}
