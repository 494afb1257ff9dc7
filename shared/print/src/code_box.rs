//! A short code in big letters beside the QR code that spares typing it.

use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::sheet::{Draw, Role, mm};

/// What gets its reader to a page: a code to type, and a QR code to scan.
pub(crate) struct CodeBox<'c> {
    /// What to do, above the code.
    pub(crate) how: &'c str,
    /// Where to type the code.
    pub(crate) page: &'c str,
    /// The code, in groups.
    pub(crate) code: &'c str,
    /// What the QR code opens.
    pub(crate) url: &'c str,
    /// What stands under the QR code.
    pub(crate) caption: &'c str,
}

const QR_MM: f32 = 36.0;

impl CodeBox<'_> {
    /// Draws the box across the page.
    pub(crate) fn draw(&self, flow: &mut Flow) -> Result<(), PrintError> {
        let height = mm(QR_MM + 16.0);
        flow.need(height + mm(2.0));
        let (left, top, width) = (Flow::left(), flow.y, Flow::width());
        flow.decorate(vec![Draw::Frame([left, top, width, height])]);
        let inner = width - mm(QR_MM + 18.0);
        let mut y = top + mm(4.0);
        let texts = [
            (self.how, Style::BODY),
            (self.page, Style::bold(13.0)),
            ("Votre code :", Style::BODY),
            (self.code, Style::bold(26.0)),
        ];
        for (text, style) in texts {
            let lines = flow.broken(text, style, inner);
            let (draws, end) = Flow::set(&lines, style, left + mm(5.0), y);
            flow.within(Role::Paragraph, |flow| flow.mark(draws));
            y = end + mm(1.0);
        }
        let x = left + width - mm(QR_MM + 6.0);
        flow.qr(
            self.url,
            "Code QR qui ouvre votre page",
            [x, top + mm(2.0), mm(QR_MM)],
        )?;
        let lines = flow.broken(self.caption, Style::SMALL, mm(QR_MM + 4.0));
        let (draws, _) = Flow::set(&lines, Style::SMALL, x, top + mm(QR_MM + 3.0));
        flow.within(Role::Paragraph, |flow| flow.mark(draws));
        flow.y = top + height.max(y - top) + mm(4.0);
        Ok(())
    }
}
