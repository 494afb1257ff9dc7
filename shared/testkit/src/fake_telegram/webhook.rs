//! Delivers an update the way Telegram calls a webhook.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Posts `update` to an `http://host:port/path` address and gives the status answered.
///
/// Panics when nothing answers HTTP there.
pub async fn deliver_webhook(url: &str, secret_token: Option<&str>, update: &Value) -> u16 {
    let address = url
        .strip_prefix("http://")
        .expect("a webhook under test is plain HTTP");
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let mut stream = match TcpStream::connect(host).await {
        Ok(stream) => stream,
        Err(error) => panic!("nobody listens at {url}: {error}"),
    };
    let request = request(host, path, secret_token, &update.to_string());
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the request can be sent");
    let mut answer = Vec::new();
    // A server that refuses early may reset the connection after its answer.
    stream.read_to_end(&mut answer).await.ok();
    let answer = String::from_utf8_lossy(&answer);
    match status(&answer) {
        Some(status) => status,
        None => panic!("{url} does not answer HTTP: {answer:?}"),
    }
}

fn request(host: &str, path: &str, secret_token: Option<&str>, body: &str) -> String {
    let secret = secret_token
        .map(|secret| format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"))
        .unwrap_or_default();
    format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n{secret}\r\n{body}",
        body.len()
    )
}

fn status(answer: &str) -> Option<u16> {
    answer
        .strip_prefix("HTTP/1.")?
        .split(' ')
        .nth(1)?
        .parse()
        .ok()
}
