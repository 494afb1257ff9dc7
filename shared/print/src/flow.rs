//! Filling pages from top to bottom: text, tables and codes flow on, and what does not fit goes to the next page.

use crate::error::PrintError;
use crate::face::{Faces, Weight};
use crate::qr::Qr;
use crate::sheet::{Branch, Child, Draw, Entry, HEIGHT, Mark, Role, Sheet, WIDTH, mm};
use crate::typography::french;
use crate::wrap::wrap;
use crate::writer::{Whole, write};

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Size, in points.
    pub(crate) size: f32,
    /// Weight.
    pub(crate) weight: Weight,
    /// From one base line to the next, in points.
    pub(crate) leading: f32,
}

impl Style {
    /// Running text.
    pub(crate) const BODY: Self = Self::regular(10.5);
    /// What may be read later.
    pub(crate) const SMALL: Self = Self::regular(8.5);
    /// What must be found at a glance.
    pub(crate) const STRONG: Self = Self::bold(10.5);

    /// Regular text of a size.
    pub(crate) const fn regular(size: f32) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            leading: size * 1.35,
        }
    }

    /// Bold text of a size.
    pub(crate) const fn bold(size: f32) -> Self {
        Self {
            weight: Weight::Bold,
            ..Self::regular(size)
        }
    }
}

/// Side margins.
const SIDE: f32 = 20.0;
/// Top margin.
const TOP: f32 = 18.0;
/// Bottom margin: the foot stands in it.
const BOTTOM: f32 = 20.0;

/// A document being filled.
pub(crate) struct Flow {
    title: String,
    faces: Faces,
    sheets: Vec<Sheet>,
    branches: Vec<Branch>,
    /// The branches that are open, the innermost last.
    open: Vec<usize>,
    leaves: usize,
    entries: Vec<Entry>,
    /// Whether title and page number stand at the foot of the pages.
    numbered: bool,
    /// How far down the page is used.
    pub(crate) y: f32,
}

impl Flow {
    /// A document of one empty page.
    pub(crate) fn new(title: &str) -> Result<Self, PrintError> {
        Ok(Self {
            title: french(title),
            faces: Faces::load()?,
            sheets: vec![Sheet::default()],
            branches: vec![Branch {
                role: Role::Part,
                children: Vec::new(),
            }],
            open: vec![0],
            leaves: 0,
            entries: Vec::new(),
            numbered: true,
            y: mm(TOP),
        })
    }

    /// The same, without title and number at the foot: its pages go to different people.
    pub(crate) fn unnumbered(title: &str) -> Result<Self, PrintError> {
        Ok(Self {
            numbered: false,
            ..Self::new(title)?
        })
    }

    /// Left edge of the text.
    pub(crate) fn left() -> f32 {
        mm(SIDE)
    }

    /// Width of the text.
    pub(crate) fn width() -> f32 {
        WIDTH - 2.0 * mm(SIDE)
    }

