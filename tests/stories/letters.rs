//! Letters for those a mail does not reach, and the sheet to call them with.

use portrea_actions::LetterSubject;
use portrea_actions::{oppose, prepare_letters, print_letters};
use portrea_domain::message::{Channel, MessageState, Stream};
use portrea_domain::observation::Door;

use crate::support::app::wall;
use crate::support::stories;

const ADDRESS: &str = "12 rue de l'Église\n35290 SAINT-MÉEN";

/// The code on a printed letter: two groups of four after « Votre code : ».
fn code_in(text: &str) -> String {
    let (_, after) = text.split_once("Votre code : ").unwrap();
    after.chars().take(9).collect()
}

stories! {
    async fn a_letter_invites_somebody_without_mail_and_its_code_opens_their_invitation(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let job = app.contact_by_letter(&portrait, "Job \"Jojo\" O'Braz", "35297", ADDRESS).await;
        let event = app.event(&portrait).await;
        let mut referent = app.referent().await;
        let page = format!("/bureau/portraits/{}/courriers", portrait.id);
        let list = referent.get(&page).await.says("1 courrier à imprimer").says("35290 SAINT-MÉEN").field("fingerprint");
        let fields = [("objet", "reunion"), ("fingerprint", list.as_str()), ("words", "Venez : on compte sur vous.")];
        let printed = referent.submit(&page, &page, &fields).await;
        printed.says("1 courrier à imprimer. Ouvrir le PDF");
        let pdf = printed.links().into_iter().find(|link| link.contains("/courriers/")).unwrap();
        let letter = referent.get(&pdf).await;
        let text = letter.pdf_text();
        for words in ["Job \"Jojo\" O’Braz", "35290 SAINT-MÉEN", "on compte sur vous", "jeudi 3 décembre 2026", "portrea.test/code", "viennent de : annuaire"] {
            assert!(text.contains(words), "“{words}” is not in: {text}");
        }
        assert_eq!(referent.get(&pdf).await.bytes, letter.bytes, "the same letters give the same bytes");

        let mut home = app.browser();
        let opened = home.submit("/code", "/code", &[("code", &code_in(&text))]).await;
        opened.says("Journée collaborative").says("Venez-vous");
        let mut tx = app.app.storage.read().await.unwrap();
        let messages = tx.outbox().of_person(job.person.id).await.unwrap();
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].channel, messages[0].state), (Channel::Letter, MessageState::Accepted));
        assert!(messages[0].purpose.is_solicitation());
        let contact = tx.contacts().of_person(job.person.id).await.unwrap().remove(0);
        assert_eq!(contact.contact.noticed_at, Some(app.app.now()), "the letter tells where the address comes from");
        drop(tx);

        let sheet = format!("/bureau/portraits/{}/contacts/{}", portrait.id, contact.contact.id);
        referent.get(&sheet).await.says("Fiche d’appel").says("imprimé");

        // Written once: the list is empty now, and the page that was read no longer prints.
        referent.get(&page).await.says("Il n’y a pas de courrier à imprimer");
        let again = referent.submit(&page, &page, &fields).await;
        assert_eq!(again.status, 409);
        assert_eq!(app.invite_all(&event).await, 1, "Anne alone is written to by mail");
    }

    async fn whoever_objects_or_was_asked_lately_gets_no_letter(app: TestApp) {
        let portrait = app.portrait().await;
        let job = app.contact_by_letter(&portrait, "Job", "35184", ADDRESS).await;
        let lena = app.contact_by_letter(&portrait, "Lena", "35297", ADDRESS).await;
        let soizic = app.contact_by_letter(&portrait, "Soizic", "35135", "").await;
        let prepare = || async { prepare_letters(&app.app, portrait.id, LetterSubject::Listings).await.unwrap() };
        oppose(&app.app, lena.person.id, Stream::Update).await.unwrap();
        let list = prepare().await;
        assert_eq!(list.recipients.iter().map(|to| to.row.person.id).collect::<Vec<_>>(), [job.person.id]);
        assert_eq!(list.without_address.iter().map(|row| row.person.id).collect::<Vec<_>>(), [soizic.person.id]);
        let what = (list.fingerprint.as_str(), "");
        print_letters(&app.app, portrait.id, LetterSubject::Listings, what, job.person.id).await.unwrap();
        app.clock.set(wall("2026-11-10T09:00:00"));
        assert!(prepare().await.recipients.is_empty(), "asked a week ago");
        app.clock.set(wall("2026-11-17T09:00:00"));
        assert_eq!(prepare().await.recipients.len(), 1);
    }

    async fn a_list_that_changed_is_not_printed(app: TestApp) {
        let portrait = app.portrait().await;
        let job = app.contact_by_letter(&portrait, "Job", "35184", ADDRESS).await;
        let list = prepare_letters(&app.app, portrait.id, LetterSubject::Listings).await.unwrap();
        app.contact_by_letter(&portrait, "Lena", "35297", ADDRESS).await;
        let what = (list.fingerprint.as_str(), "");
        let refused = print_letters(&app.app, portrait.id, LetterSubject::Listings, what, job.person.id).await.unwrap_err();
        assert!(refused.to_string().contains("La liste a changé"));
        let mut tx = app.app.storage.read().await.unwrap();
        assert!(tx.paper_letters().batches(portrait.id).await.unwrap().is_empty());
    }

    async fn what_somebody_says_of_a_meeting_over_the_telephone_is_their_answer(app: TestApp) {
        let portrait = app.portrait().await;
        let job = app.contact_by_letter(&portrait, "Job", "35184", "").await;
        let event = app.event(&portrait).await;
        let mut referent = app.referent().await;
        let page = format!("/bureau/portraits/{}/appels/{}", portrait.id, job.person.id);
        referent.submit(&page, &page, &[("reply", "yes")]).await.says("vient").says("Venez-vous");
        assert_eq!(referent.submit(&page, &page, &[("reply", "delegated")]).await.status, 404);
        let mut tx = app.app.storage.read().await.unwrap();
        let row = tx.invitations().of_event(event.id).await.unwrap().remove(0);
        assert_eq!(row.invitation.answer.unwrap().door, Door::Phone);
    }

    async fn a_call_is_prepared_and_what_is_heard_is_kept_as_said_by_telephone(app: TestApp) {
        let portrait = app.portrait().await;
        let job = app.contact_by_letter(&portrait, "Job", "35184", "").await;
        let listing = app.town_hall("35184").await;
        let mut referent = app.referent().await;
        let page = format!("/bureau/portraits/{}/appels/{}", portrait.id, job.person.id);
        referent.get(&page).await.says("Bonjour, je suis Camille").says("Les horaires d’ouverture").says("Créer un code");
        referent.submit(&page, &page, &[("geste", "code")]).await.says("Son code").says("portrea.test/code");
        let paper = referent.get(&format!("{page}/fiche.pdf")).await.pdf_text();
        for words in ["Fiche d’appel : Job", "Est-ce que je parle bien à Job ?", "☐ c’est toujours exact", "Qui est accueilli ?", "Votre code :"] {
            assert!(paper.contains(words), "“{words}” is not in: {paper}");
        }

        let token = referent.get(&page).await.field("csrf");
        let form = referent.post(&page, &[("csrf", &token), ("geste", "formulaire")]).await.location.unwrap();
        let section = format!("{form}/contact");
        referent.submit(&section, &section, &[("contact.phone", "02 99 00 00 42")]).await;
        referent.submit(&form, &format!("{form}/publier"), &[]).await.says("Merci");
        let mut tx = app.app.storage.read().await.unwrap();
        let said = tx.observations().of_listing(listing).await.unwrap().remove(0);
        assert_eq!(said.door, Door::Phone);
        assert_eq!(tx.listings().require(listing).await.unwrap().document.text("contact.phone"), Some("02 99 00 00 42"));
    }
}
