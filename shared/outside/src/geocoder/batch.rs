//! Many questions at once: a table is sent, and comes back with columns added.

use std::collections::HashMap;

use reqwest::multipart::{Form, Part};
use serde::Deserialize;

use super::{Located, Sought, judged};
use crate::error::OutsideError;

/// Our own number of a line: lines are matched by it and not by their order.
const NUMBER: &str = "n";
const ADDRESS: &str = "adresse";
const POSTAL_CODE: &str = "code_postal";
const COMMUNE: &str = "code_insee";

#[derive(Deserialize)]
struct Row {
    n: usize,
    #[serde(default)]
    latitude: Option<f64>,
    #[serde(default)]
    longitude: Option<f64>,
    #[serde(default)]
    result_score: Option<f64>,
    #[serde(default)]
    result_type: Option<String>,
    #[serde(default)]
    result_citycode: Option<String>,
}

/// The form that asks for these addresses.
pub(super) fn form(sought: &[Sought]) -> Result<Form, OutsideError> {
    let table = table(sought).map_err(|_unwritable| OutsideError::Unreadable("the question"))?;
    let file = Part::bytes(table)
        .file_name("adresses.csv")
        .mime_str("text/csv")
        .map_err(|_fixed| OutsideError::Unreadable("the question"))?;
    Ok(Form::new()
        .part("data", file)
        .text("columns", ADDRESS)
        .text("postcode", POSTAL_CODE)
        .text("citycode", COMMUNE))
}

fn table(sought: &[Sought]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([NUMBER, ADDRESS, POSTAL_CODE, COMMUNE])?;
    for (n, sought) in sought.iter().enumerate() {
        writer.write_record([
            n.to_string(),
            sought.words().unwrap_or_default(),
            sought.postal_code.clone().unwrap_or_default(),
            sought.commune.to_string(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// Where each address is, in the order they were asked. A line that does not come back was not found.
pub(super) fn read(bytes: &[u8], sought: &[Sought]) -> Result<Vec<Option<Located>>, OutsideError> {
    let mut found: HashMap<usize, Option<Located>> = HashMap::new();
    let mut reader = csv::Reader::from_reader(bytes);
    for row in reader.deserialize::<Row>() {
        let row =
            row.map_err(|_malformed| OutsideError::Unreadable("not the table that was sent"))?;
        let asked = sought
            .get(row.n)
            .ok_or(OutsideError::Unreadable("a line nobody asked for"))?;
        found.insert(row.n, row.located(asked));
    }
    if found.is_empty() && !sought.is_empty() {
        return Err(OutsideError::Unreadable("an empty table"));
    }
    Ok((0..sought.len())
        .map(|n| found.remove(&n).flatten())
        .collect())
}

impl Row {
    fn located(&self, asked: &Sought) -> Option<Located> {
        let point = (self.latitude?, self.longitude?);
        let commune = self.result_citycode.as_deref()?;
        judged(
            self.result_type.as_deref()?,
            self.result_score?,
            commune,
            point,
        )
        .believed(&asked.commune)
    }
}
