//! QR codes: as squares for paper, as SVG for pages.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use crate::error::PrintError;

/// White modules around the code, as its standard asks.
const QUIET: usize = 4;

/// The dark runs of a code, row by row.
pub(crate) struct Qr {
    /// Modules a side, quiet zone included.
    pub(crate) side: usize,
    /// Dark runs: column, row, length.
    pub(crate) runs: Vec<(usize, usize, usize)>,
}

impl Qr {
    /// The code of a text, readable with 15 % of it damaged.
    pub(crate) fn of(text: &str) -> Result<Self, PrintError> {
        let code = QRBuilder::new(text)
            .ecl(ECL::M)
            .build()
            .map_err(|_too_long| PrintError::Qr(text.len()))?;
        let mut runs = Vec::new();
        for row in 0..code.size {
            let mut column = 0;
            while column < code.size {
                let length = (column..code.size)
                    .take_while(|&at| code[row][at].value())
                    .count();
                if length > 0 {
                    runs.push((column + QUIET, row + QUIET, length));
                }
                column += length + 1;
            }
        }
        Ok(Self {
            side: code.size + 2 * QUIET,
            runs,
        })
    }
}

/// The QR code of a text as an SVG image to put in a page, dark on white, with `label` for those who do not see it.
/// `label` must be free of markup.
pub fn qr_svg(text: &str, label: &str) -> Result<String, PrintError> {
    let Qr { side, runs } = Qr::of(text)?;
    let mut path = String::new();
    for (x, y, length) in runs {
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
    }
    Ok(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the code back with another library.
    fn read_back(text: &str) -> String {
        const SCALE: usize = 4;
        let qr = Qr::of(text).unwrap();
        let dark = |x: usize, y: usize| {
            let (x, y) = (x / SCALE, y / SCALE);
            qr.runs
                .iter()
                .any(|&(column, row, length)| row == y && (column..column + length).contains(&x))
        };
        let size = qr.side * SCALE;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(size, size, |x, y| {
            if dark(x, y) { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn an_independent_reader_reads_the_exact_address() {
        for text in [
            "https://portrea.exemple.fr/f/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
            "http://127.0.0.1:8080/bureau/badge/0190f2a4-0000-7000-8000-000000000000",
            "a",
        ] {
            assert_eq!(read_back(text), text);
        }
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(matches!(
            Qr::of(&"x".repeat(3_000)),
            Err(PrintError::Qr(3_000))
        ));
    }

    #[test]
    fn a_page_gets_one_image_with_words() {
        let svg = qr_svg("a", "Code QR").unwrap();
        assert!(svg.starts_with("<svg class=\"qr\" role=\"img\" aria-label=\"Code QR\""));
        assert!(!svg.contains("style="));
    }
}
