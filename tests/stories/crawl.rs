//! GET and HEAD change nothing: every page that can be reached is opened, and the database compared.

use std::collections::BTreeSet;

use portrea_actions::{invite_referent, run_freshness};
use portrea_domain::person::Role;

use crate::support::app::EPCI;
use crate::support::stories;

/// Pages enough to meet every route; lists repeat themselves.
const PAGES: usize = 250;

stories! {
    async fn opening_every_link_of_every_page_and_mail_changes_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        app.contact(&portrait, "Yann", "35297").await;
        let event = app.event(&portrait).await;
        run_freshness(&app.app).await.unwrap();
        app.invite_all(&event).await;
        let address = "camille@portrea.invalid".parse().unwrap();
        invite_referent(&app.app, &address, Role::Referent, &EPCI.parse().unwrap(), "Camille", false).await.unwrap();
        app.send_mail().await;

        // One browser signed in to the desk, with a chat: every door is open to the crawl.
        let mut browser = app.browser();
        let key = app.mails_to("camille@portrea.invalid")[0].link("/bureau/connexion/");
        browser.submit(&key, &key, &[]).await;
        browser.submit("/chat", "/chat", &[("text", "bonjour")]).await;

        let before = app.database.dump().await;
        let mut waiting: Vec<String> = app.mails().iter().flat_map(crate::support::app::Mail::links).collect();
        waiting.extend(["/", "/methode", "/donnees", "/chat", "/courriels", "/bureau", "/bureau/connexion", "/healthz", "/readyz", "/metrics"].map(str::to_owned));
        let mut seen = BTreeSet::new();
        while let Some(path) = waiting.pop() {
            let path = path.split('#').next().unwrap_or_default().to_owned();
            if seen.len() >= PAGES || !seen.insert(path.clone()) {
                continue;
            }
            let answer = browser.get(&path).await;
            assert!(answer.status.as_u16() < 400 || answer.status == 410, "GET {path}: {}", answer.status);
            assert!(!answer.body.contains("<script>") && !answer.body.contains(" style=\""), "inline script or style in {path}");
            browser.head(&path).await;
            waiting.extend(answer.links());
        }
        assert!(seen.len() > 60, "only {} pages were reached: {seen:?}", seen.len());
        assert_eq!(app.database.dump().await, before);
    }
}
