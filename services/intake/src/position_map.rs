//! The small map on which a point is placed: the commune and its neighbours, what is known around, the point in the middle.

use std::fmt::Write as _;

use portrea_domain::territory::CommuneCode;
use portrea_territory::svg::View;
use portrea_territory::{Bounds, Shape, great_circle_m};

/// Width and height of the picture. Fixed: a click tells pixels of the picture as it is shown.
pub(crate) const SIDE_PX: u32 = 288;
/// How many metres the picture shows across, from near to far; the whole commune comes before them.
const ACROSS_M: [f64; 3] = [4_000.0, 1_200.0, 400.0];
/// The closest look.
pub(crate) const CLOSEST: usize = ACROSS_M.len();
/// A point further than this outside its commune is not in its neighbourhood.
pub(crate) const NEIGHBOURHOOD_M: f64 = 2_000.0;

/// What is drawn.
#[derive(Debug)]
pub(crate) struct Ground {
    /// The commune the place stands in.
    pub(crate) commune: CommuneCode,
    /// The commune and those around, as far as their shapes are known.
    pub(crate) shapes: Vec<(CommuneCode, Shape)>,
    /// Town hall of the commune, else its centroid.
    pub(crate) centre: Option<(f64, f64)>,
    /// Other places of the inventory in the commune.
    pub(crate) others: Vec<(f64, f64)>,
}

impl Ground {
    /// The shape of the commune.
    fn own(&self) -> Option<&Shape> {
        let own = |(code, _): &&(CommuneCode, Shape)| *code == self.commune;
        self.shapes.iter().find(own).map(|(_, shape)| shape)
    }

    /// Where to begin when no point is known.
    pub(crate) fn start(&self) -> Option<(f64, f64)> {
        self.centre
            .or_else(|| self.own().map(|shape| middle(shape.bounds())))
    }

    /// Whether a point lies in the commune or just beside it. Without a shape, not too far from its centre.
    pub(crate) fn is_near(&self, (lat, lon): (f64, f64)) -> bool {
        match (self.own(), self.centre) {
            (Some(shape), _) => shape.distance_m(lat, lon) <= NEIGHBOURHOOD_M,
            (None, Some(centre)) => great_circle_m(centre, (lat, lon)) <= 10.0 * NEIGHBOURHOOD_M,
            (None, None) => false,
        }
    }

    /// What is seen around a point, from this close: the whole commune first, then ever less.
    pub(crate) fn view(&self, point: (f64, f64), close: usize) -> View {
        let across = close
            .checked_sub(1)
            .and_then(|n| ACROSS_M.get(n.min(CLOSEST - 1)));
        match (across, self.own()) {
            (Some(across), _) => View::about(point, *across, SIDE_PX),
            (None, Some(shape)) => {
                let bounds = shape.bounds().union(Bounds::at(point.0, point.1));
                let middle = middle(bounds);
                let high = great_circle_m((bounds.south, middle.1), (bounds.north, middle.1));
                let wide = great_circle_m((middle.0, bounds.west), (middle.0, bounds.east));
                View::about(middle, high.max(wide) * 1.15, SIDE_PX)
            }
            (None, None) => View::about(point, 20_000.0, SIDE_PX),
        }
    }

    /// The picture, as SVG.
    pub(crate) fn picture(&self, point: (f64, f64), close: usize) -> String {
        let view = self.view(point, close);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE_PX} {SIDE_PX}\" width=\"{SIDE_PX}\" height=\"{SIDE_PX}\">\
            <rect width=\"100%\" height=\"100%\" fill=\"#e9e6de\"/>"
        );
        for (code, shape) in &self.shapes {
            if view.shows(shape.bounds()) {
                let fill = if *code == self.commune {
                    "#fffefb"
                } else {
                    "#f1ebde"
                };
                let path = view.path(shape);
                add(
                    &mut svg,
                    format_args!(
                        "<path fill=\"{fill}\" stroke=\"#7a7466\" fill-rule=\"evenodd\" d=\"{path}\"/>"
                    ),
                );
            }
        }
        for &(lat, lon) in &self.others {
            let (x, y) = view.point(lat, lon);
            add(
                &mut svg,
                format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"#fffefb\" stroke=\"#0d5078\" stroke-width=\"2\"/>"
                ),
            );
        }
        if let Some((lat, lon)) = self.centre {
            let (x, y) = view.point(lat, lon);
            add(
                &mut svg,
                format_args!("<path d=\"M{x} {y}m-6 6v-9l6-4 6 4v9z\" fill=\"#0b2c44\"/>"),
            );
        }
        let (x, y) = view.point(point.0, point.1);
        add(
            &mut svg,
            format_args!(
                "<path d=\"M{x} {y}m-14 0h28m-14-14v28\" stroke=\"#a5261c\" stroke-width=\"2\"/><circle cx=\"{x}\" cy=\"{y}\" r=\"8\" fill=\"#f5bd1f\" stroke=\"#a5261c\" stroke-width=\"3\"/>"
            ),
        );
        let (px, words) = scale(&view);
        let end = 10.0 + px;
        add(
            &mut svg,
            format_args!(
                "<path d=\"M10 272v6h{px:.1}v-6\" fill=\"none\" stroke=\"#12283a\" stroke-width=\"2\"/><text x=\"{end:.1}\" y=\"266\" text-anchor=\"end\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#12283a\">{words}</text></svg>"
            ),
        );
        svg
    }

    /// Where a point is, in words: so far from the town hall, in that direction.
    pub(crate) fn words(&self, point: (f64, f64)) -> Option<String> {
        let centre = self.centre?;
        let apart_m = great_circle_m(centre, point);
        if apart_m < 15.0 {
            return Some("au centre du bourg".to_owned());
        }
        let far = if apart_m < 1_000.0 {
            format!("{:.0}\u{a0}m", (apart_m / 10.0).round() * 10.0)
        } else {
            format!("{:.1}\u{a0}km", apart_m / 1_000.0).replace('.', ",")
        };
        Some(format!(
            "à {far} {} du centre du bourg",
            direction(centre, point)
        ))
    }
}

