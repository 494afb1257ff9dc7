//! Mail addresses typed in haste: what was probably meant.

use crate::person::EmailAddress;

/// Domains many people have an address in, as they are really written.
const PROVIDERS: [&str; 34] = [
    "gmail.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "hotmail.fr",
    "hotmail.com",
    "outlook.fr",
    "outlook.com",
    "yahoo.fr",
    "yahoo.com",
    "live.fr",
    "live.com",
    "icloud.com",
    "gmx.fr",
    "gmx.com",
    "bbox.fr",
    "numericable.fr",
    "aol.com",
    "aol.fr",
    "protonmail.com",
    "proton.me",
    "neuf.fr",
    "club-internet.fr",
    "aliceadsl.fr",
    "ymail.com",
    "mail.com",
    "email.com",
    "msn.com",
    "me.com",
    "mac.com",
    "bzh.bzh",
    "hotmail.be",
];

/// Endings nobody has, and what was meant.
const ENDINGS: [(&str, &str); 13] = [
    ("f", "fr"),
    ("r", "fr"),
    ("frr", "fr"),
    ("fre", "fr"),
    ("ffr", "fr"),
    ("fe", "fr"),
    ("con", "com"),
    ("cmo", "com"),
    ("comm", "com"),
    ("ocm", "com"),
    ("c", "com"),
    ("nte", "net"),
    ("ogr", "org"),
];

/// The address that was probably meant, when it is not the one that was typed. What is typed may be no address at all.
#[must_use]
pub fn likely_address(typed: &str) -> Option<EmailAddress> {
    let folded = tidy(typed);
    let (local, domain) = folded.rsplit_once('@')?;
    let domain = likely_domain(domain).unwrap_or_else(|| domain.to_owned());
    let meant: EmailAddress = format!("{local}@{domain}").parse().ok()?;
    (meant.as_str() != typed.trim().to_lowercase()).then_some(meant)
}

/// Without what a mail program, a hurried hand or a keyboard adds.
fn tidy(typed: &str) -> String {
    let lower = typed.trim().to_lowercase();
    let bare = lower
        .trim_start_matches("mailto:")
        .trim_matches(['<', '>', '"', '\'', '(', ')', '.', ',', ';', ':', ' ']);
    let mut text: String = bare
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(plain)
        .collect();
    while text.contains("..") {
        text = text.replace("..", ".");
    }
    let at = text.replace("(at)", "@").replace("[at]", "@");
    match at.rsplit_once('@') {
        Some((local, domain)) => format!(
            "{}@{}",
            local.trim_matches('.'),
            domain.replace([',', ';'], ".").trim_matches(['.', '-'])
        ),
        None => at,
    }
}

fn plain(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '’' => '\'',
        c => c,
    }
}

/// The domain that was probably meant.
fn likely_domain(domain: &str) -> Option<String> {
    if PROVIDERS.contains(&domain) {
        return None;
    }
    let Some((name, ending)) = domain.rsplit_once('.') else {
        // « jeanne@orange »
        let whole = PROVIDERS
            .iter()
            .find(|provider| provider.split('.').next() == Some(domain));
        return whole.map(|provider| (*provider).to_owned());
    };
    // « wanadoo.com »: one spelling of the name only exists.
    let same_name: Vec<&&str> = PROVIDERS
        .iter()
        .filter(|provider| provider.split('.').next() == Some(name))
        .collect();
    if let [only] = same_name.as_slice()
        && (matches!(ending, "com" | "fr" | "net" | "org")
            || ENDINGS.iter().any(|(bad, _)| *bad == ending))
    {
        return Some((**only).to_owned());
    }
    let near = PROVIDERS.iter().find(|provider| {
        let known = provider.split('.').next().unwrap_or_default();
        // Most domains are of another length than any provider: nothing is counted for them.
        known.len() >= 5
            && provider.len().abs_diff(domain.len()) <= 1
            && distance(domain, provider) == 1
    });
    if let Some(near) = near {
        return Some((*near).to_owned());
    }
    let meant = ENDINGS.iter().find(|(bad, _)| *bad == ending)?.1;
    Some(format!("{name}.{meant}"))
}

/// How many letters to add, drop, change or swap with their neighbour.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(typed: &str) -> String {
        likely_address(typed).map_or_else(String::new, String::from)
    }

    #[test]
    fn usual_faults_are_put_right() {
        for (typed, wanted) in [
            ("j@gmial.com", "j@gmail.com"),
            ("j@gmal.com", "j@gmail.com"),
            ("j@gmail.con", "j@gmail.com"),
            ("j@gmail.fr", "j@gmail.com"),
            ("j@gmail", "j@gmail.com"),
            ("j@orange", "j@orange.fr"),
            ("j@orange.f", "j@orange.fr"),
            ("j@orange,fr", "j@orange.fr"),
            ("j@oragne.fr", "j@orange.fr"),
            ("j@wanadoo.com", "j@wanadoo.fr"),
            ("j@wandoo.fr", "j@wanadoo.fr"),
            ("j@hotmial.fr", "j@hotmail.fr"),
            ("j@laposte.fr", "j@laposte.net"),
            ("j@mairie-begard.f", "j@mairie-begard.fr"),
            ("j@mairie.fr.", "j@mairie.fr"),
            ("mailto:j@mairie.fr", "j@mairie.fr"),
            ("<j@mairie.fr>", "j@mairie.fr"),
            ("jeanne le.goff@mairie.fr", "jeannele.goff@mairie.fr"),
            ("jérôme@mairie.fr", "jerome@mairie.fr"),
            ("j..x@mairie..fr", "j.x@mairie.fr"),
            ("j(at)mairie.fr", "j@mairie.fr"),
        ] {
            assert_eq!(meant(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn what_may_be_right_is_left_alone() {
        for typed in [
            "j@gmail.com",
            "J@Orange.FR",
            "j@yahoo.fr",
            "j@yahoo.com",
            "j@live.com",
            "j@mail.com",
            "j@mairie-begard.fr",
            "j@cc-tregor.bzh",
            "j@begard.invalid",
            "j@afr.fr",
            "pas une adresse",
            "",
            "@",
        ] {
            assert_eq!(meant(typed), "", "{typed}");
        }
    }
}
