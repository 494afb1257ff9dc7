//! A référent prepares a send on the pages of the desk, reads it, tries it, decides, calls back, and decides again.

use portrea_actions::invite_referent;
use portrea_domain::person::Role;

use crate::support::app::{EPCI, Mail, TestApp, wall};
use crate::support::browser::{Answer, Browser};
use crate::support::stories;

/// A browser of the référent, in the desk.
async fn signed_in(app: &TestApp) -> Browser {
    let address = "camille@portrea.invalid".parse().unwrap();
    let epci = EPCI.parse().unwrap();
    invite_referent(
        &app.app,
        &address,
        Role::Referent,
        &epci,
        "Camille Référent",
        false,
    )
    .await
    .unwrap();
    app.send_mail().await;
    let key = app.mails_to("camille@portrea.invalid")[0].link("/bureau/connexion/");
    let mut browser = app.browser();
    browser.submit(&key, &key, &[]).await;
    browser
}

/// Fills in the form of a send that everybody gets, and gives the address it leads to.
async fn prepare(browser: &mut Browser, form: &str) -> String {
    let csrf = browser.get(form).await.field("csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("quoi", "invitation"),
        ("qui", "tous"),
        (
            "objet",
            "{{prenom}} {{structure}}, venez parler de {{commune}}",
        ),
        ("texte", "La {{structure}} manquerait."),
        ("quand", "tot"),
    ];
    browser.post(form, &fields).await.location.unwrap()
}

async fn decide(browser: &mut Browser, send: &str) -> Answer {
    let fingerprint = browser.get(send).await.field("fingerprint");
    let fields = [("fingerprint", fingerprint.as_str())];
    browser
        .submit(send, &format!("{send}/partir"), &fields)
        .await
}

stories! {
    async fn a_send_is_prepared_read_tried_decided_called_back_and_decided_again(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await.person.id;
        app.contact(&portrait, "Yann", "35297").await;
        let event = app.event(&portrait).await;
        let mut browser = signed_in(&app).await;
        let sends = format!("/bureau/portraits/{}/envois", portrait.id);
        let form = format!("{sends}/nouveau?reunion={}", event.id);
        browser.get(&sends).await.says("Aucun envoi n’a encore été préparé");

        // Prepared, read, tried.
        let send = prepare(&mut browser, &form).await;
        let page = browser.get(&send).await;
        page.says("Envoyer 2 invitations");
        // One name alone: nobody knows whether it is a given name.
        page.says("{{prenom}} n’est pas connu pour 2 personnes");
        browser.get(&format!("{send}/apercu/{anne}")).await.says("Objet Mairie 35184, venez parler de Montauban-de-Bretagne");
        let body = browser.get(&format!("{send}/apercu/{anne}/html")).await;
        assert!(body.body.contains("La Mairie 35184 manquerait."), "{}", body.body);
        let reader = anne.to_string();
        browser.submit(&send, &format!("{send}/essai"), &[("lecteur", &reader)]).await.says("L’essai part dans un instant");
        app.send_mail().await;
        let trials = app.mails_to("camille@portrea.invalid");
        assert!(trials.iter().any(|mail| mail.text.contains("La Mairie 35184 manquerait.") && mail.text.contains("/i/••••")));

        // Decided, and called back in time.
        decide(&mut browser, &send).await.says("Il vous reste 10 minutes pour tout rappeler");
        app.clock.set(wall("2026-11-02T09:08:00"));
        app.send_mail().await;
        browser.submit(&send, &format!("{send}/rappeler"), &[]).await.says("2 mails ont été arrêtés avant de partir, aucun n’était parti");
        app.clock.set(wall("2026-11-02T11:00:00"));
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty());

        // Decided again: this one leaves, and each fate is told.
        let again = prepare(&mut browser, &form).await;
        decide(&mut browser, &again).await.says("2 invitations décidées");
        let twice = browser.submit(&again, &format!("{again}/partir"), &[("fingerprint", "autre")]).await;
        twice.says("2 invitations décidées");
        app.clock.set(wall("2026-11-02T11:10:00"));
        app.send_mail().await;
        let invitation = app.mails_to("anne@mairie.invalid").iter().flat_map(Mail::links).find(|link| link.starts_with("/i/")).unwrap();
        browser.submit(&invitation, &invitation, &[("reply", "yes")]).await;
        let page = browser.get(&again).await;
        page.says("envoyés 2");
        assert!(!page.body.contains("Rappeler cet envoi"), "nothing waits any more");
        let table = browser.get(&format!("{again}/destinataires.csv")).await.body;
        assert!(table.contains("Yann;Mairie 35297;envoyé;"), "{table}");
        browser.get(&sends).await.says("2 envoyés, 1 a répondu");
    }
}
