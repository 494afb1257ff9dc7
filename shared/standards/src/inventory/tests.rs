//! What is exported is imported back, and a spreadsheet runs nothing of it.

use portrea_domain::clock::PARIS;
use portrea_testkit::answers::{documents, entry_id};
use proptest::prelude::*;

use super::*;

fn place(document: Document) -> InventoryPlace {
    let at = Timestamp::midnight("2026-03-03".parse().unwrap(), PARIS);
    InventoryPlace {
        id: "0190f2a4-0000-7000-8000-000000000001".to_owned(),
        source: "annuaire; \"quoted\"".to_owned(),
        modified_at: Some(at),
        verified: [(SectionKey::Hours, at)].into(),
        fictional: true,
        document,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_place_is_read_back_as_it_was_written(one in documents(&["22004", "2A004"]), two in documents(&["97411"])) {
        let places = [place(one), InventoryPlace { id: "autre".to_owned(), ..place(two) }];
        for format in [InventoryFormat::Csv, InventoryFormat::Json] {
            let file = read(write(&places, format).as_bytes()).unwrap();
            prop_assert_eq!(&file.faults, &[]);
            let read: Vec<InventoryPlace> = file.rows.into_iter().map(|row| row.place).collect();
            prop_assert_eq!(&read[..], &places[..]);
        }
    }

    #[test]
    fn no_cell_begins_like_a_formula(document in documents(&["22004"])) {
        let text = write(&[place(document)], InventoryFormat::Csv);
        let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '\t']), "{cell}");
            }
        }
    }

    #[test]
    fn no_file_stops_the_program(text in "(\\{|place.name;)?\\PC{0,200}") {
        let _ = read(text.as_bytes());
    }
}

fn csv(lines: &str) -> InventoryFile {
    read(lines.as_bytes()).unwrap()
}

fn said(file: &InventoryFile) -> Vec<String> {
    let faults = file.faults.iter();
    faults
        .map(|fault| {
            format!(
                "{} {}: {}",
                fault.row,
                fault.column,
                fault.message.replace('\u{a0}', " ")
            )
        })
        .collect()
}

#[test]
fn every_question_has_a_column_in_the_order_of_the_questionnaire() {
    let mut document = Document::default();
    for group in Group::ALL {
        document.set(
            Path::entry(group, entry_id(group, 0), group.lead_key()),
            Some("x".into()),
        );
    }
    let text = write(&[place(document)], InventoryFormat::Csv);
    let headings: Vec<&str> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap()
        .split(';')
        .collect();
    let expected = questionnaire::all().map(|(group, question)| match group {
        Some(group) => format!("{}.1.{}", group.as_str(), question.key),
        None => question.key.to_owned(),
    });
    let found: Vec<&str> = headings
        .iter()
        .copied()
        .filter(|name| !name.starts_with("verified.") && name.rsplit('.').next() != Some("id"))
        .collect();
    let found: Vec<&str> = found
        .into_iter()
        .skip_while(|name| *name != "place.name")
        .collect();
    assert_eq!(found, expected.collect::<Vec<_>>());
}

#[test]
fn a_wrong_cell_is_told_with_its_line_and_the_rest_is_taken() {
    let file = csv(
        "id;place.name;place.siret;hours.opening;ma colonne\n1;Mairie;123;du matin au soir;x\n2;École;;;\n",
    );
    assert_eq!(
        said(&file),
        [
            "1 ma colonne: Cette colonne n’est pas du questionnaire : elle n’est pas reprise.",
            "2 place.siret: Un numéro SIRET a 14 chiffres.",
            "2 hours.opening: Ces horaires ne suivent pas l’écriture d’OpenStreetMap (exemple : Mo-Fr 09:00-12:00).",
        ]
    );
    assert_eq!(file.rows.len(), 2);
    assert_eq!(
        file.rows[0].place.document.text("place.name"),
        Some("Mairie")
    );
}

#[test]
fn a_table_made_by_hand_needs_no_id_and_says_the_same_twice() {
    let lines = "place.name,services.1.family,services.1.name,services.2.name\nMairie,etre_aidee,Permanence,Sans famille\n";
    let file = csv(lines);
    assert_eq!(file, csv(lines));
    let document = &file.rows[0].place.document;
    assert_eq!(document.service_ids().len(), 1);
    assert!(
        said(&file)[0]
            .contains("Sans « De quelle aide s’agit-il ? », cette réponse n’est pas reprise.")
    );
}

#[test]
fn what_is_no_inventory_is_refused_in_words() {
    for bytes in [
        &b"nom;adresse\nMairie;Rue"[..],
        b"{\"format\": \"autre\"}",
        b"\xff\xfe",
        b"",
    ] {
        let words = read(bytes).unwrap_err().to_string();
        assert!(words.starts_with("Ce "), "{words}");
    }
}
