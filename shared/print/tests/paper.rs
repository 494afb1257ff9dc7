//! Every document, read back by somebody else's reader: its words, its structure, its bytes.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use lopdf::{Document, Object};
use portrea_print::{
    AttendanceList, Expected, Group, Minutes, PaperLetter, PhoneQuestion, PhoneSection, PhoneSheet,
    Poster, TableMinutes, TableSheet, attendance_list, letters, minutes, phone_sheet, poster,
    table_sheets,
};

fn letter(name: &str) -> PaperLetter {
    let lines = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    PaperLetter {
        sender: lines(&[
            "Anna Guillou",
            "référente de l’inventaire",
            "CC de Saint-Méen Montauban",
            "anna@exemple.invalid",
        ]),
        recipient: vec![
            name.to_owned(),
            "Mairie de Bédée".to_owned(),
            "12 rue de l’Église".to_owned(),
            "35137 BÉDÉE".to_owned(),
        ],
        date: "Le 3 novembre 2026".to_owned(),
        subject: "Invitation : journée collaborative du 3 décembre".to_owned(),
        greeting: format!("Bonjour {name},"),
        opening: lines(&[
            "Nous préparons l'inventaire des lieux qui aident les habitants à faire leurs démarches en ligne. Venez-vous ?",
        ]),
        facts: vec![
            (
                "Quand".to_owned(),
                "jeudi 3 décembre 2026, de 9\u{a0}h à 17\u{a0}h".to_owned(),
            ),
            ("Où".to_owned(), "Salle des fêtes de Montauban".to_owned()),
        ],
        how: "Pour répondre, ouvrez cette page et tapez le code :".to_owned(),
        code_page: "portrea.exemple.fr/code".to_owned(),
        code: "ACDE FGHJ".to_owned(),
        url: "https://portrea.exemple.fr/i/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE".to_owned(),
        closing: lines(&[
            "Vous préférez le téléphone ? Appelez le 02 99 00 00 42, nous noterons votre réponse.",
        ]),
        signature: "Anna Guillou".to_owned(),
        notice: lines(&[
            "Votre adresse vient de : annuaire de l’administration. Vous pouvez demander qu’on ne vous écrive plus.",
        ]),
    }
}

