//! A few communes of two neighbouring territories.

use portrea_actions::App;
use portrea_storage::{CommuneRow, EpciRow};
use portrea_territory::normalise;

const COMMUNES: [(&str, &str, &str); 4] = [
    ("35188", "Montfort-sur-Meu", "200038990"),
    ("35023", "Bédée", "200038990"),
    ("35133", "Iffendic", "200038990"),
    ("35211", "Paimpont", "243500618"),
];

/// Loads them into an empty base.
pub(crate) async fn load(app: &App) {
    let epci = |(code, name): (&str, &str)| EpciRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        kind: "CC".to_owned(),
    };
    let commune = |&(code, name, epci): &(&str, &str, &str)| CommuneRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        name_norm: normalise(name),
        departement: "35".to_owned(),
        region: "53".to_owned(),
        epci: Some(epci.parse().unwrap()),
        postal_codes: Vec::new(),
        population: 4_000,
        centre: None,
    };
    let groups = [
        ("200038990", "Montfort Communauté"),
        ("243500618", "CC de Brocéliande"),
    ];
    let mut tx = app.storage.begin().await.unwrap();
    tx.geography()
        .insert_epci(groups.into_iter().map(epci))
        .await
        .unwrap();
    tx.geography()
        .insert_communes(COMMUNES.iter().map(commune))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
