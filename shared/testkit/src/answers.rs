//! Documents of any answers: a value of every kind for any of the questions, as people could have given them.

use chrono::{Days, NaiveDate, Weekday};
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::questionnaire::{self, Group, Kind, Question};
use portrea_domain::{Entropy, EntryId, Timestamp};
use portrea_hours::{DayRhythm, Frequency, Rhythm, Span, Week};
use proptest::prelude::*;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

struct Byte(u8);
impl Entropy for Byte {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// The id of the n-th entry of a group.
#[must_use]
pub fn entry_id(group: Group, n: u8) -> EntryId {
    let at = i64::from(n) + 1_000 * i64::from(group as u8);
    EntryId::mint(Timestamp::from_millis(at), &Byte(n))
}

/// A document in which any question may be answered, one that holds together: no answer that is not asked, no date before
/// the one it follows. `communes` are the codes that may be answered.
pub fn documents(communes: &'static [&'static str]) -> impl Strategy<Value = Document> {
    let place = questions(None, communes);
    let groups =
        Group::ALL.map(|group| prop::collection::vec(questions(Some(group), communes), 0..3));
    (place, groups).prop_map(|(place, groups)| {
        let mut document = Document::default();
        for (key, value) in place {
            document.set(Path::field(key), value);
        }
        for (group, entries) in Group::ALL.into_iter().zip(groups) {
            for (n, entry) in (0..).zip(entries) {
                for (key, value) in entry {
                    document.set(Path::entry(group, entry_id(group, n), key), value);
                }
            }
        }
        for path in document.no_longer_asked() {
            document.set(path, None);
        }
        for (path, _) in document.misordered() {
            document.set(path.clone(), document.get(&path.sibling("from")).cloned());
        }
        document
    })
}

type Answers = Vec<(&'static str, Option<Value>)>;

fn questions(of: Option<Group>, communes: &'static [&'static str]) -> BoxedStrategy<Answers> {
    let mut all: BoxedStrategy<Answers> = Just(Vec::new()).boxed();
    for (_, question) in
        questionnaire::all().filter(|(group, question)| *group == of && question.is_asked())
    {
        let answer = values(question, communes);
        let answer = if question.required {
            answer.prop_map(Some).boxed()
        } else {
            prop::option::of(answer).boxed()
        };
        let pair = (all, answer);
        all = pair
            .prop_map(|(mut all, answer)| {
                all.push((question.key, answer));
                all
            })
            .boxed();
    }
    all
}

/// A value of a question, in its stored form.
pub fn values(
    question: &'static Question,
    communes: &'static [&'static str],
) -> BoxedStrategy<Value> {
    let texts = |strategy: BoxedStrategy<String>| strategy.prop_map(Value::Text).boxed();
    match question.kind {
        Kind::Text(max) => texts(line(max)),
        Kind::AddressLine(_) => texts(
            "[1-9][0-9]{0,2} (bis )?(rue|place) [A-Za-zéÉ’-]{3,20}( [a-zà]{3,9}){0,2}".boxed(),
        ),
        Kind::LongText(max) => texts(
            (line(max / 3), line(max / 3))
                .prop_map(|(one, two)| format!("{one}\n{two}"))
                .boxed(),
        ),
        Kind::Choice(_) | Kind::Precision => {
            let codes: Vec<&str> = question
                .choices()
                .iter()
                .map(|choice| choice.code)
                .collect();
            texts(prop::sample::select(codes).prop_map(str::to_owned).boxed())
        }
        Kind::Accuracy => (0..=100_u32)
            .prop_map(|metres| Value::Number(f64::from(metres)))
            .boxed(),
        Kind::Several(choices) => {
            let some =
                prop::sample::subsequence(choices.iter().collect::<Vec<_>>(), 1..=choices.len());
            some.prop_map(|chosen| {
                Value::Many(chosen.iter().map(|choice| choice.code.to_owned()).collect())
            })
            .boxed()
        }
        Kind::Hours => texts(weeks().prop_map(|week| week.to_osm()).boxed()),
        Kind::Rhythm => texts(rhythms().prop_map(|rhythm| rhythm.to_string()).boxed()),
        Kind::Date => texts((0_u64..36_500).prop_filter_map("a day", day).boxed()),
        Kind::Siret => texts(
            "[1-9][0-9]{12}"
                .prop_map(|digits| with_key(&digits))
                .boxed(),
        ),
        Kind::Phone => texts("0[1-9]( [0-9]{2}){4}".boxed()),
        Kind::Email => texts("[a-z]{2,9}\\.[a-z]{2,9}@[a-z]{3,9}\\.(fr|org)".boxed()),
        Kind::Url => texts("https://[a-z]{3,9}\\.(fr|org)/[a-z0-9]{0,9}(\\?q=[a-z]{1,5})?".boxed()),
        Kind::PostalCode => texts("[0-9]{5}".boxed()),
        Kind::Commune => texts(
            prop::sample::select(communes)
                .prop_map(str::to_owned)
                .boxed(),
        ),
        Kind::Number { max, .. } => (0..=40_u32)
            .prop_map(move |quarters| Value::Number((f64::from(quarters) / 4.0).min(max)))
            .boxed(),
        Kind::Count(max) => (0..=max)
            .prop_map(|count| Value::Number(f64::from(count)))
            .boxed(),
        Kind::Position => texts(
            (480..485_u32, 10..30_u32)
                .prop_map(|(lat, lon)| {
                    format!("{:.6},-{:.6}", f64::from(lat) / 10.0, f64::from(lon) / 10.0)
                })
                .boxed(),
        ),
    }
}