/// The text of every page, spaces folded and made plain.
fn text(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    text.replace(['\u{a0}', '\u{202f}'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn pages(pdf: &[u8]) -> usize {
    Document::load_mem(pdf).unwrap().get_pages().len()
}

/// The kinds of the structure tree, in the order they are met.
fn roles(pdf: &[u8]) -> Vec<String> {
    fn walk(document: &Document, object: &Object, roles: &mut Vec<String>) {
        let object = document.dereference(object).unwrap().1;
        match object {
            Object::Array(kids) => kids.iter().for_each(|kid| walk(document, kid, roles)),
            Object::Dictionary(branch) => {
                if let Ok(Object::Name(role)) = branch.get(b"S") {
                    roles.push(String::from_utf8_lossy(role).into_owned());
                }
                if let Ok(kids) = branch.get(b"K") {
                    walk(document, kids, roles);
                }
            }
            _ => {}
        }
    }
    let document = Document::load_mem(pdf).unwrap();
    let tree = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let mut roles = Vec::new();
    walk(&document, tree, &mut roles);
    roles
}

#[test]
fn a_letter_says_who_what_when_where_and_how_to_answer() {
    let pdf = letters("Courriers", &[letter("Anne Le Gall")]).unwrap();
    let text = text(&pdf);
    for words in [
        "Anne Le Gall",
        "35137 BÉDÉE",
        "Invitation : journée collaborative",
        "l’inventaire des lieux",
        "Venez-vous ?",
        "Quand : jeudi 3 décembre 2026",
        "portrea.exemple.fr/code",
        "ACDE FGHJ",
        "Appelez le 02 99 00 00 42",
        "Votre adresse vient de",
    ] {
        assert!(text.contains(words), "“{words}” is not in: {text}");
    }
    assert_eq!(pages(&pdf), 1);
    assert!(
        !text.contains("page 1"),
        "a letter of a batch is not numbered: {text}"
    );
}

/// The black rectangles of a page: left, top, right, bottom.
fn rectangles(pdf: &[u8]) -> Vec<[f32; 4]> {
    let document = Document::load_mem(pdf).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = document.get_and_decode_page_content(page).unwrap();
    let mut corners: Vec<(f32, f32)> = Vec::new();
    let mut found = Vec::new();
    for operation in content.operations {
        match operation.operator.as_str() {
            "m" => corners = vec![point(&operation.operands)],
            "l" => corners.push(point(&operation.operands)),
            "h" if corners.len() == 4 => {
                found.push([corners[0].0, corners[0].1, corners[2].0, corners[2].1]);
            }
            _ => {}
        }
    }
    found
}

fn point(operands: &[Object]) -> (f32, f32) {
    (
        operands[0].as_float().unwrap(),
        operands[1].as_float().unwrap(),
    )
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
fn the_code_on_the_paper_opens_the_exact_address() {
    const SCALE: f32 = 3.0;
    const BLANK: f32 = 10.0;
    let letter = letter("Anne");
    let mut dark = rectangles(&letters("Courriers", std::slice::from_ref(&letter)).unwrap());
    // Fold marks stand in the left margin, the code in the right half.
    dark.retain(|rectangle| rectangle[0] > 300.0);
    let left = dark.iter().map(|one| one[0]).fold(f32::MAX, f32::min) - BLANK;
    let top = dark.iter().map(|one| one[1]).fold(f32::MAX, f32::min) - BLANK;
    let side = 400;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let (x, y) = (
            left + (x as f32 + 0.5) / SCALE,
            top + (y as f32 + 0.5) / SCALE,
        );
        let covers =
            |one: &[f32; 4]| (one[0]..one[2]).contains(&x) && (one[1]..one[3]).contains(&y);
        if dark.iter().any(covers) { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(
        grids.len(),
        1,
        "one code is seen among {} rectangles",
        dark.len()
    );
    assert_eq!(grids[0].decode().unwrap().1, letter.url);
}

#[test]
fn the_same_letters_give_the_same_bytes() {
    let batch = [letter("Anne"), letter("Yann")];
    assert_eq!(
        letters("Courriers", &batch).unwrap(),
        letters("Courriers", &batch).unwrap()
    );
    assert_eq!(pages(&letters("Courriers", &batch).unwrap()), 2);
}

#[test]
fn a_document_is_tagged_titled_and_french() {
    let pdf = letters("Courriers du 3 novembre", &[letter("Anne")]).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let catalog = document.catalog().unwrap();
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
    let viewer = document
        .dereference(catalog.get(b"ViewerPreferences").unwrap())
        .unwrap()
        .1;
    assert!(
        viewer
            .as_dict()
            .unwrap()
            .get(b"DisplayDocTitle")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    let roles = roles(&pdf);
    for role in ["Part", "H1", "P", "Figure", "L", "LI", "LBody"] {
        assert!(
            roles.iter().any(|found| found == role),
            "no {role} in {roles:?}"
        );
    }
    assert!(catalog.get(b"Outlines").is_ok());
}

#[test]
fn names_with_quotes_emoji_or_five_hundred_characters_are_printed_and_lose_no_place() {
    for name in [
        "Anne \"Nanou\" O'Brien <anne> & «\u{a0}Cie\u{a0}»".to_owned(),
        "Zoé 👩\u{200d}🔧 Ü".to_owned(),
        "Très-long-nom ".repeat(36),
        "x".repeat(500),
        String::new(),
        "名前 Имя Όνομα".to_owned(),
    ] {
        let pdf = letters("Courriers", &[letter(&name)]).unwrap();
        let text = text(&pdf);
        assert!(text.contains("35137 BÉDÉE"), "{text}");
        assert!(text.contains("ACDE FGHJ"), "{text}");
    }
    let odd = text(&letters("Courriers", &[letter("O'Brien 👩\u{200d}🔧")]).unwrap());
    assert!(odd.contains("O’Brien □□"), "{odd}");
}

#[test]
fn a_long_list_repeats_its_head_for_the_eye_and_says_it_once_to_the_ear() {
    let people = (1..=60)
        .map(|n| Expected {
            name: format!("Personne {n}"),
            organisation: "Médiathèque".to_owned(),
            state: "vient".to_owned(),
            number: format!("{n:03} 913"),
        })
        .collect();
    let list = AttendanceList {
        meeting: "Journée collaborative".to_owned(),
        lines: vec!["jeudi 3 décembre 2026".to_owned()],
        people,
        blank: 6,
    };
    let pdf = attendance_list(&list).unwrap();
    assert!(pages(&pdf) >= 3);
    assert!(text(&pdf).matches("Signature").count() >= 3);
    let roles = roles(&pdf);
    let count = |role: &str| roles.iter().filter(|found| *found == role).count();
    assert_eq!(
        (count("Table"), count("TR"), count("TH"), count("TD")),
        (1, 67, 5 + 66, 66 * 4)
    );
    assert!(text(&pdf).contains("Personne 60"));
}

#[test]
fn a_phone_sheet_has_its_script_its_boxes_and_its_code() {
    let sheet = PhoneSheet {
        person: "Erwan Le Gall".to_owned(),
        facts: vec![("Téléphone".to_owned(), "02 99 00 00 42".to_owned())],
        script: vec!["Bonjour, je suis Anna Guillou.".to_owned()],
        sections: vec![PhoneSection {
            title: "Les horaires".to_owned(),
            questions: vec![
                PhoneQuestion {
                    words: "Quand est-ce ouvert ?".to_owned(),
                    known: "lundi 9 h – 12 h".to_owned(),
                    choices: vec![],
                },
                PhoneQuestion {
                    words: "Qui est accueilli ?".to_owned(),
                    known: String::new(),
                    choices: vec!["tout public".to_owned(), "jeunes".to_owned()],
                },
            ],
        }],
        farewell: vec!["Merci, bonne journée.".to_owned()],
        code: Some((
            "ACDE FGHJ".to_owned(),
            "exemple.fr/code".to_owned(),
            "https://exemple.fr/f/a".to_owned(),
        )),
    };
    let text = text(&phone_sheet(&sheet).unwrap());
    for words in [
        "je suis Anna Guillou",
        "☐ c’est toujours exact",
        "☐ tout public ☐ jeunes",
        "ACDE FGHJ",
        "ne veut plus être contacté·e",
    ] {
        assert!(text.contains(words), "“{words}” is not in: {text}");
    }
}

#[test]
fn a_table_sheet_and_the_minutes_say_what_they_are_about() {
    let sheet = TableSheet {
        meeting: "Journée collaborative".to_owned(),
        table: "Table 1".to_owned(),
        about: "Bédée, Pleumeleuc".to_owned(),
        url: "https://exemple.fr/table/a".to_owned(),
        hours: "Ce code fonctionne le 3 décembre de 8 h à 20 h.".to_owned(),
    };
    let pdf = table_sheets("Tables", &[sheet.clone(), sheet]).unwrap();
    assert_eq!(pages(&pdf), 2);
    assert!(text(&pdf).contains("Bédée, Pleumeleuc"));

    let told = Minutes {
        meeting: "Journée collaborative".to_owned(),
        lines: vec![],
        turnout: "2 personnes sont venues.".to_owned(),
        groups: vec![Group {
            organisation: "CCAS".to_owned(),
            count: 2,
            named: vec![("Anne".to_owned(), "anne@exemple.invalid".to_owned())],
        }],
        tables: vec![
            TableMinutes {
                label: "Table 1".to_owned(),
                listings: vec![("Mairie".to_owned(), "vérifiée".to_owned())],
            },
            TableMinutes {
                label: "Table 2".to_owned(),
                listings: vec![],
            },
        ],
    };
    let text = text(&minutes(&told).unwrap());
    for words in [
        "CCAS 2 Anne (anne@exemple.invalid)",
        "Mairie",
        "Aucune fiche touchée",
    ] {
        assert!(text.contains(words), "“{words}” is not in: {text}");
    }
}

fn place(services: usize) -> Poster {
    Poster {
        name: "Médiathèque de Bégard".to_owned(),
        address: "3 rue de la Gare, 22140 Bégard".to_owned(),
        help: vec![(
            "Être aidé·e dans ses démarches".to_owned(),
            (0..services)
                .map(|n| format!("Permanence numérique du jeudi, numéro {n}"))
                .collect(),
        )],
        hours: vec!["du lundi au vendredi\u{a0}: 9\u{a0}h – 12\u{a0}h".to_owned()],
        ways: vec!["Sans rendez-vous".to_owned()],
        url: "https://portrea.exemple.fr/lieux/0190f2a4-0000-7000-8000-000000000000".to_owned(),
        seen: "Vérifié le 3 novembre 2026.".to_owned(),
    }
}

#[test]
fn a_poster_is_one_tagged_page_with_its_words_and_its_code() {
    let pdf = poster(&place(2)).unwrap();
    assert_eq!(pages(&pdf), 1);
    let words = text(&pdf);
    for part in [
        "Médiathèque de Bégard",
        "Ici, on vous aide",
        "Permanence numérique du jeudi, numéro 1",
        "du lundi au vendredi",
        "portrea.exemple.fr/lieux/",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    let roles = roles(&pdf);
    assert!(roles.iter().any(|role| role == "Figure") && roles.iter().any(|role| role == "H1"));
    assert_eq!(
        pdf,
        poster(&place(2)).unwrap(),
        "the same words, the same bytes"
    );
}

#[test]
fn a_poster_stays_on_one_page_however_much_is_offered_or_little_is_known() {
    for services in [0, 1, 40, 400] {
        assert_eq!(pages(&poster(&place(services)).unwrap()), 1, "{services}");
    }
    let mut long = place(40);
    long.name = "Un nom sans fin ".repeat(9);
    long.ways = vec!["Une condition qui prend de la place. ".repeat(16)];
    assert_eq!(pages(&poster(&long).unwrap()), 1);
    let bare = Poster {
        name: "Mairie".to_owned(),
        url: "http://127.0.0.1/lieux/x".to_owned(),
        ..Poster::default()
    };
    assert_eq!(pages(&poster(&bare).unwrap()), 1);
}
