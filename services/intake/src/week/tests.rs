//! What people can say of opening hours, and how it is read.

use proptest::prelude::*;

use super::*;

const KEY: &str = "hours.opening";
const SPECIAL: &str = "Mo-Fr 09:00-12:00; PH off";

fn typed(pairs: &[(&str, &str)]) -> Texts {
    let mut texts = Texts::default();
    for (name, text) in pairs {
        texts.add(&format!("{KEY}.{name}"), text);
    }
    texts
}

fn said(standing: Option<&str>, pairs: &[(&str, &str)]) -> Result<Said, String> {
    read(KEY, standing, &typed(pairs)).map_err(|fault| fault.key)
}

#[test]
fn a_week_typed_becomes_osm() {
    let said = said(None, &[("mo_0_from", "09:00"), ("mo_0_to", "12:00")]);
    assert_eq!(said, Ok(Said::Osm("Mo 09:00-12:00".to_owned())));
}

#[test]
fn hours_left_as_they_were_shown_say_nothing() {
    let mut shown = Texts::default();
    fill(&mut shown, KEY, Some("Mo-Fr 09:00-12:00,14:00-17:00"));
    let read = read(KEY, Some("Mo-Fr 09:00-12:00,14:00-17:00"), &shown);
    assert_eq!(read, Ok(Said::Same));
}

#[test]
fn a_blank_form_never_says_closed_all_week() {
    assert_eq!(said(None, &[("mo_0_from", "")]), Ok(Said::Same));
    assert_eq!(
        said(Some("Mo 09:00-12:00"), &[("mo_0_from", "")]),
        Ok(Said::Unknown)
    );
}

#[test]
fn hours_no_plain_week_can_say_stay_until_somebody_replaces_them() {
    let week = [("tu_0_from", "09:00"), ("tu_0_to", "12:00")];
    assert_eq!(said(Some(SPECIAL), &[("mo_0_from", "")]), Ok(Said::Same));
    assert_eq!(said(Some(SPECIAL), &week), Err(KEY.to_owned()));
    let ticked = [week[0], week[1], ("replace", "1")];
    assert_eq!(
        said(Some(SPECIAL), &ticked),
        Ok(Said::Osm("Tu 09:00-12:00".to_owned()))
    );
    assert_eq!(
        said(Some(SPECIAL), &[("replace", "1")]),
        Err(KEY.to_owned())
    );
}

#[test]
fn unknown_withdraws_hours_but_not_together_with_new_ones() {
    assert_eq!(
        said(Some("Mo 09:00-12:00"), &[("unknown", "1")]),
        Ok(Said::Unknown)
    );
    let both = [
        ("unknown", "1"),
        ("mo_0_from", "09:00"),
        ("mo_0_to", "12:00"),
    ];
    assert_eq!(said(None, &both), Err(KEY.to_owned()));
    assert_eq!(said(None, &[("unknown", "1")]), Ok(Said::Same));
}

#[test]
fn an_impossible_time_is_said_at_its_day() {
    let fault = read(
        KEY,
        None,
        &typed(&[("we_0_from", "25:00"), ("we_0_to", "12:00")]),
    );
    let fault = fault.unwrap_err();
    assert_eq!(fault.key, "hours.opening.we");
    assert!(fault.message.contains("n’est pas une heure"));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_or_refused_at_an_element_of_the_editor(
        times in proptest::collection::vec("([0-2]?[0-9]:[0-6][0-9])|[a-zé:<]{0,6}", 28)
    ) {
        let mut texts = Texts::default();
        let names = DAYS.iter().flat_map(|(_, code)| TIMES.map(|time| name(KEY, code, time)));
        for (name, time) in names.zip(&times) {
            texts.add(&name, time);
        }
        match read(KEY, None, &texts) {
            Ok(Said::Osm(osm)) => prop_assert!(Hours::parse(&osm).is_ok()),
            Ok(_) => {}
            Err(fault) => {
                let editor = editor(KEY, None, &texts, |_| None);
                prop_assert!(fault.key == KEY || editor.days.iter().any(|day| day.key == fault.key));
            }
        }
    }
}
