//! The poster of a place: what helps there, when, and a QR code to its page, which stays true when the paper ages.

use crate::error::PrintError;
use crate::flow::{Flow, Style};
use crate::sheet::{HEIGHT, Role, mm};

/// The poster of a place, in words.
#[derive(Clone, Debug, Default)]
pub struct Poster {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// What is offered: each kind of help and the services of that kind.
    pub help: Vec<(String, Vec<String>)>,
    /// When it is open.
    pub hours: Vec<String>,
    /// How to come or call.
    pub ways: Vec<String>,
    /// What the QR code opens.
    pub url: String,
    /// How sure all of this is.
    pub seen: String,
}

const QR_MM: f32 = 62.0;
/// Room at the foot of the page for the code and its words.
const FOOT_MM: f32 = 92.0;
/// Sizes tried until everything stands on one page.
const SCALES: [f32; 5] = [1.0, 0.85, 0.72, 0.6, 0.5];

/// Services of one kind that are named; whoever offers more leads people to the page.
const MOST_SERVICES: usize = 12;

/// The poster as a PDF of one page. What a very long offer leaves no room for is on the page behind the code.
pub fn poster(poster: &Poster) -> Result<Vec<u8>, PrintError> {
    let title = format!("Affiche : {}", poster.name);
    for scale in SCALES {
        let mut flow = Flow::unnumbered(&title)?;
        if poster.words(&mut flow, scale, usize::MAX) {
            poster.foot(&mut flow)?;
            return flow.finish();
        }
    }
    for most in (0..12).rev() {
        let mut flow = Flow::unnumbered(&title)?;
        if poster.words(&mut flow, SCALES[SCALES.len() - 1], most) || most == 0 {
            poster.foot(&mut flow)?;
            return flow.finish();
        }
    }
    Flow::unnumbered(&title)?.finish()
}

impl Poster {
    /// Fills the upper part, with so many lines of help at most; false when it does not fit.
    fn words(&self, flow: &mut Flow, scale: f32, most: usize) -> bool {
        let sized = |size: f32| Style::regular(size * scale);
        let bold = |size: f32| Style::bold(size * scale);
        flow.entry(&self.name);
        flow.within(Role::Heading(1, self.name.clone()), |flow| {
            flow.text(&self.name, bold(34.0), Flow::left(), Flow::width());
        });
        flow.paragraph(&self.address, sized(15.0));
        let mut left = most;
        if !self.help.is_empty() {
            title(flow, "Ici, on vous aide", bold(21.0));
        }
        for (family, services) in &self.help {
            let Some(rest) = left.checked_sub(1) else {
                break;
            };
            left = rest;
            flow.paragraph(family, bold(16.0));
            let shown = services.iter().take(left.min(MOST_SERVICES));
            let shown: Vec<&str> = shown.map(String::as_str).collect();
            left -= shown.len();
            flow.paragraph(&shown.join(" · "), sized(14.0));
        }
        list(
            flow,
            "Quand ?",
            &self.hours,
            (bold(21.0), sized(15.0)),
            most,
        );
        list(
            flow,
            "Comment ?",
            &self.ways,
            (bold(21.0), sized(15.0)),
            most,
        );
        flow.pages() == 1 && flow.y <= HEIGHT - mm(FOOT_MM)
    }

    fn foot(&self, flow: &mut Flow) -> Result<(), PrintError> {
        let top = HEIGHT - mm(FOOT_MM - 4.0);
        flow.qr(
            &self.url,
            "Code QR qui ouvre la fiche de ce lieu",
            [Flow::left(), top, mm(QR_MM)],
        )?;
        let x = Flow::left() + mm(QR_MM + 6.0);
        let width = Flow::width() - mm(QR_MM + 6.0);
        let page = self.url.split_once("://").map_or("", |(_, page)| page);
        let mut y = top + mm(6.0);
        for (text, style) in [
            ("Horaires et aides à jour", Style::bold(17.0)),
            (
                "Visez ce carré avec l’appareil photo de votre téléphone.",
                Style::regular(13.0),
            ),
            (page, Style::SMALL),
            (self.seen.as_str(), Style::SMALL),
        ] {
            if text.is_empty() {
                continue;
            }
            let lines = flow.broken(text, style, width);
            let (draws, end) = Flow::set(&lines, style, x, y);
            flow.within(Role::Paragraph, |flow| flow.mark(draws));
            y = end + mm(2.0);
        }
        Ok(())
    }
}

fn title(flow: &mut Flow, words: &str, style: Style) {
    flow.skip(style.leading * 0.4);
    flow.within(Role::Heading(2, words.to_owned()), |flow| {
        flow.text(words, style, Flow::left(), Flow::width());
    });
    flow.skip(style.leading * 0.2);
}

fn list(
    flow: &mut Flow,
    words: &str,
    lines: &[String],
    (heading, body): (Style, Style),
    most: usize,
) {
    if lines.is_empty() {
        return;
    }
    title(flow, words, heading);
    for line in lines.iter().take(most.max(1)) {
        flow.paragraph(line, body);
    }
}
