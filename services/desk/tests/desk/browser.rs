//! A visitor: keeps its cookies, reads pages and presses their buttons.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use portrea_actions::App;
use tower::ServiceExt as _;

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Where a redirect leads; empty elsewhere.
    pub(crate) location: String,
    pub(crate) body: String,
    /// The body as it came: a PDF is no text.
    pub(crate) bytes: Vec<u8>,
    pub(crate) headers: HeaderMap,
}

impl Reply {
    /// The value of a hidden field.
    pub(crate) fn field(&self, name: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("no field {name} in: {}", self.body));
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Its text without tags, spaces folded, those that do not break made plain.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                c if !inside => text.push(c),
                _ => {}
            }
        }
        let text = text
            .replace("&nbsp;", " ")
            .replace(['\u{a0}', '\u{202f}'], " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A visitor.
pub(crate) struct Browser {
    router: Router,
    cookie: Option<String>,
}

impl Browser {
    pub(crate) fn new(app: &App) -> Self {
        let router = portrea_web::dress(portrea_desk::router(app), app);
        Self {
            router,
            cookie: None,
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.send(Method::POST, path, Body::from(pairs.join("&")))
            .await
    }

    /// Sends what a script would.
    pub(crate) async fn post_json(&mut self, path: &str, json: String) -> Reply {
        self.send_as(Method::POST, path, "application/json", Body::from(json))
            .await
    }

    async fn send(&mut self, method: Method, path: &str, body: Body) -> Reply {
        self.send_as(method, path, "application/x-www-form-urlencoded", body)
            .await
    }

    async fn send_as(&mut self, method: Method, path: &str, kind: &str, body: Body) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let text = |name| {
            let value = response.headers().get(name);
            value.map(|value: &header::HeaderValue| value.to_str().unwrap().to_owned())
        };
        let location = text(header::LOCATION).unwrap_or_default();
        if let Some(set) = text(header::SET_COOKIE) {
            let kept = set.split_once(';').unwrap().0.to_owned();
            self.cookie = (!set.contains("Max-Age=0")).then_some(kept);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        Reply {
            status,
            location,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            headers,
        }
    }
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
