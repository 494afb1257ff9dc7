//! Letters for people without a mail address: one a page, the address in the window of a French envelope.

use crate::code_box::CodeBox;
use crate::error::PrintError;
use crate::face::Weight;
use crate::flow::{Flow, Style};
use crate::sheet::{Draw, HEIGHT, Role, mm};

/// One letter, in words.
#[derive(Clone, Debug, Default)]
pub struct PaperLetter {
    /// Who writes, one line each.
    pub sender: Vec<String>,
    /// To whom, one line each, as the post wants it.
    pub recipient: Vec<String>,
    /// « Le 3 novembre 2026 ».
    pub date: String,
    /// What it is about.
    pub subject: String,
    /// « Bonjour Anne Le Gall, ».
    pub greeting: String,
    /// What it says before the facts.
    pub opening: Vec<String>,
    /// When, where, which place.
    pub facts: Vec<(String, String)>,
    /// How to answer with the code: where to go.
    pub how: String,
    /// The page where the code is typed, without its scheme.
    pub code_page: String,
    /// The code, in groups.
    pub code: String,
    /// What the QR code opens.
    pub url: String,
    /// What it says after the code: how to answer by phone.
    pub closing: Vec<String>,
    /// Who signs.
    pub signature: String,
    /// Where the address comes from, and how to object.
    pub notice: Vec<String>,
}

/// Where the address stands in the window of DL and C5 envelopes: left, top, width, height.
const WINDOW_MM: [f32; 4] = [108.0, 50.0, 84.0, 32.0];
/// Most lines the post reads.
const ADDRESS_LINES: usize = 7;
/// Where the letter itself begins.
const BODY_MM: f32 = 92.0;

/// The letters as one PDF to print, each on a page of its own.
pub fn letters(title: &str, letters: &[PaperLetter]) -> Result<Vec<u8>, PrintError> {
    let mut flow = Flow::unnumbered(title)?;
    for (at, letter) in letters.iter().enumerate() {
        if at > 0 {
            flow.new_page();
        }
        flow.within(Role::Part, |flow| letter.draw(flow))?;
    }
    flow.finish()
}

impl PaperLetter {
    fn draw(&self, flow: &mut Flow) -> Result<(), PrintError> {
        flow.entry(
            self.recipient
                .first()
                .map_or(self.subject.as_str(), String::as_str),
        );
        flow.decorate(fold_marks());
        self.sender(flow);
        self.recipient(flow);
        flow.y = mm(BODY_MM);
        flow.paragraph(&self.date, Style::BODY);
        flow.within(Role::Heading(1, self.subject.clone()), |flow| {
            flow.text(
                &self.subject,
                Style::bold(13.0),
                Flow::left(),
                Flow::width(),
            );
        });
        flow.skip(mm(3.0));
        flow.paragraph(&self.greeting, Style::BODY);
        for text in &self.opening {
            flow.paragraph(text, Style::BODY);
        }
        self.facts(flow);
        let code = CodeBox {
            how: &self.how,
            page: &self.code_page,
            code: &self.code,
            url: &self.url,
            caption: "Ou visez ce carré avec l’appareil photo de votre téléphone.",
        };
        code.draw(flow)?;
        for text in &self.closing {
            flow.paragraph(text, Style::BODY);
        }
        flow.paragraph(&self.signature, Style::STRONG);
        flow.skip(mm(1.0));
        for text in &self.notice {
            flow.paragraph(text, Style::SMALL);
        }
        Ok(())
    }

    fn sender(&self, flow: &mut Flow) {
        let width = mm(WINDOW_MM[0]) - Flow::left() - mm(6.0);
        flow.within(Role::Paragraph, |flow| {
            for (at, line) in self.sender.iter().enumerate() {
                let style = if at == 0 {
                    Style::STRONG
                } else {
                    Style::regular(9.5)
                };
                flow.text(line, style, Flow::left(), width);
            }
        });
    }

    /// The address, made smaller as long as it does not fit the window, then cut.
    fn recipient(&self, flow: &mut Flow) {
        let [x, y, width, height] = WINDOW_MM.map(mm);
        let mut style = Style::regular(11.0);
        let lines = loop {
            let lines: Vec<String> = self
                .recipient
                .iter()
                .flat_map(|line| flow.broken(line, style, width))
                .collect();
            if fits(&lines, style, height) || style.size <= 7.5 {
                break lines;
            }
            style = Style::regular(style.size - 0.5);
        };
        let lines = cut(lines, self.recipient.len());
        let (draws, _) = Flow::set(&lines, style, x, y);
        flow.within(Role::Paragraph, |flow| flow.mark(draws));
    }

    fn facts(&self, flow: &mut Flow) {
        if self.facts.is_empty() {
            return;
        }
        flow.within(Role::List, |flow| {
            for (name, value) in &self.facts {
                let item = |flow: &mut Flow| {
                    flow.text(
                        &format!("{name} : {value}"),
                        Style::STRONG,
                        Flow::left(),
                        Flow::width(),
                    );
                };
                flow.within(Role::Item, |flow| flow.within(Role::ItemBody, item));
            }
        });
        flow.skip(mm(3.0));
    }
}

#[expect(clippy::cast_precision_loss, reason = "an address has few lines")]
fn fits(lines: &[String], style: Style, height: f32) -> bool {
    lines.len() <= ADDRESS_LINES && lines.len() as f32 * style.leading <= height
}

/// Keeps the first lines of a name that is too long, and every line of the place: without it the letter is lost.
fn cut(mut lines: Vec<String>, given: usize) -> Vec<String> {
    if lines.len() > ADDRESS_LINES {
        let place = lines.split_off(lines.len().saturating_sub(given.saturating_sub(1)));
        lines.truncate(ADDRESS_LINES.saturating_sub(place.len()).max(1));
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", last.trim_end());
        }
        lines.extend(place);
    }
    lines
}

/// Short strokes at the left edge, where a sheet is folded in three.
fn fold_marks() -> Vec<Draw> {
    let stroke = |y: f32| [mm(4.0), y, mm(4.0), 0.4];
    let third = HEIGHT / 3.0;
    vec![
        Draw::Boxes(vec![stroke(third), stroke(2.0 * third)]),
        Draw::Text {
            x: mm(4.0),
            y: third - 2.0,
            size: 5.0,
            weight: Weight::Regular,
            text: "plier".to_owned(),
        },
    ]
}
