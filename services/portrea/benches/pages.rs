//! CPU of one listing page and one form page, on the demonstration: everything but the socket.

use std::hint::black_box;

use axum::body::Body;
use axum::http::Request;
use criterion::{Criterion, criterion_group, criterion_main};
use portrea::{Composition, DemoOptions, prepare};
use portrea_mailer::Transport;
use portrea_startup::{MailSettings, Metrics, Settings};
use tower::ServiceExt as _;

fn settings(folder: &std::path::Path) -> Settings {
    Settings {
        data_dir: folder.to_owned(),
        database_url: None,
        public_url: None,
        smtp_url: None,
        mail_from: None,
        outside: portrea_startup::OutsideSettings::default(),
        secret: None,
        telegram_token: None,
        telegram_api_url: None,
        telegram_webhook_secret: None,
        source_url: None,
        freshness_cron: None,
        mail: MailSettings::default(),
        log: "error".to_owned(),
    }
}

async fn page(router: &axum::Router, path: &str) -> usize {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    assert!(
        response.status().is_success(),
        "{path}: {}",
        response.status()
    );
    axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a body")
        .len()
}

fn pages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::TempDir::new().expect("a folder");
    let options = DemoOptions {
        epci: "200038990".parse().expect("a code"),
        empty: false,
        day_in: None,
        listen: "127.0.0.1:8080".parse().expect("an address"),
    };
    let prepared = runtime
        .block_on(prepare(&settings(folder.path()), &options))
        .expect("a demonstration");
    let path = |what: &str| {
        let (_, url) = prepared
            .addresses
            .iter()
            .find(|(words, _)| *words == what)
            .expect("an address");
        url.trim_start_matches("http://127.0.0.1:8080").to_owned()
    };
    let form = path("A listing to complete");
    let listing = runtime.block_on(async {
        let mut tx = prepared.opened.app.storage.read().await.expect("a read");
        let id = tx
            .listings()
            .id_by_source("mairie-35184")
            .await
            .expect("a read")
            .expect("a town hall");
        format!("/lieux/{id}")
    });
    let router = Composition {
        app: prepared.opened.app.clone(),
        only: Vec::new(),
        mail: Transport::mailbox(&prepared.opened.folder.mail()),
        telegram: None,
        locator: portrea_intake::Locator::default(),
        schedule: portrea_freshness::DAILY.to_owned(),
        metrics: Metrics::none(),
        folder: folder.path().to_owned(),
    }
    .router();
    for (name, path) in [
        ("listing page", listing),
        ("form summary", form.clone()),
        ("form section", format!("{form}/hours")),
        ("map", "/".to_owned()),
    ] {
        criterion.bench_function(name, |bencher| {
            bencher
                .to_async(&runtime)
                .iter(|| async { black_box(page(&router, &path).await) });
        });
    }
}

criterion_group! { name = benches; config = Criterion::default().sample_size(60); targets = pages }
criterion_main!(benches);
