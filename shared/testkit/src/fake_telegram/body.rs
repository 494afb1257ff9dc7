//! Parameters of a call, sent as JSON or as a multipart form of text fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The parameters as one JSON object. `None` when the body is neither form.
pub(super) fn parameters(content_type: &str, body: &[u8]) -> Option<Value> {
    if let Some((_, boundary)) = content_type.split_once("boundary=") {
        return Some(multipart(
            boundary.trim_matches('"'),
            &String::from_utf8_lossy(body),
        ));
    }
    if body.is_empty() {
        return Some(Value::Object(Map::new()));
    }
    serde_json::from_slice(body).ok()
}

fn multipart(boundary: &str, body: &str) -> Value {
    let fields: BTreeMap<&str, &str> = body
        .split(&format!("--{boundary}"))
        .filter_map(field)
        .collect();
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), typed(value)))
        .collect()
}

fn field(part: &str) -> Option<(&str, &str)> {
    let (headers, value) = part.split_once("\r\n\r\n")?;
    let name = headers.split("name=\"").nth(1)?.split('"').next()?;
    Some((name, value.strip_suffix("\r\n").unwrap_or(value)))
}

/// In a form, numbers, flags and lists travel as JSON text, and words bare.
fn typed(value: &str) -> Value {
    match serde_json::from_str(value) {
        Ok(parsed) if !matches!(parsed, Value::String(_) | Value::Null) => parsed,
        _ => Value::from(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parameters;

    #[test]
    fn a_form_is_read_as_the_object_it_stands_for() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a.fr/b\r\n\
                    --X\r\nContent-Disposition: form-data; name=\"allowed_updates\"\r\n\
                    Content-Type: text/plain\r\n\r\n[\"message\"]\r\n--X--\r\n";
        assert_eq!(
            parameters("multipart/form-data; boundary=X", body.as_bytes()),
            Some(json!({"url": "https://a.fr/b", "allowed_updates": ["message"]}))
        );
    }

    #[test]
    fn no_body_is_no_parameter_and_a_broken_one_is_nothing() {
        assert_eq!(parameters("", b""), Some(json!({})));
        assert_eq!(parameters("application/json", b"{"), None);
    }
}
