//! Writing the sheets as a tagged PDF, checked against PDF/UA-1 as it is written.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};
use krilla::{Document, SerializeSettings};

use crate::error::PrintError;
use crate::face::Faces;
use crate::sheet::{Branch, Child, Draw, Entry, HEIGHT, Role, Sheet, WIDTH};

/// Everything a document is made of.
pub(crate) struct Whole<'d> {
    /// Its title.
    pub(crate) title: &'d str,
    /// Its pages.
    pub(crate) sheets: &'d [Sheet],
    /// What they mean; the first branch is the root.
    pub(crate) branches: &'d [Branch],
    /// How many leaves the tree has.
    pub(crate) leaves: usize,
    /// Its outline.
    pub(crate) entries: &'d [Entry],
}

/// Writes a document. The same document gives the same bytes: no date, no machine, nothing random is in them.
pub(crate) fn write(whole: &Whole<'_>, faces: &Faces) -> Result<Vec<u8>, PrintError> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PrintError::Pdf(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut found: Vec<Option<Identifier>> = (0..whole.leaves).map(|_| None).collect();
    for sheet in whole.sheets {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PrintError::Pdf("page size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            let tag = match mark.leaf {
                Some(_) => ContentTag::Other,
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)),
            };
            let identifier = surface.start_tagged(tag);
            for draw in &mark.draws {
                put(&mut surface, draw, faces);
            }
            surface.end_tagged();
            if let Some(leaf) = mark.leaf {
                found[leaf] = Some(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some("fr".to_owned()));
    if let Some(root) = whole.branches.first() {
        for child in &root.children {
            if let Some(node) = node(*child, whole.branches, &mut found) {
                tree.push(node);
            }
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(whole.entries));
    document.set_metadata(
        Metadata::new()
            .title(whole.title.to_owned())
            .language("fr".to_owned())
            .creator("portrea".to_owned())
            .document_id(whole.title.to_owned()),
    );
    document
        .finish()
        .map_err(|error| PrintError::Pdf(format!("{error:?}")))
}

fn put(surface: &mut Surface<'_>, draw: &Draw, faces: &Faces) {
    match draw {
        Draw::Text {
            x,
            y,
            size,
            weight,
            text,
        } => {
            let face = faces.of(*weight);
            let (start, font) = (Point::from_xy(*x, *y), face.font.clone());
            surface.set_stroke(None);
            surface.draw_glyphs(start, &face.glyphs(text), font, text, *size, false);
        }
        Draw::Boxes(boxes) => {
            if let Some(path) = path(boxes) {
                surface.set_stroke(None);
                surface.set_fill(Some(Fill::default()));
                surface.draw_path(&path);
                surface.set_fill(None);
            }
        }
        Draw::Frame(frame) => {
            if let Some(path) = path(std::slice::from_ref(frame)) {
                surface.set_fill(None);
                surface.set_stroke(Some(Stroke {
                    width: 0.75,
                    ..Stroke::default()
                }));
                surface.draw_path(&path);
                surface.set_stroke(None);
            }
        }
    }
}

fn path(boxes: &[[f32; 4]]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for [x, y, width, height] in boxes {
        builder.push_rect(Rect::from_xywh(*x, *y, *width, *height)?);
    }
    builder.finish()
}

fn node(child: Child, branches: &[Branch], found: &mut [Option<Identifier>]) -> Option<Node> {
    match child {
        Child::Leaf(leaf) => found[leaf].take().map(Node::from),
        Child::Branch(at) => {
            let mut group = TagGroup::new(tag(&branches[at].role));
            for child in &branches[at].children {
                if let Some(node) = node(*child, branches, found) {
                    group.push(node);
                }
            }
            Some(group.into())
        }
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Part => Tag::Part.into(),
        Role::Heading(level, words) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(words.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Figure(words) => Tag::Figure(Some(words.clone())).into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}

fn outline(entries: &[Entry]) -> Outline {
    let mut outline = Outline::new();
    for entry in entries {
        let place = XyzDestination::new(entry.page, Point::from_xy(0.0, entry.top));
        outline.push_child(OutlineNode::new(entry.text.clone(), place));
    }
    outline
}
