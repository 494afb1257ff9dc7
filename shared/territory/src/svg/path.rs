//! SVG path data, as short as it can be written with tenths of pixels.

/// Adds a closed ring given in tenths of pixels; fewer than three points are nothing to draw.
pub(super) fn push_ring(data: &mut String, points: &[(i32, i32)]) {
    let [first, rest @ ..] = points else { return };
    if rest.len() < 2 {
        return;
    }
    let mut numbers = Numbers {
        data,
        joins: Joins::Letter,
    };
    numbers.letter('M');
    numbers.push(first.0);
    numbers.push(first.1);
    numbers.letter('l');
    let mut last = *first;
    for point in rest {
        // Steps between rounded points: rounding never adds up.
        numbers.push(point.0 - last.0);
        numbers.push(point.1 - last.1);
        last = *point;
    }
    numbers.letter('z');
}

/// Adds a square of one pixel around a point given in tenths of pixels.
pub(super) fn push_dot(data: &mut String, (x, y): (i32, i32)) {
    let mut numbers = Numbers {
        data,
        joins: Joins::Letter,
    };
    numbers.letter('M');
    numbers.push(x - 5);
    numbers.push(y - 5);
    numbers.data.push_str("h1v1h-1z");
}

/// Writes numbers with a space between them only where one is needed.
struct Numbers<'a> {
    data: &'a mut String,
    joins: Joins,
}

/// What stands before the next number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joins {
    Letter,
    Integer,
    Decimal,
}

impl Numbers<'_> {
    fn letter(&mut self, letter: char) {
        self.data.push(letter);
        self.joins = Joins::Letter;
    }

    fn push(&mut self, tenths: i32) {
        let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let starts_with_point = whole == 0 && tenth != 0;
        let needs_space = match self.joins {
            Joins::Letter => false,
            Joins::Integer => tenths >= 0,
            // `1.2.3` can only be 1.2 then .3.
            Joins::Decimal => tenths >= 0 && !starts_with_point,
        };
        if needs_space {
            self.data.push(' ');
        }
        if tenths < 0 {
            self.data.push('-');
        }
        if !starts_with_point {
            self.data.push_str(&whole.to_string());
        }
        if tenth != 0 {
            self.data.push('.');
            self.data.push_str(&tenth.to_string());
        }
        self.joins = if tenth == 0 {
            Joins::Integer
        } else {
            Joins::Decimal
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> String {
        let mut data = String::new();
        push_ring(&mut data, points);
        data
    }

    #[test]
    fn numbers_are_joined_without_ambiguity() {
        insta::assert_snapshot!(ring(&[(0, 5), (12, 8), (10, 8), (-3, 38), (-3, 43), (-8, 43)]), @"M0 .5l1.2.3-.2 0-1.3 3 0 .5-.5 0z");
    }

    #[test]
    fn two_points_make_no_ring() {
        assert_eq!(ring(&[(0, 0), (10, 10)]), "");
        assert_eq!(ring(&[]), "");
    }
}
