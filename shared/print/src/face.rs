//! The embedded typeface: which glyph draws a character, and how wide it is.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use crate::error::PrintError;
use crate::typography::{MISSING, is_silent};

const REGULAR: &[u8] = include_bytes!("../fonts/DejaVuSansCondensed.subset.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSansCondensed-Bold.subset.ttf");

/// The weights of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Running text.
    Regular,
    /// Headings, and what must be found at a glance.
    Bold,
}

/// The typeface, in both weights.
pub(crate) struct Faces {
    regular: Face,
    bold: Face,
}

impl Faces {
    /// Reads the shipped fonts.
    pub(crate) fn load() -> Result<Self, PrintError> {
        Ok(Self {
            regular: Face::read(REGULAR)?,
            bold: Face::read(BOLD)?,
        })
    }

    /// One weight.
    pub(crate) const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

/// One weight of the typeface.
pub(crate) struct Face {
    /// The font as it is embedded.
    pub(crate) font: Font,
    reader: FontRef<'static>,
    units: f32,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Result<Self, PrintError> {
        let font = Font::new(bytes.into(), 0).ok_or(PrintError::Font)?;
        let reader = FontRef::new(bytes).map_err(|_unreadable| PrintError::Font)?;
        let units = font.units_per_em();
        Ok(Self {
            font,
            reader,
            units,
        })
    }

    /// The text this face can draw: silent characters dropped, the others it lacks as empty boxes.
    pub(crate) fn drawable(&self, text: &str) -> String {
        let charmap = self.reader.charmap();
        let drawn = |c: char| match charmap.map(c) {
            Some(_) => c,
            None => MISSING,
        };
        text.chars().filter(|c| !is_silent(*c)).map(drawn).collect()
    }

    /// The width of a text at a size, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c).1).sum::<f32>() * size
    }

    /// The glyphs of a drawable text.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(start, c): (usize, char)| {
            let (glyph_id, x_advance) = self.advance(c);
            KrillaGlyph {
                glyph_id,
                text_range: start..start + c.len_utf8(),
                x_advance,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            }
        };
        text.char_indices().map(glyph).collect()
    }

    fn advance(&self, c: char) -> (GlyphId, f32) {
        let charmap = self.reader.charmap();
        let id = charmap
            .map(c)
            .or_else(|| charmap.map(MISSING))
            .unwrap_or_default();
        let metrics = self
            .reader
            .glyph_metrics(Size::unscaled(), LocationRef::default());
        let width = metrics.advance_width(id).unwrap_or_default();
        (GlyphId::new(id.to_u32()), width / self.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_french_and_breton_is_there() {
        let faces = Faces::load().unwrap();
        let text = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒàâäçéèêëîïôöùûüÿæœñÑ «»“”’…–—€°№☐☑✓ C’HWI c’hoazh 12 ½";
        for weight in [Weight::Regular, Weight::Bold] {
            assert_eq!(faces.of(weight).drawable(text), text);
        }
    }

    #[test]
    fn what_is_missing_is_an_empty_box_and_nothing_else_moves() {
        let faces = Faces::load().unwrap();
        assert_eq!(
            faces.of(Weight::Regular).drawable("Zoé 👩\u{200d}🔧!"),
            "Zoé □□!"
        );
    }
}
