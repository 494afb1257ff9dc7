//! The sheet to hold while telephoning: what to say, what is known, boxes to tick.

use crate::code_box::CodeBox;
use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::sheet::{Role, mm};
use crate::table::Table;

/// A phone sheet, in words.
#[derive(Clone, Debug, Default)]
pub struct PhoneSheet {
    /// Whom to call.
    pub person: String,
    /// What is known of them.
    pub facts: Vec<(String, String)>,
    /// What to say, one sentence or two a line.
    pub script: Vec<String>,
    /// What to ask, by section.
    pub sections: Vec<PhoneSection>,
    /// What to say at the end.
    pub farewell: Vec<String>,
    /// The code to dictate, in groups, with the page it is typed on and what the QR code opens.
    pub code: Option<(String, String, String)>,
}

/// Questions that go together.
#[derive(Clone, Debug, Default)]
pub struct PhoneSection {
    /// Their title.
    pub title: String,
    /// The questions.
    pub questions: Vec<PhoneQuestion>,
}

/// One question.
#[derive(Clone, Debug, Default)]
pub struct PhoneQuestion {
    /// What to ask.
    pub words: String,
    /// What is known so far.
    pub known: String,
    /// Answers to tick; when there are none, there is a line to write on.
    pub choices: Vec<String>,
}

/// The sheet as a PDF.
pub fn phone_sheet(sheet: &PhoneSheet) -> Result<Vec<u8>, PrintError> {
    let mut flow = Flow::new(&format!("Fiche d’appel – {}", sheet.person))?;
    flow.heading(1, &format!("Fiche d’appel : {}", sheet.person));
    if !sheet.facts.is_empty() {
        let rows = sheet
            .facts
            .iter()
            .map(|(name, value)| vec![name.clone(), value.clone()]);
        Table {
            columns: &[("À savoir", 25.0), ("Ce que nous avons", 75.0)],
            rows: rows.collect(),
            least: 0.0,
        }
        .draw(&mut flow);
    }
    flow.heading(2, "À dire");
    for line in &sheet.script {
        flow.paragraph(line, Style::BODY);
    }
    for section in &sheet.sections {
        flow.heading(2, &section.title);
        for question in &section.questions {
            ask(&mut flow, question);
        }
    }
    flow.heading(2, "Pour finir");
    for line in &sheet.farewell {
        flow.paragraph(line, Style::BODY);
    }
    if let Some((code, page, url)) = &sheet.code {
        CodeBox {
            how: "Pour répondre plus tard, sur internet :",
            page,
            code,
            url,
            caption: "Ce carré ouvre la même page.",
        }
        .draw(&mut flow)?;
    }
    flow.paragraph("Appel du ____ / ____ à ____ h ____      ☐ joint·e   ☐ message laissé   ☐ à rappeler   ☐ ne veut plus être contacté·e", Style::BODY);
    flow.finish()
}

fn ask(flow: &mut Flow, question: &PhoneQuestion) {
    flow.need(mm(16.0));
    flow.within(Role::Paragraph, |flow| {
        flow.text(&question.words, Style::STRONG, Flow::left(), Flow::width());
    });
    if !question.known.is_empty() {
        let known = format!("Nous avons : {}   ☐ c’est toujours exact", question.known);
        flow.within(Role::Paragraph, |flow| {
            flow.text(&known, Style::BODY, Flow::left(), Flow::width());
        });
    }
    let answer = if question.choices.is_empty() {
        "Réponse : ______________________________________________________________".to_owned()
    } else {
        let boxes: Vec<String> = question
            .choices
            .iter()
            .map(|choice| format!("☐\u{a0}{}", choice.replace(' ', "\u{a0}")))
            .collect();
        boxes.join("   ")
    };
    flow.paragraph(&answer, Style::BODY);
    flow.skip(mm(1.5));
}
