//! What is on the sheets before they are written: things drawn, grouped in marks, and the tree that says what they are.

use crate::face::Weight;

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.28;
/// A4, in points.
pub(crate) const HEIGHT: f32 = 841.89;

/// Millimetres in points.
pub(crate) fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// One thing drawn. Positions are in points from the top left corner.
pub(crate) enum Draw {
    /// A drawable text on its base line.
    Text {
        /// Left end.
        x: f32,
        /// Base line.
        y: f32,
        /// Size.
        size: f32,
        /// Weight.
        weight: Weight,
        /// What it says.
        text: String,
    },
    /// Filled rectangles: left, top, width, height.
    Boxes(Vec<[f32; 4]>),
    /// The outline of a rectangle: left, top, width, height.
    Frame([f32; 4]),
}

/// Things drawn one after the other that mean one thing; decoration when nothing says what.
pub(crate) struct Mark {
    /// The leaf of the tree they belong to.
    pub(crate) leaf: Option<usize>,
    /// What is drawn.
    pub(crate) draws: Vec<Draw>,
}

/// One page.
#[derive(Default)]
pub(crate) struct Sheet {
    /// What is on it, in reading order.
    pub(crate) marks: Vec<Mark>,
}

/// What a part of the document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A part that stands by itself: one letter of a batch.
    Part,
    /// A heading of a level, and its words.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// An image, and the words for those who do not see it.
    Figure(String),
    /// A list without bullets.
    List,
    /// An item of a list.
    Item,
    /// What an item says.
    ItemBody,
    /// A table.
    Table,
    /// A row.
    Row,
    /// The head of a column.
    ColumnHead,
    /// The head of a row.
    RowHead,
    /// A cell.
    Cell,
}

/// A branch of the tree.
pub(crate) struct Branch {
    /// What it is.
    pub(crate) role: Role,
    /// What it is made of, in reading order.
    pub(crate) children: Vec<Child>,
}

/// What a branch is made of.
#[derive(Clone, Copy)]
pub(crate) enum Child {
    /// Another branch.
    Branch(usize),
    /// Something drawn.
    Leaf(usize),
}

/// An entry of the outline: its words, its page, how far down it.
pub(crate) struct Entry {
    /// Its words.
    pub(crate) text: String,
    /// Its page.
    pub(crate) page: usize,
    /// How far down the page, in points.
    pub(crate) top: f32,
}
