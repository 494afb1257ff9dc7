//! A visitor: keeps its cookies, reads pages and presses their buttons.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use portrea_actions::App;
use tower::ServiceExt as _;

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Where a redirect leads; empty elsewhere.
    pub(crate) location: String,
    pub(crate) body: String,
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

    async fn send(&mut self, method: Method, path: &str, body: Body) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
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
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        Reply {
            status,
            location,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
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
