//! A geocoder that speaks the protocol of the Base Adresse Nationale over invented streets, and fails when it is told to.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Multipart, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An address it knows.
#[derive(Clone, Debug)]
pub struct Street {
    /// Its number; none for a whole street, a hamlet or a commune.
    pub number: &'static str,
    /// Name of the street, of the hamlet or of the commune.
    pub name: &'static str,
    /// What it is: `housenumber`, `street`, `locality`, `municipality`.
    pub kind: &'static str,
    /// INSEE code of its commune.
    pub commune: &'static str,
    /// Name of its commune.
    pub city: &'static str,
    /// Its post code.
    pub postcode: &'static str,
    /// Latitude and longitude.
    pub point: (f64, f64),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It takes the question and never answers.
    Hang,
    /// It answers with this status.
    Status(u16),
    /// It answers something else.
    Garbage,
    /// It answers more than anybody wants to read.
    Endless,
    /// It finds everything in this other commune.
    WrongCommune(&'static str),
    /// It sends the asker to this address.
    Redirect(String),
}

/// The fake; it stops when dropped.
#[derive(Debug)]
pub struct FakeGeocoder {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<io::Result<()>>,
}

#[derive(Debug)]
struct Shared {
    streets: Vec<Street>,
    fault: Mutex<Option<Fault>>,
    asked: Mutex<Vec<String>>,
}

impl FakeGeocoder {
    /// Starts one on a free port of the loopback.
    pub async fn start(streets: Vec<Street>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            streets,
            fault: Mutex::default(),
            asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/geocodage/search", get(search))
            .route("/geocodage/search/csv", post(search_csv))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// Its base address.
    pub fn url(&self) -> String {
        format!("http://{}/geocodage", self.address)
    }

    /// From now on this goes wrong, or nothing does.
    pub fn fail(&self, fault: Option<Fault>) {
        *self
            .shared
            .fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// The questions it was asked, oldest first.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.shared.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for FakeGeocoder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    postcode: String,
    #[serde(default)]
    citycode: String,
}

async fn search(State(shared): State<Arc<Shared>>, Query(asked): Query<Asked>) -> Response {
    shared.note(&asked.q);
    if let Some(broken) = shared.broken().await {
        return broken;
    }
    if asked.q.chars().count() < 3 || asked.q.chars().count() > 200 {
        let detail = json!({ "code": 400, "message": "q: must contain between 3 and 200 chars" });
        return (StatusCode::BAD_REQUEST, Json(detail)).into_response();
    }
    let features: Vec<Value> = shared
        .best(&asked)
        .into_iter()
        .map(|(street, score)| shared.feature(street, score))
        .collect();
    Json(json!({ "type": "FeatureCollection", "features": features, "query": asked.q }))
        .into_response()
}

async fn search_csv(State(shared): State<Arc<Shared>>, mut form: Multipart) -> Response {
    let mut table = String::new();
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("data") {
            table = field.text().await.unwrap_or_default();
        }
    }
    shared.note(&table);
    if let Some(broken) = shared.broken().await {
        return broken;
    }
    let mut lines = table.lines();
    let head = lines.next().unwrap_or_default();
    let mut answer = format!(
        "{head},longitude,latitude,result_score,result_score_next,result_label,result_type,result_citycode,result_status\n"
    );
    for line in lines {
        answer.push_str(&shared.line(line));
    }
    ([(header::CONTENT_TYPE, "text/csv")], answer).into_response()
}

impl Shared {
    fn note(&self, question: &str) {
        let asked = self.asked.lock();
        asked
            .unwrap_or_else(PoisonError::into_inner)
            .push(question.to_owned());
    }

    fn fault(&self) -> Option<Fault> {
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn broken(&self) -> Option<Response> {
        match self.fault()? {
            Fault::WrongCommune(_) => None,
            Fault::Hang => std::future::pending().await,
            Fault::Status(code) => Some(StatusCode::from_u16(code).ok()?.into_response()),
            Fault::Garbage => Some("<html>maintenance</html>".into_response()),
            Fault::Endless => Some("a".repeat(4 * 1024 * 1024).into_response()),
            Fault::Redirect(to) => {
                let mut heads = HeaderMap::new();
                heads.insert(header::LOCATION, to.parse().ok()?);
                Some((StatusCode::FOUND, heads).into_response())
            }
        }
    }

    /// The street that holds most words of the question, with the share of the words it holds.
    fn best(&self, asked: &Asked) -> Option<(&Street, f64)> {
        let wanted = words(&asked.q);
        let here = |street: &&Street| {
            (asked.citycode.is_empty() || street.commune == asked.citycode)
                && (asked.postcode.is_empty() || street.postcode == asked.postcode)
        };
        let score = |street: &Street| {
            let whole = format!(
                "{} {} {} {}",
                street.number, street.name, street.postcode, street.city
            );
            let known = words(&whole);
            let held = wanted.intersection(&known).count();
            let all = wanted.union(&known).count();
            share(held, all)
        };
        self.streets
            .iter()
            .filter(here)
            .map(|street| (street, score(street)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .filter(|(_, score)| *score > 0.0)
    }

    fn commune<'a>(&self, street: &'a Street) -> &'a str {
        match self.fault() {
            Some(Fault::WrongCommune(other)) => other,
            _ => street.commune,
        }
    }

    fn feature(&self, street: &Street, score: f64) -> Value {
        let label = street.label();
        let commune = self.commune(street);
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [street.point.1, street.point.0] },
            "properties": {
                "label": label, "score": score, "id": format!("{commune}_0000"), "name": street.name,
                "postcode": street.postcode, "citycode": commune, "city": street.city,
                "x": 0.0, "y": 0.0, "context": "35, Ille-et-Vilaine, Bretagne", "type": street.kind, "importance": 0.5,
            },
        })
    }

    /// A line of the table with what was found added; lines hold no comma within a cell here.
    fn line(&self, line: &str) -> String {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default().to_owned();
        let asked = Asked {
            q: cell(1),
            postcode: cell(2),
            citycode: cell(3),
        };
        match self.best(&asked).filter(|_| !asked.q.is_empty()) {
            Some((street, score)) => format!(
                "{line},{},{},{score},,{},{},{},ok\n",
                street.point.1,
                street.point.0,
                street.label(),
                street.kind,
                self.commune(street)
            ),
            None => format!("{line},,,,,,,,not-found\n"),
        }
    }
}

impl Street {
    fn label(&self) -> String {
        let label = format!(
            "{} {} {} {}",
            self.number, self.name, self.postcode, self.city
        );
        label.trim().to_owned()
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn share(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole.max(1))
}
