//! Tables: heads repeated on every page, rows never cut in two.

use crate::flow::{Flow, Style};
use crate::sheet::{Draw, Role, mm};

/// A table to print.
pub(crate) struct Table<'t> {
    /// Heads of the columns, and their part of the width.
    pub(crate) columns: &'t [(&'t str, f32)],
    /// Rows: one text a column, the first one heads the row.
    pub(crate) rows: Vec<Vec<String>>,
    /// Least height of a row, in points: room to sign.
    pub(crate) least: f32,
}

/// Blank around the text of a cell.
const PADDING_MM: f32 = 1.4;
const STYLE: Style = Style::regular(9.5);
const HEAD: Style = Style::bold(9.0);

impl Table<'_> {
    /// Draws the table from here on.
    pub(crate) fn draw(&self, flow: &mut Flow) {
        let heads: Vec<String> = self
            .columns
            .iter()
            .map(|(head, _)| (*head).to_owned())
            .collect();
        flow.within(Role::Table, |flow| {
            let height = self.height(flow, &heads, HEAD);
            flow.need(height + self.least.max(STYLE.leading * 2.0));
            self.row(flow, &heads, HEAD, height, Kind::Heads);
            for row in &self.rows {
                let height = self.height(flow, row, STYLE).max(self.least);
                if flow.room() < height {
                    flow.new_page();
                    let again = self.height(flow, &heads, HEAD);
                    self.row(flow, &heads, HEAD, again, Kind::Again);
                }
                self.row(flow, row, STYLE, height, Kind::Row);
            }
        });
        flow.skip(mm(3.0));
    }

    fn width(&self, at: usize) -> f32 {
        let whole: f32 = self.columns.iter().map(|(_, part)| part).sum();
        Flow::width() * self.columns[at].1 / whole
    }

    fn lines(&self, flow: &Flow, row: &[String], style: Style) -> Vec<Vec<String>> {
        let broken = |(at, text): (usize, &String)| {
            flow.broken(text, style, self.width(at) - 2.0 * mm(PADDING_MM))
        };
        row.iter().enumerate().map(broken).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
    fn height(&self, flow: &Flow, row: &[String], style: Style) -> f32 {
        let most = self.lines(flow, row, style).iter().map(Vec::len).max();
        most.unwrap_or(1).max(1) as f32 * style.leading + 2.0 * mm(PADDING_MM)
    }

    fn row(&self, flow: &mut Flow, row: &[String], style: Style, height: f32, kind: Kind) {
        let top = flow.y;
        let cells = self.lines(flow, row, style);
        let mut x = Flow::left();
        let mut filled = Vec::with_capacity(cells.len());
        for (at, lines) in cells.into_iter().enumerate() {
            // A cell without words still is one: the row keeps its shape for those who listen to it.
            let lines = if lines.is_empty() {
                vec![" ".to_owned()]
            } else {
                lines
            };
            let corner = (x + mm(PADDING_MM), top + mm(PADDING_MM));
            filled.push(Flow::set(&lines, style, corner.0, corner.1).0);
            x += self.width(at);
        }
        if kind == Kind::Again {
            flow.decorate(filled.into_iter().flatten().collect());
        } else {
            flow.within(Role::Row, |flow| {
                for (at, cell) in filled.into_iter().enumerate() {
                    let role = match (kind, at) {
                        (Kind::Heads, _) => Role::ColumnHead,
                        (_, 0) => Role::RowHead,
                        _ => Role::Cell,
                    };
                    flow.within(role, |flow| flow.mark(cell));
                }
            });
        }
        let thickness = if kind == Kind::Row { 0.4 } else { 1.2 };
        let rule = [Flow::left(), top + height, Flow::width(), thickness];
        flow.decorate(vec![Draw::Boxes(vec![rule])]);
        flow.y = top + height + thickness;
    }
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The heads of the columns.
    Heads,
    /// The heads, repeated on a later page for the eye.
    Again,
    /// A row of the table.
    Row,
}
