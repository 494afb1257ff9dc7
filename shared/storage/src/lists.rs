//! Statements over a list of values: each is three constants, for lists of 1, 20 and 200, and a shorter list is padded
//! with its last value. So every text stays constant, and is prepared once.

/// A statement whose text holds a list, in three sizes.
#[derive(Debug)]
pub(crate) struct ListStatement {
    pub(crate) one: &'static str,
    pub(crate) twenty: &'static str,
    pub(crate) many: &'static str,
}

/// The biggest list of one statement.
const MANY: usize = 200;

/// Declares statements over a list. `#` stands for the list, whose binds are numbered from the number given; those
/// before it are for whatever else the statement needs.
macro_rules! list_statements {
    (@sized $sql:expr, $first:expr, $count:expr) => {{
        const LEN: usize = crate::lists::len($sql, $first, $count);
        const BYTES: [u8; LEN] = crate::lists::text($sql, $first, $count);
        match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_never) => "",
        }
    }};
    ($($name:ident from $first:literal = $sql:expr;)+) => {
        $(const $name: crate::lists::ListStatement = crate::lists::ListStatement {
            one: list_statements!(@sized $sql, $first, 1),
            twenty: list_statements!(@sized $sql, $first, 20),
            many: list_statements!(@sized $sql, $first, 200),
        };)+
        pub(crate) const LISTS: &[(&str, &str)] = &[$(
            (concat!(module_path!(), "::", stringify!($name), " of 1"), $name.one),
            (concat!(module_path!(), "::", stringify!($name), " of 20"), $name.twenty),
            (concat!(module_path!(), "::", stringify!($name), " of 200"), $name.many)
        ),+];
    };
}

/// A list cut to the sizes of a statement: the text, and exactly as many values as it binds.
pub(crate) fn cut<'l, T: Clone>(
    statement: &'l ListStatement,
    values: &'l [T],
) -> impl Iterator<Item = (&'static str, impl Iterator<Item = T> + 'l)> + 'l {
    values.chunks(MANY).map(|chunk| {
        let (sql, size) = match chunk.len() {
            1 => (statement.one, 1),
            2..=20 => (statement.twenty, 20),
            _ => (statement.many, MANY),
        };
        let last = chunk.last().cloned();
        let padding = std::iter::repeat_with(move || last.clone()).flatten();
        (sql, chunk.iter().cloned().chain(padding).take(size))
    })
}

/// How long the text is once `#` is `count` binds.
pub(crate) const fn len(sql: &str, first: usize, count: usize) -> usize {
    let mut length = sql.len() - 1;
    let mut n = 0;
    while n < count {
        length += 1 + digits(first + n) + if n == 0 { 0 } else { 2 };
        n += 1;
    }
    length
}

/// The text with `count` binds for `#`: `$3, $4, $5`.
pub(crate) const fn text<const LEN: usize>(sql: &str, first: usize, count: usize) -> [u8; LEN] {
    let source = sql.as_bytes();
    let mut out = [0; LEN];
    let (mut from, mut to) = (0, 0);
    while from < source.len() {
        if source[from] == b'#' {
            let mut n = 0;
            while n < count {
                if n > 0 {
                    out[to] = b',';
                    out[to + 1] = b' ';
                    to += 2;
                }
                out[to] = b'$';
                to += 1;
                let mut left = digits(first + n);
                while left > 0 {
                    left -= 1;
                    out[to] = digit(first + n, left);
                    to += 1;
                }
                n += 1;
            }
        } else {
            out[to] = source[from];
            to += 1;
        }
        from += 1;
    }
    out
}

const fn digits(number: usize) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        _ => 3,
    }
}

/// The digit of a number at a place, 0 being the last one.
#[expect(clippy::cast_possible_truncation, reason = "one decimal digit")]
const fn digit(number: usize, place: usize) -> u8 {
    let scaled = match place {
        0 => number,
        1 => number / 10,
        _ => number / 100,
    };
    b'0' + (scaled % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    list_statements! {
        PICK from 2 = "select a from b where c = $1 and d in (#) order by a";
    }

    #[test]
    fn a_list_is_spelled_out_in_three_sizes() {
        assert_eq!(
            PICK.one,
            "select a from b where c = $1 and d in ($2) order by a"
        );
        assert!(PICK.twenty.contains("in ($2, $3, $4,") && PICK.twenty.contains(", $21) order"));
        assert!(PICK.many.contains(", $9, $10, ") && PICK.many.contains(", $99, $100, "));
        assert!(PICK.many.ends_with(", $201) order by a"));
        assert_eq!(LISTS.len(), 3);
    }

    #[test]
    fn a_list_is_padded_with_its_last_value() {
        let sizes = |length: usize| -> Vec<usize> {
            let values: Vec<usize> = (0..length).collect();
            cut(&PICK, &values)
                .map(|(_, binds)| binds.count())
                .collect()
        };
        assert_eq!(sizes(0), Vec::<usize>::new());
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(2), [20]);
        assert_eq!(sizes(21), [200]);
        assert_eq!(sizes(201), [200, 1]);
        let values = ["a", "b"];
        let (_, binds) = cut(&PICK, &values).next().unwrap();
        assert_eq!(binds.filter(|value| *value == "b").count(), 19);
    }
}
