//! The sheet that stands on a table of the collaborative day: one big QR code.

use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::sheet::{Role, WIDTH, mm};

/// The sheet of one table, in words.
#[derive(Clone, Debug, Default)]
pub struct TableSheet {
    /// The meeting.
    pub meeting: String,
    /// The table.
    pub table: String,
    /// What it is about: communes or a kind of help.
    pub about: String,
    /// What the QR code opens.
    pub url: String,
    /// When the code works.
    pub hours: String,
}

const QR_MM: f32 = 110.0;

/// The sheets as one PDF, a page each.
pub fn table_sheets(title: &str, sheets: &[TableSheet]) -> Result<Vec<u8>, PrintError> {
    let mut flow = Flow::unnumbered(title)?;
    for (at, sheet) in sheets.iter().enumerate() {
        if at > 0 {
            flow.new_page();
        }
        flow.within(Role::Part, |flow| sheet.draw(flow))?;
    }
    flow.finish()
}

impl TableSheet {
    fn draw(&self, flow: &mut Flow) -> Result<(), PrintError> {
        flow.paragraph(&self.meeting, Style::BODY);
        flow.entry(&self.table);
        flow.within(Role::Heading(1, self.table.clone()), |flow| {
            flow.text(&self.table, Style::bold(30.0), Flow::left(), Flow::width());
        });
        flow.skip(mm(4.0));
        flow.paragraph(&self.about, Style::regular(14.0));
        flow.need(mm(QR_MM));
        let corner = [(WIDTH - mm(QR_MM)) / 2.0, flow.y, mm(QR_MM)];
        flow.qr(
            &self.url,
            "Code QR qui ouvre la page de cette table",
            corner,
        )?;
        flow.skip(mm(QR_MM + 4.0));
        for line in [
            "1. Visez ce carré avec l’appareil photo de votre téléphone.",
            "2. Choisissez un lieu de la table : vérifiez ce qui est écrit, corrigez, publiez.",
            "3. Un lieu manque ? Ajoutez-le depuis la même page.",
        ] {
            flow.paragraph(line, Style::regular(13.0));
        }
        flow.paragraph(&self.hours, Style::SMALL);
        flow.paragraph(&self.url, Style::SMALL);
        Ok(())
    }
}
