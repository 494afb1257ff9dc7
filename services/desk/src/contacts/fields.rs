//! The fields of a contact: shown with what is known, read back from a form.

use portrea_actions::{ActionError, ContactEdit};
use portrea_domain::contact::{ContactChannel, ContactRole};
use portrea_domain::person::Reach;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_storage::CommuneRow;
use portrea_web::Posted;

/// What the fields of a contact hold.
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) given_name: String,
    pub(super) phone: String,
    pub(super) postal_address: String,
    pub(super) organisation: String,
    pub(super) source: String,
    pub(super) note: String,
    pub(super) roles: Vec<(&'static str, &'static str, bool)>,
    pub(super) themes: Vec<(&'static str, &'static str, bool)>,
    pub(super) channels: Vec<(&'static str, &'static str, bool)>,
    /// Communes of the portrait, and those beyond that the contact speaks for: code, name, chosen.
    pub(super) communes: Vec<(String, String, bool)>,
    /// What is wrong: field and words.
    pub(super) errors: Vec<(String, String)>,
}

impl Fields {
    /// The fields of what a contact is, or would be.
    pub(super) fn of(edit: &ContactEdit, communes: &[CommuneRow]) -> Self {
        let mut options: Vec<(String, String, bool)> = communes
            .iter()
            .map(|row| {
                let chosen = edit.communes.contains(&row.code);
                (row.code.to_string(), row.name.clone(), chosen)
            })
            .collect();
        for code in &edit.communes {
            if !communes.iter().any(|row| row.code == *code) {
                options.push((code.to_string(), code.to_string(), true));
            }
        }
        let role = |role: ContactRole| (role.as_str(), role.label(), edit.roles.contains(&role));
        let theme = |theme: Family| (theme.as_str(), theme.label(), edit.themes.contains(&theme));
        let channel = |channel: ContactChannel| {
            let chosen = edit.channel == Some(channel);
            (channel.as_str(), channel.label(), chosen)
        };
        Self {
            name: edit.name.clone(),
            given_name: edit.reach.given_name.clone(),
            phone: edit.reach.phone.clone(),
            postal_address: edit.reach.postal_address.clone(),
            organisation: edit.organisation.clone(),
            source: edit.source.clone(),
            note: edit.note.clone(),
            roles: ContactRole::ALL.map(role).to_vec(),
            themes: Family::ALL.map(theme).to_vec(),
            channels: ContactChannel::ALL.map(channel).to_vec(),
            communes: options,
            errors: Vec::new(),
        }
    }

    /// The same, with what an action refused.
    pub(super) fn with(mut self, error: ActionError) -> Result<Self, ActionError> {
        match error {
            ActionError::Fields(errors) => {
                let words =
                    |error: portrea_actions::FieldError| (error.path.to_string(), error.message);
                self.errors = errors.into_iter().map(words).collect();
                Ok(self)
            }
            ActionError::Refused(words) => {
                self.errors.push(("email".to_owned(), words));
                Ok(self)
            }
            other => Err(other),
        }
    }

    /// Whether a commune is chosen.
    pub(super) fn has_communes(&self) -> bool {
        self.communes.iter().any(|(_, _, chosen)| *chosen)
    }

    /// Whether a theme is chosen.
    pub(super) fn has_themes(&self) -> bool {
        self.themes.iter().any(|(_, _, chosen)| *chosen)
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| name == field);
        found.map(|(_, words)| words.as_str())
    }
}

/// What was posted of a contact. Communes keep the order they had.
pub(super) fn read(posted: &Posted, before: &[CommuneCode]) -> ContactEdit {
    let text = |name: &str| posted.get(name).unwrap_or_default().to_owned();
    let chosen: Vec<CommuneCode> = posted
        .all("communes")
        .iter()
        .filter_map(|code| code.parse().ok())
        .collect();
    let mut communes: Vec<CommuneCode> = before
        .iter()
        .filter(|code| chosen.contains(code))
        .cloned()
        .collect();
    for code in chosen {
        if !communes.contains(&code) {
            communes.push(code);
        }
    }
    ContactEdit {
        name: text("name"),
        reach: Reach {
            given_name: text("given_name").trim().to_owned(),
            phone: text("phone"),
            postal_address: text("postal_address")
                .replace("\r\n", "\n")
                .trim()
                .to_owned(),
        },
        roles: posted
            .all("roles")
            .iter()
            .filter_map(|role| role.parse().ok())
            .collect(),
        organisation: text("organisation"),
        communes,
        themes: posted
            .all("themes")
            .iter()
            .filter_map(|theme| theme.parse().ok())
            .collect(),
        channel: posted.get("channel").and_then(|text| text.parse().ok()),
        source: text("source"),
        note: text("note").replace("\r\n", "\n").trim().to_owned(),
    }
}
