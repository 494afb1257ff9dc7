//! What a button does, and the few bytes it carries.

use portrea_domain::ids::{EntryId, InvitationId, ListingId};
use portrea_domain::invitation::Reply;
use portrea_domain::questionnaire::{Family, Group, SectionKey};

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Go to the menu.
    Menu,
    /// Explain.
    Help,
    /// Pause.
    Stop,
    /// Go back to the question left unanswered.
    Resume,
    /// Show a listing.
    Open(ListingId),
    /// Show an invitation.
    Invitation(InvitationId),
    /// The rest only means something at the question shown.
    Here(Here),
}

/// What a button does at the question it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Here {
    /// Everything shown is exact: publish.
    Exact,
    /// Publish the changes alone.
    Publish,
    /// Change something.
    Edit,
    /// One step back.
    Back,
    /// This section.
    Section(SectionKey),
    /// This repeating group.
    Group(Group),
    /// Add an entry.
    Add,
    /// This entry.
    Entry(EntryId),
    /// This family.
    Family(Family),
    /// Change the entry shown.
    Change,
    /// Withdraw the entry shown.
    Withdraw,
    /// Enough was said of this entry.
    Enough,
    /// This choice.
    Pick(String),
    /// The choices ticked are the answer.
    Done,
    /// Leave the answer as it is.
    Keep,
    /// Withdraw the answer.
    Erase,
    /// Yes.
    Confirm,
    /// No, once more.
    Again,
    /// The wording proposed.
    Accept,
    /// This answer to an invitation.
    Reply(Reply),
}

impl Act {
    /// What the button carries: at most 64 bytes, which is what Telegram takes.
    pub(super) fn data(&self, stamp: u32) -> String {
        match self {
            Self::Menu => "menu".to_owned(),
            Self::Help => "aide".to_owned(),
            Self::Stop => "stop".to_owned(),
            Self::Resume => "reprendre".to_owned(),
            Self::Open(listing) => format!("fiche:{listing}"),
            Self::Invitation(invitation) => format!("reunion:{invitation}"),
            Self::Here(here) => format!("{stamp}.{}", here.data()),
        }
    }

    /// What a button meant, and the question it belonged to when it is bound to one.
    pub(super) fn read(data: &str) -> Option<(Option<u32>, Self)> {
        let free = |act| Some((None, act));
        match data {
            "menu" => return free(Self::Menu),
            "aide" => return free(Self::Help),
            "stop" => return free(Self::Stop),
            "reprendre" => return free(Self::Resume),
            _ => {}
        }
        if let Some(id) = data.strip_prefix("fiche:") {
            return free(Self::Open(id.parse().ok()?));
        }
        if let Some(id) = data.strip_prefix("reunion:") {
            return free(Self::Invitation(id.parse().ok()?));
        }
        let (stamp, here) = data.split_once('.')?;
        Some((Some(stamp.parse().ok()?), Self::Here(Here::read(here)?)))
    }
}

impl From<Here> for Act {
    fn from(here: Here) -> Self {
        Self::Here(here)
    }
}

impl Here {
    fn data(&self) -> String {
        match self {
            Self::Exact => "exact".to_owned(),
            Self::Publish => "publier".to_owned(),
            Self::Edit => "modifier".to_owned(),
            Self::Back => "retour".to_owned(),
            Self::Section(section) => format!("partie:{}", section.as_str()),
            Self::Add => "ajouter".to_owned(),
            Self::Group(group) => format!("groupe:{}", group.as_str()),
            Self::Entry(entry) => format!("aide:{entry}"),
            Self::Family(family) => format!("famille:{}", family.as_str()),
            Self::Change => "changer".to_owned(),
            Self::Withdraw => "retirer".to_owned(),
            Self::Enough => "assez".to_owned(),
            Self::Pick(code) => format!("choix:{code}"),
            Self::Done => "fini".to_owned(),
            Self::Keep => "garder".to_owned(),
            Self::Erase => "effacer".to_owned(),
            Self::Confirm => "oui".to_owned(),
            Self::Again => "non".to_owned(),
            Self::Accept => "accepter".to_owned(),
            Self::Reply(reply) => format!("reponse:{}", reply.as_str()),
        }
    }

    fn read(data: &str) -> Option<Self> {
        if let Some((verb, argument)) = data.split_once(':') {
            return match verb {
                "partie" => argument.parse().ok().map(Self::Section),
                "groupe" => argument.parse().ok().map(Self::Group),
                "aide" => argument.parse().ok().map(Self::Entry),
                "famille" => argument.parse().ok().map(Self::Family),
                "choix" => Some(Self::Pick(argument.to_owned())),
                "reponse" => argument.parse().ok().map(Self::Reply),
                _ => None,
            };
        }
        Some(match data {
            "exact" => Self::Exact,
            "publier" => Self::Publish,
            "modifier" => Self::Edit,
            "retour" => Self::Back,
            "ajouter" => Self::Add,
            "changer" => Self::Change,
            "retirer" => Self::Withdraw,
            "assez" => Self::Enough,
            "fini" => Self::Done,
            "garder" => Self::Keep,
            "effacer" => Self::Erase,
            "oui" => Self::Confirm,
            "non" => Self::Again,
            "accepter" => Self::Accept,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::questionnaire;

    use super::*;

    const ID: &str = "0190f2a4-0000-7000-8000-000000000001";

    fn every_act() -> Vec<Act> {
        let mut acts = vec![Act::Menu, Act::Help, Act::Stop, Act::Resume];
        acts.push(Act::Open(ID.parse().unwrap()));
        acts.push(Act::Invitation(ID.parse().unwrap()));
        let mut here = vec![
            Here::Exact,
            Here::Publish,
            Here::Edit,
            Here::Back,
            Here::Add,
            Here::Change,
        ];
        here.extend([
            Here::Withdraw,
            Here::Done,
            Here::Keep,
            Here::Erase,
            Here::Confirm,
            Here::Again,
            Here::Accept,
            Here::Enough,
        ]);
        here.push(Here::Entry(ID.parse().unwrap()));
        here.extend(Group::ALL.map(Here::Group));
        here.extend(SectionKey::ALL.map(Here::Section));
        here.extend(Family::ALL.map(Here::Family));
        here.extend(Reply::ALL.map(Here::Reply));
        let choices = questionnaire::all().flat_map(|(_, question)| question.choices());
        here.extend(choices.map(|choice| Here::Pick(choice.code.to_owned())));
        acts.extend(here.into_iter().map(Act::Here));
        acts
    }

    #[test]
    fn every_button_reads_back_and_fits_in_what_telegram_takes() {
        for act in every_act() {
            let data = act.data(u32::MAX);
            assert!(data.len() <= 64, "{data}");
            let stamp = matches!(act, Act::Here(_)).then_some(u32::MAX);
            assert_eq!(Act::read(&data), Some((stamp, act)));
        }
    }

    #[test]
    fn what_is_no_button_of_ours_is_nothing() {
        for data in [
            "",
            "x",
            "7.",
            "7.lune",
            "x.exact",
            "fiche:lune",
            "7.famille:lune",
            "7.partie:",
        ] {
            assert_eq!(Act::read(data), None, "{data}");
        }
    }
}
