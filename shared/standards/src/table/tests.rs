//! Tables as people keep them, and files that are none.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// A table as `1: a|b` lines.
fn shown(table: &Table) -> String {
    let lines = table
        .lines
        .iter()
        .map(|line| format!("{}: {}", line.number, line.cells.join("|")));
    let remarks = table.remarks.iter().map(|remark| format!("! {remark}"));
    let all: Vec<String> = lines.chain(remarks).collect();
    all.join("\n").replace('\u{a0}', " ")
}

fn cells(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(table) => shown(&table),
        Err(error) => format!("refusé : {error}"),
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, body) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(body).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Feuille1\">{rows}</table:table></office:spreadsheet>\
         </office:body></office:document-content>"
    );
    archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

const TEXT: &str = "Nom;Commune\nÉlodie Guéguen;Bégard\n";

#[test]
fn every_encoding_of_a_spreadsheet_gives_the_same_table() {
    let latin: Vec<u8> = TEXT
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let wide = |big: bool| -> Vec<u8> {
        TEXT.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let files: Vec<Vec<u8>> = vec![
        TEXT.into(),
        format!("\u{feff}{TEXT}").into(),
        latin,
        wide(false),
        wide(true),
        [vec![0xff, 0xfe], wide(false)].concat(),
        [vec![0xfe, 0xff], wide(true)].concat(),
        TEXT.replace('\n', "\r\n").into(),
        TEXT.replace('\n', "\r").into(),
    ];
    for file in files {
        assert_eq!(cells(&file), "1: Nom|Commune\n2: Élodie Guéguen|Bégard");
    }
}

#[test]
fn lines_glued_from_two_encodings_are_each_read_in_theirs() {
    let glued = [
        "Nom;Ville\nÉlodie;Bégard\n".as_bytes(),
        b"Zo\xe9;P\xe9dernec \x80\n",
    ]
    .concat();
    assert_eq!(
        cells(&glued),
        "1: Nom|Ville\n2: Élodie|Bégard\n3: Zoé|Pédernec €"
    );
}

#[test]
fn the_separator_is_guessed() {
    for separator in ["\t", ";", ",", "|"] {
        let text = format!("nom{separator}mail\nAnne{separator}a@b.fr\nYann{separator}y@b.fr\n");
        assert_eq!(
            cells(text.as_bytes()),
            "1: nom|mail\n2: Anne|a@b.fr\n3: Yann|y@b.fr"
        );
    }
    assert_eq!(cells(b"sep=,\nnom,mail"), "1: sep=\n2: nom|mail");
    assert_eq!(
        cells(b"nom;adresse\nAnne;1, rue du Port, fond de cour\nYann;2, rue du Port"),
        "1: nom|adresse\n2: Anne|1, rue du Port, fond de cour\n3: Yann|2, rue du Port"
    );
    assert_eq!(cells(b"a@b.fr\nc@d.fr\n"), "1: a@b.fr\n2: c@d.fr");
}

#[test]
fn quotes_hold_separators_lines_and_other_quotes() {
    assert_eq!(
        cells(b"a;b\n\"x;1\";\"dit \"\"le Goff\"\"\"\n\"sur\ndeux\";y\nz;w"),
        "1: a|b\n2: x;1|dit \"le Goff\"\n3: sur\ndeux|y\n5: z|w"
    );
}

#[test]
fn quoting_faults_survive() {
    assert_eq!(
        cells(b"a;b\n\"Le \"Relais\" de Begard\";x\n5\" de pluie;y"),
        "1: a|b\n2: Le \"Relais\" de Begard|x\n3: 5\" de pluie|y"
    );
    insta::assert_snapshot!(cells(b"a;b\n\"jamais ferme;x\nAnne;y"), @r#"
    1: a|b
    2: "jamais ferme|x
    3: Anne|y
    ! Ligne 2 : un guillemet n’est jamais fermé, il est lu comme un caractère ordinaire.
    "#);
}

#[test]
fn what_cannot_be_seen_is_left_out() {
    let text = "a;b\n\u{feff}An\u{200b}ne\u{a0}\u{7};\u{202e}x\u{0}\n;;\n\n'=1+1;'ok\n";
    assert_eq!(cells(text.as_bytes()), "1: a|b\n2: Anne|x\n5: =1+1|'ok");
}

#[test]
fn an_excel_file_is_read_as_people_see_it() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, heading) in ["Nom", "Code postal", "Téléphone", "Vu le", "Calcul", "Oui"]
        .iter()
        .enumerate()
    {
        sheet
            .write(0, u16::try_from(place).unwrap(), *heading)
            .unwrap();
    }
    sheet.write(2, 0, "Anne & Yann").unwrap();
    sheet.write(2, 1, 1400.0).unwrap();
    sheet.write(2, 2, 612_345_678.0).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 25).unwrap();
    let format = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(2, 3, day, &format).unwrap();
    sheet
        .write(2, 4, Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet.write(2, 5, true).unwrap();
    sheet.write(4, 0, "Zoé").unwrap();
    assert_eq!(
        cells(&book.save_to_buffer().unwrap()),
        "1: Nom|Code postal|Téléphone|Vu le|Calcul|Oui\n3: Anne & Yann|1400|612345678|25/11/2026|2|oui\n5: Zoé"
    );
}

