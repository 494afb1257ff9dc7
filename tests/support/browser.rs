//! A browser without a screen: it keeps cookies, follows redirections and posts the forms it was shown.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt as _;

/// A browser without a screen.
pub(crate) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The network address it comes from, as a proxy would say it.
    address: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    /// The body as it came: a PDF is no text.
    pub(crate) bytes: Vec<u8>,
    pub(crate) location: Option<String>,
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
            address: "192.0.2.1".to_owned(),
        }
    }

    /// The same browser somewhere else.
    pub(crate) fn at(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    /// Asks for the head of a page.
    pub(crate) async fn head(&mut self, path: &str) -> Answer {
        self.send(Method::HEAD, path, String::new()).await
    }

    /// Posts fields, as they are.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.send(Method::POST, path, body.join("&")).await
    }

    /// Posts bytes that say they are of some kind.
    pub(crate) async fn post_as(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.send_as(Method::POST, path, kind, body).await
    }

    /// Posts JSON, as the scripts of pages do.
    pub(crate) async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Answer {
        let body = body.to_string().into_bytes();
        self.send_as(Method::POST, path, "application/json", body)
            .await
    }

    /// Opens `page`, takes its CSRF token, posts fields to `action` with it, and follows a redirection.
    pub(crate) async fn submit(
        &mut self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let token = self.get(page).await.field("csrf");
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        let answer = self.post(action, &all).await;
        self.follow(answer).await
    }

    /// Goes where an answer leads.
    pub(crate) async fn follow(&mut self, answer: Answer) -> Answer {
        match &answer.location {
            Some(location) => {
                let path = location.split('#').next().unwrap_or_default().to_owned();
                self.get(&path).await
            }
            None => answer,
        }
    }

    /// Opens `page`, takes its CSRF token, sends a file to `action` as a browser does, and follows a redirection.
    pub(crate) async fn upload(
        &mut self,
        page: &str,
        action: &str,
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let token = self.get(page).await.field("csrf");
        let mut body = Vec::new();
        let mut part = |head: &str, content: &[u8]| {
            body.extend_from_slice(
                format!("--limite\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"csrf\"", token.as_bytes());
        part("name=\"liste\"", b"");
        part(&format!("name=\"fichier\"; filename=\"{name}\""), bytes);
        body.extend_from_slice(b"--limite--\r\n");
        let kind = "multipart/form-data; boundary=limite";
        let answer = self.send_as(Method::POST, action, kind, body).await;
        self.follow(answer).await
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.send_as(method, path, kind, body.into_bytes()).await
    }

    async fn send_as(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "portrea.test")
            .header("x-forwarded-for", &self.address)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status();
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(|value| value.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        Answer {
            status,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            location,
        }
    }
}

impl Answer {
    /// The value of a hidden field of the page.
    pub(crate) fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let rest = self.body.split_once(&marker).map(|(_, rest)| rest);
        let value = rest
            .and_then(|rest| rest.split_once('"'))
            .map(|(value, _)| value);
        value
            .unwrap_or_else(|| panic!("no field {name} in:\n{}", self.body))
            .to_owned()
    }

    /// The words of the pages of a PDF, spaces folded.
    pub(crate) fn pdf_text(&self) -> String {
        let document = lopdf::Document::load_mem(&self.bytes).expect("a readable PDF");
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).expect("words");
        text.replace(['\u{a0}', '\u{202f}'], " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The text of the page without its tags, spaces folded.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => {
                    inside = true;
                    text.push(' ');
                }
                '>' => inside = false,
                _ if !inside => text.push(if c == '\u{a0}' || c == '\u{202f}' {
                    ' '
                } else {
                    c
                }),
                _ => {}
            }
        }
        let text = text
            .replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
            .replace("&#39;", "'")
            .replace("&#x27;", "'");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails unless the page says this.
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(
            self.text().contains(words),
            "“{words}” is not in ({}):\n{}",
            self.status,
            self.text()
        );
        self
    }

    /// The addresses of the house the page links to.
    pub(crate) fn links(&self) -> Vec<String> {
        let after = |mark: &str| {
            let rest = self.body.split(mark).skip(1);
            rest.filter_map(|rest| rest.split('"').next())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let addresses = after(" href=\"").into_iter().chain(after(" src=\""));
        addresses
            .filter(|link| link.starts_with('/'))
            .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
            .collect()
    }
}

/// Percent-encodes a text for a form.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