/// A line as people write, with what a spreadsheet, a page or a separator would trip on.
fn line(max: usize) -> BoxedStrategy<String> {
    let start = prop::sample::select(vec![
        "", "=1+1 ", "+33 ", "-", "@SUM ", "'", "'=", "|", "\"", "<b>", "«", "é; ", "％",
    ]);
    (
        start,
        "[A-Za-z0-9éàç’'\"<>&;,.|()=+-]{1,12}( [A-Za-z0-9éàç’'\"<>&;,.|()=+-]{1,12}){0,5}",
    )
        .prop_map(move |(start, rest)| {
            let text: String = format!("{start}{rest}").chars().take(max).collect();
            text.trim().to_owned()
        })
        .boxed()
}

fn day(ahead: u64) -> Option<String> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    first
        .checked_add_days(Days::new(ahead))
        .map(|day| day.to_string())
}

/// The digits with a last one that makes a SIRET of them.
fn with_key(digits: &str) -> String {
    let sound = (0..10)
        .map(|key| format!("{digits}{key}"))
        .find(|siret| portrea_domain::siret::read(siret).is_ok());
    sound.unwrap_or_default()
}

/// At most two spans a day, which a form can show.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0_u16..96, 0..=4).prop_map(|times| {
        let times: Vec<u16> = times.into_iter().collect();
        let pairs = times.chunks_exact(2);
        pairs
            .filter_map(|pair| Span::new(pair[0] * 15, pair[1] * 15))
            .collect()
    })
}

fn weeks() -> impl Strategy<Value = Week> {
    let kinds = prop::collection::vec(spans(), 1..=2);
    (kinds, prop::array::uniform7(0_usize..3)).prop_filter_map(
        "open at some time",
        |(kinds, picks)| {
            let week = WEEK
                .into_iter()
                .zip(picks)
                .try_fold(Week::closed(), |week, (day, pick)| {
                    week.with_day(day, kinds.get(pick).cloned().unwrap_or_default())
                });
            week.ok().filter(|week| !week.is_closed())
        },
    )
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    let note = prop_oneof![3 => Just(String::new()), 1 => "[a-zéà]{1,9}( [a-zé0-9]{1,9}){0,2}"];
    let day = (prop::sample::select(Frequency::ALL.to_vec()), note, spans()).prop_map(
        |(frequency, note, spans)| DayRhythm {
            frequency,
            note,
            spans,
        },
    );
    prop::array::uniform7(prop::option::weighted(0.4, day)).prop_filter_map(
        "a day at least",
        |days| {
            let said = WEEK
                .into_iter()
                .zip(days)
                .filter_map(|(day, said)| Some((day, said?)));
            let rhythm = said
                .into_iter()
                .try_fold(Rhythm::default(), |rhythm, (day, said)| {
                    rhythm.with_day(day, said)
                });
            rhythm.ok().filter(|rhythm| !rhythm.is_empty())
        },
    )
}