#[test]
fn the_first_filled_and_visible_sheet_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Vide").unwrap();
    let hidden = book.add_worksheet().set_name("Cachée").unwrap();
    hidden.write(0, 0, "secret").unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().write(0, 0, "nom").unwrap();
    insta::assert_snapshot!(cells(&book.save_to_buffer().unwrap()), @r"
    1: nom
    ! Ce classeur a plusieurs feuilles : seule la première qui est remplie est lue.
    ");
}

#[test]
fn a_libreoffice_file_is_read_as_people_see_it() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let rows = format!(
        "<table:table-row>{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>{}<table:table-cell office:value-type=\"float\" office:value=\"612345678\"><text:p>06 12 34 56 78</text:p>\
         <office:annotation><text:p>rappeler</text:p></office:annotation></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        cell("Nom"),
        cell("Tél"),
        cell("Anne &amp; Yann<text:s/>L&#x27;H&#233;naff</text:p><text:p>(2e ligne)")
    );
    assert_eq!(
        cells(&ods(&rows)),
        "1: Nom|Tél\n4: Anne & Yann L'Hénaff\n(2e ligne)|06 12 34 56 78"
    );
}

#[test]
fn a_repeated_cell_costs_nothing() {
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated=\"900000000\"><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(read(&ods(wide)), Err(TableError::TooWide));
    let long = "<table:table-row table:number-rows-repeated=\"900000000\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(read(&ods(long)), Err(TableError::TooLong));
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "nom").unwrap();
    sheet.write(1_048_575, 0, "Anne").unwrap();
    assert_eq!(
        cells(&book.save_to_buffer().unwrap()),
        "1: nom\n1048576: Anne"
    );
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 16_383, "nom").unwrap();
    assert_eq!(
        read(&book.save_to_buffer().unwrap()),
        Err(TableError::TooWide)
    );
}

#[test]
fn a_zip_bomb_is_refused_before_it_unpacks() {
    let zeros = vec![b' '; 170 * 1024 * 1024];
    let bomb = archive(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", &zeros),
    ]);
    assert!(bomb.len() < MAX_BYTES);
    assert_eq!(read(&bomb), Err(TableError::Bomb));
}

