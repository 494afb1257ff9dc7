//! Buttons bound to the place where the person is.

use portrea_domain::document::Path;
use portrea_domain::invitation::Reply;
use portrea_domain::questionnaire::{Family, Group, Kind, Question, SectionKey};
use portrea_domain::{EntryId, InvitationId, ListingId, ServiceId};

use portrea_actions::Typed;

use super::act::Here;
use super::ask;
use super::effect::Effect;
use super::state::{Ask, Place};
use super::step::Talk;

const NOT_HERE: &str = "Ce bouton ne fait plus rien ici. Voici où nous en sommes.";

impl Talk<'_> {
    /// A button bound to the present place.
    pub(super) fn act_here(&mut self, here: Here) {
        match self.state.place.clone() {
            Place::Listing { listing, shown } => self.at_listing(listing, shown, &here),
            Place::Sections { listing } => self.at_sections(listing, &here),
            Place::Asking(ask) => self.at_question(ask, here),
            Place::Entries { listing, group } => self.at_entries(listing, group, &here),
            Place::Family { listing, service } => self.at_families(listing, service, &here),
            Place::Entry {
                listing,
                group,
                entry,
            } => self.at_entry(listing, group, entry, &here),
            Place::Withdrawing {
                listing,
                group,
                entry,
            } => self.at_withdrawal(listing, group, entry, &here),
            Place::Invitation { invitation } => match here {
                Here::Reply(reply) => self.reply(invitation, reply),
                _ => self.say(NOT_HERE),
            },
            Place::Home | Place::Paused => self.say(NOT_HERE),
        }
    }

    fn at_listing(&mut self, listing: ListingId, shown: u64, here: &Here) {
        let Some(view) = self.view.listing(listing) else {
            return;
        };
        match here {
            Here::Edit => self.go(Place::Sections { listing }),
            Here::Exact | Here::Publish if view.fingerprint() != shown => {
                self.say("La fiche a changé depuis que je vous l’ai montrée. Relisez-la, s’il vous plaît.");
            }
            Here::Exact => self.carry_out(Effect::Publish {
                listing,
                unchanged: SectionKey::ALL.to_vec(),
            }),
            Here::Publish if view.pending.is_empty() => {
                self.say("Rien n’attend d’être publié : ce que vous avez dit est déjà en ligne, ou chez votre référent.");
            }
            Here::Publish => self.carry_out(Effect::Publish {
                listing,
                unchanged: Vec::new(),
            }),
            _ => self.say(NOT_HERE),
        }
    }

    fn at_sections(&mut self, listing: ListingId, here: &Here) {
        match here {
            Here::Back => self.open(listing),
            Here::Section(section) => {
                let first = section.questions().find(|question| question.is_asked());
                match (first, section.groups().next()) {
                    (Some(question), _) => self.ask(listing, Path::field(question.key)),
                    (None, Some(group)) => self.go(Place::Entries { listing, group }),
                    (None, None) => self.open(listing),
                }
            }
            Here::Group(group) => self.go(Place::Entries {
                listing,
                group: *group,
            }),
            _ => self.say(NOT_HERE),
        }
    }

    fn at_entries(&mut self, listing: ListingId, group: Group, here: &Here) {
        match here {
            Here::Back => self.open(listing),
            Here::Add if group == Group::Services => self.go(Place::Family {
                listing,
                service: self.view.fresh_service,
            }),
            Here::Add => {
                let lead = Path::entry(group, self.view.fresh_service, group.lead_key());
                self.ask(listing, lead);
            }
            Here::Entry(entry) => self.go(Place::Entry {
                listing,
                group,
                entry: *entry,
            }),
            _ => self.say(NOT_HERE),
        }
    }

    fn at_families(&mut self, listing: ListingId, service: ServiceId, here: &Here) {
        match here {
            Here::Back => self.go(Place::Entries {
                listing,
                group: Group::Services,
            }),
            Here::Family(family) => self.name_service(listing, service, *family),
            _ => self.say(NOT_HERE),
        }
    }

    fn name_service(&mut self, listing: ListingId, service: ServiceId, family: Family) {
        let ask = Ask::new(listing, Path::service(service, "name"));
        self.move_on(Place::Asking(Ask {
            family: Some(family.as_str().to_owned()),
            ..ask
        }));
    }

    fn at_entry(&mut self, listing: ListingId, group: Group, entry: EntryId, here: &Here) {
        match here {
            Here::Back => self.go(Place::Entries { listing, group }),
            Here::Change => self.ask(listing, Path::entry(group, entry, group.lead_key())),
            Here::Withdraw => self.go(Place::Withdrawing {
                listing,
                group,
                entry,
            }),
            _ => self.say(NOT_HERE),
        }
    }

    fn at_withdrawal(&mut self, listing: ListingId, group: Group, entry: EntryId, here: &Here) {
        match here {
            Here::Back => self.go(Place::Entry {
                listing,
                group,
                entry,
            }),
            Here::Confirm => {
                let Some(view) = self.view.listing(listing) else {
                    return;
                };
                let questions = group.questions().iter();
                let fields = questions.map(|question| Path::entry(group, entry, question.key));
                let known = fields.filter(|path| view.knows(path));
                let answers = known
                    .map(|path| Typed {
                        path,
                        texts: Vec::new(),
                    })
                    .collect();
                self.carry_out(Effect::Save { listing, answers });
            }
            _ => self.say(NOT_HERE),
        }
    }

    fn reply(&mut self, invitation: InvitationId, reply: Reply) {
        let Some(view) = self.view.invitation(invitation) else {
            return;
        };
        if view.reply == Some(reply) {
            self.say(format!("C’était déjà noté : {}.", reply.label()));
            self.move_on(Place::Home);
        } else if reply != Reply::Delegated {
            self.carry_out(Effect::Answer { invitation, reply });
        } else {
            self.say("Pour désigner quelqu’un d’autre, ouvrez la page de l’invitation.");
        }
    }

    /// A button bound to a question.
    fn at_question(&mut self, mut ask: Ask, here: Here) {
        let Some(question) = ask.question() else {
            return;
        };
        match here {
            Here::Keep if self.may_skip(&ask) => self.next(&ask),
            Here::Enough if self.may_skip(&ask) => self.enough(&ask),
            Here::Erase if ask.family.is_none() && !question.required => {
                self.save(&ask, Vec::new());
            }
            Here::Accept => match ask::proposed(&ask) {
                Some(wording) => self.save(&ask, vec![wording.to_owned()]),
                None => self.say(NOT_HERE),
            },
            Here::Confirm => match ask.understood.clone() {
                Some(osm) => self.save(&ask, vec![osm]),
                None => self.say(NOT_HERE),
            },
            Here::Again => {
                ask.understood = None;
                self.state.place = Place::Asking(ask);
            }
            Here::Done if !ask.ticked.is_empty() => self.save(&ask, ask.ticked.clone()),
            Here::Pick(code) => self.pick(ask, question, &code),
            _ => self.say(NOT_HERE),
        }
    }

    fn pick(&mut self, mut ask: Ask, question: &Question, code: &str) {
        if !question.choices().iter().any(|choice| choice.code == code) {
            return self.say("Cette réponse n’est plus proposée.");
        }
        if let Kind::Several(_) = question.kind {
            match ask.ticked.iter().position(|ticked| ticked == code) {
                Some(at) => drop(ask.ticked.remove(at)),
                None => ask.ticked.push(code.to_owned()),
            }
            self.state.place = Place::Asking(ask);
        } else {
            self.save(&ask, vec![code.to_owned()]);
        }
    }
}
