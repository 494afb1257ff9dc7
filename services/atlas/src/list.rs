//! Lists of places, cut into pages.

use portrea_domain::Timestamp;

use crate::place::Place;

/// A place in a list.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) where_it_is: String,
    pub(crate) hours: String,
    /// The end of the class of its badge.
    pub(crate) class: &'static str,
    pub(crate) standing: String,
    pub(crate) tags: Vec<&'static str>,
}

impl Item {
    pub(crate) fn of(place: &Place, now: Timestamp) -> Self {
        let commune = place.commune_name();
        let mut tags = if place.is_closed() {
            Vec::new()
        } else {
            place.offer.tags()
        };
        if place.fictional {
            tags.push("fictif (démonstration)");
        }
        Self {
            href: format!("/lieux/{}", place.id),
            name: place.name.to_string(),
            where_it_is: match place.kind {
                Some(kind) => format!("{commune} · {kind}"),
                None => commune.to_owned(),
            },
            hours: if place.is_closed() {
                "Ce lieu n’accueille plus de public.".to_owned()
            } else {
                place.hours_words()
            },
            class: place.standing(now).class(),
            standing: place.standing_words(now),
            tags,
        }
    }
}

/// Which page of a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pager {
    /// From 1.
    pub(crate) page: usize,
    /// At least 1.
    pub(crate) pages: usize,
}

impl Pager {
    const SIZE: usize = 30;

    /// The page asked for, or the nearest one that exists.
    pub(crate) fn at(page: usize, items: usize) -> Self {
        let pages = items.div_ceil(Self::SIZE).max(1);
        Self {
            page: page.clamp(1, pages),
            pages,
        }
    }

    /// Number of the first item of the page, from 1.
    const fn first(self) -> usize {
        (self.page - 1) * Self::SIZE + 1
    }

    /// The items of the page.
    pub(crate) fn cut<T: Copy>(self, items: &[T]) -> Vec<T> {
        let start = self.first() - 1;
        items.iter().skip(start).take(Self::SIZE).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_holds_what_is_left() {
        let items: Vec<u32> = (1..=61).collect();
        let pager = Pager::at(3, items.len());
        assert_eq!((pager.page, pager.pages, pager.first()), (3, 3, 61));
        assert_eq!(pager.cut(&items), [61]);
    }

    #[test]
    fn a_page_that_does_not_exist_is_the_nearest_one() {
        assert_eq!(Pager::at(0, 10).page, 1);
        assert_eq!(Pager::at(99, 31).page, 2);
        assert_eq!(Pager::at(1, 0), Pager { page: 1, pages: 1 });
    }
}