#[test]
fn what_is_no_table_is_refused_with_its_reason() {
    let mut seed: u32 = 7;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from(seed >> 24).unwrap()
    };
    let noise: Vec<u8> = (0..10 * 1024 * 1024).map(|_| noise()).collect();
    let locked = archive(&[
        ("xl/workbook.xml", b"<workbook"),
        ("[Content_Types].xml", b"rien"),
    ]);
    let word = archive(&[("word/document.xml", b"<w/>")]);
    let too_heavy = vec![b'a'; MAX_BYTES + 1];
    let files: [&[u8]; 11] = [
        b"",
        b" \r\n\t\n",
        b";;;\n;;;\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        &noise,
        &locked,
        &word,
        &too_heavy,
    ];
    let reasons: Vec<String> = files.iter().map(|file| cells(file)).collect();
    insta::assert_snapshot!(reasons.join("\n").replace('\u{a0}', " "), @r"
    refusé : Ce fichier est vide.
    refusé : Ce fichier est vide.
    refusé : Ce fichier est vide.
    refusé : Ce fichier est une image, pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce fichier est une image, pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce fichier est un document PDF, pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce fichier est un fichier d’un ancien format (Excel 97 ou Word 97), pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce fichier n’est pas un texte lisible. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce classeur est abîmé ou protégé par un mot de passe. Ouvrez-le, puis enregistrez-le de nouveau sans mot de passe.
    refusé : Ce fichier est un document Word, pas un tableau. Enregistrez votre liste en .xlsx, .ods ou .csv.
    refusé : Ce fichier est trop lourd : 10 Mo au plus. Gardez la feuille des contacts et supprimez les images.
    ");
}

#[test]
fn a_hundred_thousand_lines_are_read_and_a_few_more_are_refused() {
    let line = |n: usize| format!("Contact {n};contact{n}@exemple.invalid\n");
    let mut text: String = (0..100_000).map(line).collect();
    assert_eq!(read(text.as_bytes()).unwrap().lines.len(), 100_000);
    text.extend((0..11_000).map(line));
    assert_eq!(read(text.as_bytes()), Err(TableError::TooLong));
    let wide = vec!["x"; 201].join(";");
    assert_eq!(read(wide.as_bytes()), Err(TableError::TooWide));
}

#[test]
fn an_endless_cell_is_cut_and_it_is_said() {
    let table = read(format!("nom;b\n{};x", "é".repeat(5_000)).as_bytes()).unwrap();
    assert_eq!(table.lines[1].cells[0].chars().count(), MAX_CELL);
    assert_eq!(table.remarks.len(), 1);
}

#[test]
fn what_is_written_out_runs_nothing_and_reads_back() {
    let line: Vec<String> = [
        "=cmd|'/c calc'!A0",
        "+33 6",
        "@x",
        "-1",
        "a;\"b\"",
        "deux\nlignes",
        "",
        "fin",
    ]
    .map(str::to_owned)
    .to_vec();
    let text = csv_of([line.as_slice()]);
    assert_eq!(
        text,
        "\u{feff}'=cmd|'/c calc'!A0;'+33 6;'@x;'-1;\"a;\"\"b\"\"\";\"deux\nlignes\";;fin\r\n"
    );
    assert_eq!(read(text.as_bytes()).unwrap().lines[0].cells, line);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        if let Ok(table) = read(&bytes) {
            prop_assert!(!table.lines.is_empty());
        }
    }

    #[test]
    fn any_cells_come_back_from_their_csv(cells in prop::collection::vec("[ -~éèœ€\n]{0,12}", 2..6)) {
        let line: Vec<String> = cells;
        let text = csv_of([line.as_slice()]);
        // What is trimmed, or quoted by us, is compared trimmed.
        let mut wanted: Vec<String> = line.iter().map(|cell| cell.trim().to_owned()).collect();
        while wanted.last().is_some_and(String::is_empty) {
            wanted.pop();
        }
        let found = match read(text.as_bytes()) {
            Ok(table) => table.lines[0].cells.clone(),
            Err(_empty) => Vec::new(),
        };
        let tidy = |cells: &[String]| -> Vec<String> {
            cells.iter().map(|cell| cell.trim_start_matches('\'').trim().to_owned()).collect()
        };
        prop_assert_eq!(tidy(&found), tidy(&wanted));
    }
}
