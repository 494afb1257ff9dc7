//! Numbers of persons as people see them: rounded, and hidden when tiny.

use std::fmt;

/// Estimates under this many persons are never shown.
pub const MASK_UNDER: f64 = 5.0;
/// Under this many persons the rounding step is 5; from here on it is 10.
pub const COARSE_FROM: f64 = 200.0;

/// A number of persons ready for display (method note §2: to 5 under 200, else to 10, masked under 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Too small to be shown without giving a false idea of precision.
    Masked,
    /// The rounded number of persons.
    Rounded(u64),
}

impl Shown {
    /// Rounds `persons` for display. What is not a number of persons (negative, not finite) is masked.
    #[must_use]
    pub fn of(persons: f64) -> Self {
        if !persons.is_finite() || persons < MASK_UNDER {
            return Self::Masked;
        }
        let step = if persons < COARSE_FROM { 5.0 } else { 10.0 };
        Self::Rounded(whole((persons / step).round() * step))
    }
}

/// A positive whole `f64` as an integer; beyond `u64` it stops at the largest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is rounded and not negative, and the cast saturates"
)]
fn whole(value: f64) -> u64 {
    value as u64
}

/// French words: « moins de 5 », or digits in groups of three split by narrow no-break spaces.
impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Masked => f.write_str("moins de\u{a0}5"),
            Self::Rounded(number) => {
                let digits = number.to_string();
                for (place, digit) in digits.chars().enumerate() {
                    if place > 0 && (digits.len() - place).is_multiple_of(3) {
                        f.write_str("\u{202f}")?;
                    }
                    write!(f, "{digit}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_numbers_are_masked_and_others_rounded_to_five_then_ten() {
        for (persons, expected) in [
            (-3.0, Shown::Masked),
            (4.99, Shown::Masked),
            (f64::NAN, Shown::Masked),
            (5.0, Shown::Rounded(5)),
            (181.9, Shown::Rounded(180)),
            (199.0, Shown::Rounded(200)),
            (204.0, Shown::Rounded(200)),
            (205.0, Shown::Rounded(210)),
        ] {
            assert_eq!(Shown::of(persons), expected, "{persons}");
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            Shown::of(1_234_567.0).to_string(),
            "1\u{202f}234\u{202f}570"
        );
        assert_eq!(Shown::of(950.0).to_string(), "950");
        assert_eq!(Shown::of(1.0).to_string(), "moins de\u{a0}5");
    }

    proptest! {
        #[test]
        fn rounding_keeps_order(a in 0.0..2e6_f64, more in 0.0..1e4_f64) {
            let number = |shown| match shown { Shown::Masked => 0, Shown::Rounded(n) => n };
            prop_assert!(number(Shown::of(a)) <= number(Shown::of(a + more)));
        }

        #[test]
        fn rounding_moves_by_half_a_step_at_most(persons in 5.0..2e6_f64) {
            let Shown::Rounded(number) = Shown::of(persons) else { return Err(TestCaseError::fail("masked")) };
            #[expect(clippy::cast_precision_loss, reason = "far under 2^53")]
            let gap = (number as f64 - persons).abs();
            let half_step = if persons < 200.0 { 2.5 } else { 5.0 };
            prop_assert!(gap <= half_step);
        }
    }
}
