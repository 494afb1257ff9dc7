//! What one person eats and needs on the day of a meeting: for the caterer and the host, until the meeting is over.

use std::str::FromStr;

/// What one person eats and needs on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Whether they eat on the spot.
    pub meal: bool,
    /// What they do not eat.
    pub diets: Vec<Diet>,
    /// The rest of it, in their words.
    pub diet_note: String,
    /// What helps them take part.
    pub helps: Vec<Help>,
    /// The rest of it, in their words.
    pub help_note: String,
}

/// The longest note, in characters.
pub const NOTE_MAX: usize = 200;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $what:literal: $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {$(
            $(#[$variant_doc])*
            $variant,
        )+}

        impl $name {
            /// All of them, as they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored and posted form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$variant => $code,)+}
            }

            /// The French words people read.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {$(Self::$variant => $label,)+}
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == text)
                    .ok_or_else(|| format!(concat!("unknown ", $what, " “{}”"), text))
            }
        }
    };
}

codes! {
    /// What somebody does not eat. Why is nobody's business.
    Diet, "diet":
    /// No meat.
    NoMeat = "no_meat", "sans viande";
    /// Nothing of animal origin.
    Vegan = "vegan", "végétalien";
    /// No pork.
    NoPork = "no_pork", "sans porc";
    /// No gluten.
    NoGluten = "no_gluten", "sans gluten";
    /// No milk.
    NoMilk = "no_milk", "sans lait";
}

codes! {
    /// What helps somebody take part.
    Help, "help":
    /// Wheels must pass everywhere.
    Wheels = "wheels", "un accès sans marche";
    /// A reserved parking space.
    Parking = "parking", "une place de parking réservée";
    /// A hearing loop.
    HearingLoop = "hearing_loop", "une boucle magnétique pour l’audition";
    /// An interpreter.
    SignLanguage = "sign_language", "un interprète en langue des signes";
    /// Large print.
    LargePrint = "large_print", "des documents en gros caractères";
    /// Somebody to travel with.
    Ride = "ride", "un covoiturage";
}

impl Need {
    /// Keeps short notes without control characters; whoever does not eat here has no diet to tell.
    #[must_use]
    pub fn tidied(self) -> Self {
        let (diets, diet_note) = if self.meal {
            (sorted(self.diets), note(&self.diet_note))
        } else {
            (Vec::new(), String::new())
        };
        Self {
            meal: self.meal,
            diets,
            diet_note,
            helps: sorted(self.helps),
            help_note: note(&self.help_note),
        }
    }
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

fn note(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(NOTE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_does_not_eat_here_tells_no_diet() {
        let need = Need {
            meal: false,
            diets: vec![Diet::Vegan],
            diet_note: "arachides".to_owned(),
            helps: vec![Help::Wheels, Help::Wheels],
            help_note: " près\r\nde la porte ".to_owned(),
        };
        assert_eq!(
            need.tidied(),
            Need {
                helps: vec![Help::Wheels],
                help_note: "près de la porte".to_owned(),
                ..Need::default()
            }
        );
    }

    #[test]
    fn every_code_reads_back() {
        for diet in Diet::ALL {
            assert_eq!(diet.as_str().parse(), Ok(*diet));
        }
        for help in Help::ALL {
            assert_eq!(help.as_str().parse(), Ok(*help));
        }
        assert!("".parse::<Diet>().is_err());
    }
}
