//! No import, correction or addition of a person ever clears an opposition.

use std::collections::BTreeSet;

use portrea_actions::{add_people, correct_address, oppose, oppositions_of};
use portrea_domain::message::Stream;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::{Clock as _, PersonId};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::TestHouse;

/// What may happen to a base, over six addresses.
#[derive(Clone, Debug)]
enum Step {
    Contact(usize),
    Import(Vec<usize>),
    Oppose(usize, Stream),
    Correct(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0_usize..6;
    let stream = prop::sample::select(Stream::OPPOSABLE.to_vec());
    prop::collection::vec(
        prop_oneof![
            who.clone().prop_map(Step::Contact),
            prop::collection::vec(who.clone(), 1..4).prop_map(Step::Import),
            (who.clone(), stream).prop_map(|(who, stream)| Step::Oppose(who, stream)),
            (who.clone(), who).prop_map(|(who, to)| Step::Correct(who, to)),
        ],
        1..25,
    )
}

/// Capitals come and go in lists.
fn email(n: usize) -> EmailAddress {
    format!("Personne{n}@Exemple.invalid").parse().unwrap()
}

async fn who_has(house: &TestHouse, n: usize) -> Option<PersonId> {
    let mut tx = house.app.storage.read().await.unwrap();
    tx.people()
        .by_email(&email(n))
        .await
        .unwrap()
        .map(|person| person.id)
}

async fn play(house: &TestHouse, steps: Vec<Step>) {
    let mut objected: BTreeSet<(usize, Stream)> = BTreeSet::new();
    for step in steps {
        match step {
            Step::Contact(n) => {
                house.contact_at(&email(n)).await;
            }
            Step::Import(list) => {
                let people = list.iter().map(|&n| {
                    let person = Person {
                        id: PersonId::mint(house.clock.now(), &*house.app.entropy),
                        name: format!("Personne {n}"),
                        email: Some(email(n)),
                        fictional: true,
                    };
                    (person, String::new())
                });
                add_people(&house.app, people.collect()).await.unwrap();
            }
            Step::Oppose(n, stream) => {
                if let Some(person) = who_has(house, n).await {
                    oppose(&house.app, person, stream).await.unwrap();
                    objected.insert((n, stream));
                }
            }
            Step::Correct(n, to) => {
                if let Some(person) = who_has(house, n).await
                    && correct_address(&house.app, person, &email(to))
                        .await
                        .is_ok()
                {
                    // The person objects under their new address too; the old one stays objected to.
                    let moved: Vec<_> = objected
                        .iter()
                        .filter(|(at, _)| *at == n)
                        .copied()
                        .collect();
                    objected.extend(moved.into_iter().map(|(_, stream)| (to, stream)));
                }
            }
        }
        for &(n, stream) in &objected {
            if let Some(person) = who_has(house, n).await {
                let mut tx = house.app.storage.read().await.unwrap();
                let found = oppositions_of(&mut tx, &house.app, person).await.unwrap();
                assert!(
                    found.contains(&stream),
                    "{n} objects to {stream:?}, found {found:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_but_the_person_clears_an_opposition() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig {
        cases: 24,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&steps(), |steps| {
        runtime.block_on(async {
            let house = TestHouse::open().await;
            play(&house, steps).await;
        });
        Ok(())
    });
    outcome.unwrap();
}
