//! Who a send chooses, in words.

use std::collections::BTreeMap;

use portrea_domain::mailing::{MailingKind, Selection};
use portrea_domain::territory::CommuneCode;
use portrea_render::french;

use crate::words::counted;

/// « Toutes les personnes pas encore invitées », « Parmi celles…: élu·e ; Bédée ou Iffendic ».
pub(super) fn in_words(
    kind: MailingKind,
    selection: &Selection,
    communes: &BTreeMap<CommuneCode, String>,
) -> String {
    let who = match kind {
        MailingKind::Invitation => "les personnes pas encore invitées",
        MailingKind::Reminder => "les personnes invitées qui n’ont pas répondu",
    };
    if selection.is_everybody() {
        return format!("Toutes {who}");
    }
    let mut conditions = Vec::new();
    let mut any_of = |words: Vec<String>| {
        if !words.is_empty() {
            conditions.push(words.join(" ou "));
        }
    };
    any_of(
        selection
            .roles
            .iter()
            .map(|role| role.label().to_owned())
            .collect(),
    );
    let name = |code: &CommuneCode| communes.get(code).cloned();
    any_of(
        selection
            .communes
            .iter()
            .map(|code| name(code).unwrap_or_else(|| code.to_string()))
            .collect(),
    );
    any_of(
        selection
            .themes
            .iter()
            .map(|theme| format!("«\u{a0}{}\u{a0}»", theme.label()))
            .collect(),
    );
    if let Some(people) = &selection.people {
        let ticked = counted(people.len(), "personne cochée", "personnes cochées");
        conditions.push(format!("{ticked} à la main"));
    }
    format!("Parmi {who}\u{a0}: {}", french::list(&conditions))
}

#[cfg(test)]
mod tests {
    use portrea_domain::contact::ContactRole;

    use super::*;

    #[test]
    fn what_is_asked_is_said() {
        let bedee: CommuneCode = "35023".parse().unwrap();
        let communes = [(bedee.clone(), "Bédée".to_owned())].into();
        let mut selection = Selection::default();
        assert_eq!(
            in_words(MailingKind::Reminder, &selection, &communes),
            "Toutes les personnes invitées qui n’ont pas répondu"
        );
        selection.roles = [ContactRole::Elu, ContactRole::Acteur].into();
        selection.communes = [bedee].into();
        assert_eq!(
            in_words(MailingKind::Invitation, &selection, &communes),
            "Parmi les personnes pas encore invitées\u{a0}: élu·e ou acteur de terrain et Bédée"
        );
    }
}
