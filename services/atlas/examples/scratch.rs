use std::sync::Arc;
use portrea_actions::*;
use portrea_domain::*;
use portrea_domain::clock::{PARIS, SettableClock};
use portrea_domain::observation::Door;
use portrea_domain::document::Path;
use portrea_domain::questionnaire::SectionKey;
use portrea_storage::*;

struct E(std::sync::atomic::AtomicU64);
impl Entropy for E { fn fill(&self, b: &mut [u8]) { let n = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst).wrapping_mul(0x9E3779B97F4A7C15); for (i, x) in b.iter_mut().enumerate() { *x = (n >> ((i % 8) * 8)) as u8 ^ (i as u8); } } }

#[tokio::main]
async fn main() {
    let path = std::env::args().nth(1).unwrap();
    let demo = std::env::args().nth(2).is_some();
    let fresh = !std::path::Path::new(&path).exists();
    let storage = Storage::open(&format!("sqlite://{path}"), Durability::Relaxed).await.unwrap();
    storage.migrate().await.unwrap();
    let day = |t: &str| Timestamp::from_local(t.parse().unwrap(), PARIS);
    let clock = Arc::new(SettableClock::at(day("2024-11-01T10:00:00")));
    let app = App { storage, clock: clock.clone(), entropy: Arc::new(E(1.into())), house: Arc::new(House {
        secret: Secret::new([7; 32]), public_url: "http://127.0.0.1:8099".into(), mail_from: "portrea@exemple.fr".parse().unwrap(),
        demo, shows_mailbox: true, telegram_bot: Some("x".into()), source_url: "/methode#code-source".into() }) };
    if fresh {
        load_reference(&app, &|_| {}).await.unwrap();
        let places = portrea_standards::town_halls().collect::<Result<Vec<_>, _>>().unwrap();
        prefill_inventory(&app, places).await.unwrap();
        open_portrait(&app, &"200038990".parse().unwrap(), portrea_domain::portrait::Phase::Engagement).await.unwrap();
        let mut tx = app.storage.begin().await.unwrap();
        let person = PersonId::mint(app.now(), &*app.entropy);
        tx.people().add(&portrea_domain::person::Person { id: person, name: "A".into(), email: None, fictional: true }, app.now()).await.unwrap();
        let listings = tx.listings().of_territory(&"200038990".parse().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        for (i, l) in listings.iter().enumerate().take(12) {
            let at = match i % 4 { 0 | 1 => "2026-09-01T10:00:00", 2 => "2026-03-01T10:00:00", _ => "2024-11-02T10:00:00" };
            clock.set(day(at));
            let s = ServiceId::mint(app.now(), &*app.entropy);
            let mut typed = vec![
                Typed { path: Path::service(s, "family"), texts: vec![if i % 2 == 0 {"etre_aidee".into()} else {"acces_materiel_informatique".into()}] },
                Typed { path: Path::service(s, "name"), texts: vec!["Permanence numérique".into()] },
                Typed { path: Path::service(s, "description"), texts: vec!["Aide aux démarches CAF, impôts, Ameli. <script>alert(1)</script>".into()] },
                Typed { path: Path::service(s, "fee"), texts: vec!["gratuit".into()] },
                Typed { path: Path::service(s, "hours"), texts: vec!["2,5".into()] },
                Typed { path: Path::field("publics.served"), texts: vec!["tous".into()] },
            ];
            if i == 0 { let s = ServiceId::mint(app.now(), &*app.entropy); typed.push(Typed { path: Path::service(s, "family"), texts: vec!["developper_culture_numerique".into()] }); typed.push(Typed { path: Path::service(s, "name"), texts: vec!["Ateliers tablette".into()] }); }
            if i == 5 { typed.push(Typed { path: Path::field("place.status"), texts: vec!["closed".into()] }); }
            save_draft(&app, person, l.id, &typed).await.unwrap();
            publish(&app, &Publication { person_id: person, listing_id: l.id, door: Door::Form, unchanged: vec![SectionKey::Hours] }).await.unwrap();
        }
    }
    clock.set(day("2026-11-23T10:20:00"));
    let router = portrea_web::dress(portrea_atlas::router(&app).merge(portrea_web::assets()), &app);
    let l = tokio::net::TcpListener::bind("127.0.0.1:8099").await.unwrap();
    axum::serve(l, router).await.unwrap();
}
