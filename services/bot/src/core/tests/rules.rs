//! Rules that hold whatever people do.

use proptest::prelude::*;

use super::world::{TOKEN, World};
use crate::core::{Incoming, State, Unread};

/// What a person may do next.
#[derive(Clone, Debug)]
enum Move {
    /// Press a button on screen.
    Press(prop::sample::Index),
    /// Press a button of an earlier message.
    PressOld(prop::sample::Index),
    Type(String),
    Send(Unread),
    Start(Option<String>),
}

fn moves() -> impl Strategy<Value = Move> {
    let words = prop::sample::select(vec![
        "menu",
        "stop",
        "aide",
        "reprendre",
        "oui",
        "non",
        "lundi 9h-12h",
        "3",
        "tout le monde",
        "jeunes, seniors",
        "",
        "gratuit",
        "02 96 45 20 19",
        "22004",
        "Mairie",
        "https://www.exemple.fr",
        "\u{1F600}",
        "« : » ?",
        TOKEN,
    ]);
    prop_oneof![
        12 => any::<prop::sample::Index>().prop_map(Move::Press),
        2 => any::<prop::sample::Index>().prop_map(Move::PressOld),
        4 => words.prop_map(|words| Move::Type(words.to_owned())),
        1 => ".{0,60}".prop_map(Move::Type),
        1 => prop::sample::select(vec![Unread::Photo, Unread::Location]).prop_map(Move::Send),
        1 => prop::option::of(Just(TOKEN.to_owned())).prop_map(Move::Start),
    ]
}

fn play(world: &mut World, old: &[String], play: Move) {
    let incoming = match play {
        Move::Press(index) => {
            let taps: Vec<String> = world
                .last
                .taps
                .iter()
                .flatten()
                .map(|tap| tap.data.clone())
                .collect();
            if taps.is_empty() {
                Incoming::Start { payload: None }
            } else {
                Incoming::Tap(index.get(&taps).clone())
            }
        }
        Move::PressOld(_) if old.is_empty() => Incoming::Tap("lune".to_owned()),
        Move::PressOld(index) => Incoming::Tap(index.get(old).clone()),
        Move::Type(text) => Incoming::Text(text),
        Move::Send(unread) => Incoming::Unread(unread),
        Move::Start(payload) => Incoming::Start { payload },
    };
    world.comes_in(incoming);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_there_is_something_to_read_and_something_to_press(
        known in any::<bool>(),
        moves in prop::collection::vec(moves(), 1..90),
    ) {
        let mut world = if known { World::jeanne() } else { World::stranger() };
        let mut old: Vec<String> = Vec::new();
        for next in moves {
            play(&mut world, &old, next);
            let said = &world.last;
            let length: usize = said.blocks.iter()
                .map(|block| block.text.encode_utf16().count() + block.strong.as_ref().map_or(0, |text| text.encode_utf16().count()) + 2)
                .sum();
            prop_assert!(length > 2 && length < 4_000, "{length} characters");
            prop_assert!(said.taps.iter().flatten().next().is_some(), "a dead end at {:?}", world.state.place);
            for tap in said.taps.iter().flatten() {
                prop_assert!(tap.data.len() <= 64 && !tap.label.trim().is_empty(), "{tap:?}");
                old.push(tap.data.clone());
            }
            prop_assert_eq!(&State::read(&world.state.write()), &world.state);
            prop_assert!(world.state.misses < 2);
        }
    }

    #[test]
    fn stop_and_menu_always_work(moves in prop::collection::vec(moves(), 0..40)) {
        let mut world = World::jeanne();
        for next in moves {
            play(&mut world, &[], next);
        }
        world.types("stop");
        prop_assert_eq!(&world.state.place, &crate::core::Place::Paused);
        world.types("menu");
        prop_assert_eq!(&world.state.place, &crate::core::Place::Home);
    }
}