    /// What is left of the page.
    pub(crate) fn room(&self) -> f32 {
        HEIGHT - mm(BOTTOM) - self.y
    }

    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.sheets.len()
    }

    /// Goes to a new page.
    pub(crate) fn new_page(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = mm(TOP);
    }

    /// Goes to a new page unless so much is left of this one.
    pub(crate) fn need(&mut self, height: f32) {
        if self.room() < height && self.y > mm(TOP) {
            self.new_page();
        }
    }

    /// Leaves a blank.
    pub(crate) fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Puts what `fill` adds under a branch of the tree.
    pub(crate) fn within<T>(&mut self, role: Role, fill: impl FnOnce(&mut Self) -> T) -> T {
        let at = self.branches.len();
        self.branches.push(Branch {
            role,
            children: Vec::new(),
        });
        self.adopt(Child::Branch(at));
        self.open.push(at);
        let filled = fill(self);
        self.open.pop();
        filled
    }

    fn adopt(&mut self, child: Child) {
        if let Some(&parent) = self.open.last() {
            self.branches[parent].children.push(child);
        }
    }

    /// Draws something that belongs to the innermost branch.
    pub(crate) fn mark(&mut self, draws: Vec<Draw>) {
        let leaf = self.leaves;
        self.leaves += 1;
        self.adopt(Child::Leaf(leaf));
        self.add(Mark {
            leaf: Some(leaf),
            draws,
        });
    }

    /// Draws something that means nothing: rules, frames, feet.
    pub(crate) fn decorate(&mut self, draws: Vec<Draw>) {
        self.add(Mark { leaf: None, draws });
    }

    fn add(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }

    /// Adds an entry to the outline, here.
    pub(crate) fn entry(&mut self, text: &str) {
        self.entries.push(Entry {
            text: french(text),
            page: self.sheets.len() - 1,
            top: self.y,
        });
    }

    /// A text in lines of a width.
    pub(crate) fn broken(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let face = self.faces.of(style.weight);
        let text = french(text);
        let lines: Vec<String> = text.lines().map(|line| face.drawable(line)).collect();
        wrap(&lines.join("\n"), width, |line| {
            face.width(line, style.size)
        })
    }

    /// Draws lines already broken, from `y` down, and gives where they end.
    pub(crate) fn set(lines: &[String], style: Style, x: f32, y: f32) -> (Vec<Draw>, f32) {
        let mut base = y;
        let mut draws = Vec::with_capacity(lines.len());
        for line in lines {
            draws.push(Draw::Text {
                x,
                y: base + style.size,
                size: style.size,
                weight: style.weight,
                text: if line.is_empty() {
                    " ".to_owned()
                } else {
                    line.clone()
                },
            });
            base += style.leading;
        }
        (draws, base)
    }

    /// A text that flows over pages, in the innermost branch.
    pub(crate) fn text(&mut self, text: &str, style: Style, x: f32, width: f32) {
        for line in self.broken(text, style, width) {
            self.need(style.leading);
            let (draws, end) = Self::set(&[line], style, x, self.y);
            self.mark(draws);
            self.y = end;
        }
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style) {
        if text.trim().is_empty() {
            return;
        }
        self.within(Role::Paragraph, |flow| {
            flow.text(text.trim(), style, Self::left(), Self::width());
        });
        self.skip(style.leading * 0.45);
    }

    /// A heading, kept with what follows it. The first level opens an entry of the outline.
    pub(crate) fn heading(&mut self, level: u16, text: &str) {
        let style = Style::bold(match level {
            1 => 17.0,
            2 => 13.0,
            _ => 11.0,
        });
        self.need(style.leading * 4.0);
        if self.y > mm(TOP) && level > 1 {
            self.skip(style.leading * 0.4);
        }
        if level == 1 {
            self.entry(text);
        }
        self.within(Role::Heading(level, french(text)), |flow| {
            flow.text(text, style, Self::left(), Self::width());
        });
        self.skip(style.leading * 0.3);
    }

    /// A QR code with its top left corner at a place, `label` for those who do not see it.
    pub(crate) fn qr(
        &mut self,
        content: &str,
        label: &str,
        [x, y, side]: [f32; 3],
    ) -> Result<(), PrintError> {
        let qr = Qr::of(content)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a code has fewer than 200 modules a side"
        )]
        let scaled = |modules: usize| modules as f32 * side / qr.side as f32;
        let boxes = qr
            .runs
            .iter()
            .map(|&(column, row, length)| {
                [
                    x + scaled(column),
                    y + scaled(row),
                    scaled(length),
                    scaled(1),
                ]
            })
            .collect();
        self.within(Role::Figure(french(label)), |flow| {
            flow.mark(vec![Draw::Boxes(boxes)]);
        });
        Ok(())
    }

    /// The document as bytes.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, PrintError> {
        if self.numbered {
            self.number();
        }
        if self.entries.is_empty() {
            self.entries.push(Entry {
                text: self.title.clone(),
                page: 0,
                top: 0.0,
            });
        }
        let whole = Whole {
            title: &self.title,
            sheets: &self.sheets,
            branches: &self.branches,
            leaves: self.leaves,
            entries: &self.entries,
        };
        write(&whole, &self.faces)
    }

    /// Puts the title and page number at the foot of each page.
    fn number(&mut self) {
        let total = self.sheets.len();
        let face = self.faces.of(Weight::Regular);
        let size = 8.0;
        for (at, sheet) in self.sheets.iter_mut().enumerate() {
            let foot = face.drawable(&format!("{} · page {} sur {total}", self.title, at + 1));
            let lines = wrap(&foot, Self::width(), |line| face.width(line, size));
            let text = lines.into_iter().next_back().unwrap_or_default();
            sheet.marks.push(Mark {
                leaf: None,
                draws: vec![Draw::Text {
                    x: Self::left(),
                    y: HEIGHT - mm(10.0),
                    size,
                    weight: Weight::Regular,
                    text,
                }],
            });
        }
    }
}
