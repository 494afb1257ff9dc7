//! The attendance list of a meeting, with a column to sign in.

use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::sheet::mm;
use crate::table::Table;

/// An attendance list, in words.
#[derive(Clone, Debug, Default)]
pub struct AttendanceList {
    /// The meeting.
    pub meeting: String,
    /// When and where, one line each.
    pub lines: Vec<String>,
    /// Who is expected, and whoever came.
    pub people: Vec<Expected>,
    /// Blank rows for those nobody expected.
    pub blank: usize,
}

/// A person of the list.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Their name.
    pub name: String,
    /// The body they speak for.
    pub organisation: String,
    /// What they answered, or when they came.
    pub state: String,
    /// Their number at the door.
    pub number: String,
}

/// Room for a signature.
const ROW_MM: f32 = 11.0;

/// The list as a PDF.
pub fn attendance_list(list: &AttendanceList) -> Result<Vec<u8>, PrintError> {
    let mut flow = Flow::new(&format!("Feuille de présence – {}", list.meeting))?;
    flow.heading(1, "Feuille de présence");
    flow.paragraph(&list.meeting, Style::bold(12.0));
    for line in &list.lines {
        flow.paragraph(line, Style::BODY);
    }
    let mut rows: Vec<Vec<String>> = list
        .people
        .iter()
        .map(|person| {
            vec![
                person.name.clone(),
                person.organisation.clone(),
                person.state.clone(),
                person.number.clone(),
                String::new(),
            ]
        })
        .collect();
    rows.extend((0..list.blank).map(|_| vec![String::new(); 5]));
    let columns = [
        ("Nom", 26.0),
        ("Structure", 26.0),
        ("Réponse", 16.0),
        ("Numéro", 10.0),
        ("Signature", 26.0),
    ];
    Table {
        columns: &columns,
        rows,
        least: mm(ROW_MM),
    }
    .draw(&mut flow);
    flow.paragraph(
        "Cette liste sert à préparer le compte rendu de la réunion. Elle n’est pas publique.",
        Style::SMALL,
    );
    flow.finish()
}