/// A text always takes what is added to it.
fn add(svg: &mut String, more: std::fmt::Arguments<'_>) {
    let _always = svg.write_fmt(more);
}

fn middle(bounds: Bounds) -> (f64, f64) {
    (
        f64::midpoint(bounds.south, bounds.north),
        f64::midpoint(bounds.west, bounds.east),
    )
}

/// A round length that fits the picture: in pixels, and in words.
fn scale(view: &View) -> (f64, &'static str) {
    const LENGTHS: [(f64, &str); 9] = [
        (10_000.0, "10 km"),
        (5_000.0, "5 km"),
        (2_000.0, "2 km"),
        (1_000.0, "1 km"),
        (500.0, "500 m"),
        (200.0, "200 m"),
        (100.0, "100 m"),
        (50.0, "50 m"),
        (20.0, "20 m"),
    ];
    let most = f64::from(SIDE_PX) / 2.5;
    let in_px = |(metres, words): (f64, &'static str)| (metres / view.metres_per_px(), words);
    let mut fitting = LENGTHS.into_iter().map(in_px);
    fitting.find(|(px, _)| *px <= most).unwrap_or((1.0, ""))
}

/// In which of eight directions `to` lies from `from`.
fn direction(from: (f64, f64), to: (f64, f64)) -> &'static str {
    const NAMES: [&str; 8] = [
        "au nord",
        "au nord-est",
        "à l’est",
        "au sud-est",
        "au sud",
        "au sud-ouest",
        "à l’ouest",
        "au nord-ouest",
    ];
    let north = to.0 - from.0;
    let east = (to.1 - from.1) * from.0.to_radians().cos();
    let turns = east.atan2(north).to_degrees().rem_euclid(360.0) / 45.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 8"
    )]
    let eighth = turns.round() as usize % NAMES.len();
    NAMES.get(eighth).copied().unwrap_or_default()
}

/// Steps on the ground, in metres to the north and to the east, by the name of the button.
pub(crate) const STEPS: [(&str, f64, f64); 8] = [
    ("n100", 100.0, 0.0),
    ("s100", -100.0, 0.0),
    ("e100", 0.0, 100.0),
    ("o100", 0.0, -100.0),
    ("n10", 10.0, 0.0),
    ("s10", -10.0, 0.0),
    ("e10", 0.0, 10.0),
    ("o10", 0.0, -10.0),
];

/// A point after a step.
pub(crate) fn stepped(point: (f64, f64), step: &str) -> (f64, f64) {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let (lat, lon) = point;
    let found = STEPS.iter().find(|(name, ..)| *name == step);
    found.map_or(point, |(_, north, east)| {
        let shrink = lat.to_radians().cos().max(0.01);
        (
            lat + north / METRES_PER_DEGREE,
            lon + east / METRES_PER_DEGREE / shrink,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> Ground {
        let commune: CommuneCode = "35297".parse().unwrap();
        let shapes = portrea_territory::shapes()
            .map(Result::unwrap)
            .filter(|(code, _)| ["35297", "35012"].contains(&code.as_str()))
            .collect();
        Ground {
            commune,
            shapes,
            centre: Some((48.1891, -2.1922)),
            others: vec![(48.19, -2.19)],
        }
    }

    #[test]
    fn a_step_is_as_long_as_it_says() {
        let here = (48.19, -2.19);
        for (name, north, east) in STEPS {
            let there = stepped(here, name);
            let gone = great_circle_m(here, there);
            assert!(
                (gone - f64::hypot(north, east)).abs() < 0.1,
                "{name}: {gone}"
            );
        }
        assert_eq!(stepped(here, "n99"), here);
    }

    #[test]
    fn a_place_is_said_from_the_middle_of_the_town() {
        let ground = ground();
        let centre = ground.centre.unwrap();
        let mut there = centre;
        for step in ["n100", "n100", "e100", "e100"] {
            there = stepped(there, step);
        }
        assert_eq!(
            ground.words(there).unwrap(),
            "à 280\u{a0}m au nord-est du centre du bourg"
        );
        assert_eq!(ground.words(centre).unwrap(), "au centre du bourg");
        let far = (centre.0 - 0.02, centre.1);
        assert_eq!(
            ground.words(far).unwrap(),
            "à 2,2\u{a0}km au sud du centre du bourg"
        );
    }

    #[test]
    fn the_neighbourhood_ends_two_kilometres_outside() {
        let ground = ground();
        assert!(ground.is_near(ground.centre.unwrap()));
        assert!(!ground.is_near((48.11, -1.68)), "Rennes");
    }

    #[test]
    fn the_picture_is_light_at_every_distance_and_the_point_can_be_seen() {
        let ground = ground();
        for close in 0..=CLOSEST + 1 {
            let picture = ground.picture((48.19, -2.19), close);
            assert!(picture.len() < 8_000, "{close}: {}", picture.len());
            let (x, y) = ground.view((48.19, -2.19), close).point(48.19, -2.19);
            let side = f64::from(SIDE_PX);
            assert!((0.0..=side).contains(&x) && (0.0..=side).contains(&y));
        }
    }
}
