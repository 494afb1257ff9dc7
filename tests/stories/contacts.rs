//! Contacts: what a portrait knows of the people it writes to.

use crate::support::stories;

stories! {
    async fn the_first_unasked_mail_tells_people_where_their_address_was_found(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await;
        assert_eq!(anne.contact.noticed_at, None);
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        let told_at = app.app.now();
        app.send_mail().await;
        app.clock.set(told_at.plus_days(1));
        let link = app.mails_to("anne@mairie.invalid")[0].link("/i/");
        app.browser().submit(&link, &link, &[("reply", "yes")]).await;
        app.send_mail().await;
        let mut tx = app.app.storage.read().await.unwrap();
        let kept = tx.contacts().get(anne.contact.id).await.unwrap().unwrap();
        assert_eq!(kept.contact.noticed_at, Some(told_at));
    }
}
