//! The Telegram bot against a Bot API server on loopback.

use std::time::Duration;

use axum::Router;
use portrea_bot::{Telegram, router, run};
use portrea_domain::conversation::ChatChannel;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_startup::TelegramSettings;
use portrea_testkit::fake_telegram::{Failure, FakeTelegram, Sent, deliver_webhook};
use portrea_web::dress;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::house::{Story, plain, stories, story};

const TOKEN: &str = "123456:TEST";
const SECRET: &str = "s3cret_-";
const ANN: i64 = 42;

/// The bot at work, until it is dropped.
struct Running {
    fake: FakeTelegram,
    task: JoinHandle<()>,
    stop: DropGuard,
}

fn settings(fake: &FakeTelegram, webhook_secret: Option<&str>) -> TelegramSettings {
    TelegramSettings {
        token: TOKEN.to_owned(),
        api_url: Some(fake.api_url()),
        webhook_secret: webhook_secret.map(str::to_owned),
    }
}

fn at_work(story: &Story, fake: FakeTelegram, telegram: Telegram) -> Running {
    let stop = CancellationToken::new();
    let work = run(
        story.app.clone(),
        telegram,
        story.database.folder.path().to_owned(),
        stop.clone(),
    );
    let task = tokio::spawn(async move { work.await.unwrap() });
    Running {
        fake,
        task,
        stop: stop.drop_guard(),
    }
}

async fn polling(story: &Story) -> Running {
    let fake = FakeTelegram::start(TOKEN).await;
    let telegram = Telegram::new(settings(&fake, None));
    at_work(story, fake, telegram)
}

impl Running {
    async fn stops(self) {
        drop(self.stop);
        timeout(Duration::from_secs(20), self.task)
            .await
            .unwrap()
            .unwrap();
    }
}

fn button(sent: &Sent, label: &str) -> String {
    let buttons = sent.buttons.iter().flatten();
    buttons
        .clone()
        .find(|(said, _)| plain(said) == label)
        .unwrap_or_else(|| panic!("no {label:?} in {sent:?}"))
        .1
        .clone()
}

#[tokio::test]
async fn a_person_brings_their_link_and_vouches_for_their_listing_by_long_poll() {
    for story in stories().await {
        let bot = polling(&story).await;
        let token = story.form_token(story.jeanne).await;
        bot.fake.push_text(ANN, "Ann", &format!("/start {token}"));
        let sent = bot.fake.wait_for_sent(1).await;
        assert!(
            plain(&sent[0].text).contains("<b>Mairie de Bégard</b>"),
            "{}",
            sent[0].text
        );
        assert_eq!(
            button(&sent[0], "Ouvrir le formulaire"),
            format!("https://portrea.example.org/f/{token}")
        );
        assert_eq!(sent[0].raw["link_preview_options"]["is_disabled"], true);

        bot.fake.push_callback(
            ANN,
            sent[0].message_id.unwrap(),
            &button(&sent[0], "Tout est exact"),
        );
        let sent = bot.fake.wait_for_sent(2).await;
        assert!(
            sent[1].text.contains("est vérifiée par vous aujourd’hui"),
            "{}",
            sent[1].text
        );
        assert_eq!(
            story
                .listing()
                .await
                .verified(SectionKey::Hours)
                .unwrap()
                .door,
            Door::Chat
        );
        assert_eq!(bot.fake.calls("answerCallbackQuery").len(), 1);
        assert_eq!(
            bot.fake.calls("setMyCommands")[0].raw["commands"][0]["description"],
            "Vos fiches et vos réunions"
        );
        bot.fake.wait_until_acknowledged().await;
        bot.stops().await;
    }
}

/// Our router on loopback.
async fn served(story: &Story, telegram: &Telegram) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let door: Router = dress(router(Some(telegram)), &story.app);
    let serving = tokio::spawn(async move { axum::serve(listener, door).await.unwrap() });
    (url, serving)
}

#[tokio::test]
async fn updates_delivered_twice_and_out_of_order_bring_one_answer_each_in_order() {
    for story in stories().await {
        let fake = FakeTelegram::start(TOKEN).await;
        let telegram = Telegram::new(settings(&fake, Some(SECRET)));
        let (url, serving) = served(&story, &telegram).await;
        let updates = ["/start", "/aide", "/stop"].map(|text| fake.text_update(ANN, "Ann", text));
        for n in [2, 0, 1, 1, 0, 2] {
            let status = deliver_webhook(
                &format!("{url}/telegram/{SECRET}"),
                Some(SECRET),
                &updates[n],
            )
            .await;
            assert_eq!(status, 200);
        }

        let bot = at_work(&story, fake, telegram);
        let sent = bot.fake.wait_for_sent(3).await;
        let begin = |text: &str| plain(text).lines().next().unwrap().to_owned();
        let begins: Vec<String> = sent.iter().map(|sent| begin(&sent.text)).collect();
        assert_eq!(begins[0], "<b>Bonjour.</b>");
        assert!(
            begins[1].starts_with("Je tiens à jour avec vous la fiche de votre lieu."),
            "{}",
            begins[1]
        );
        assert_eq!(begins[2], "<b>La conversation est en pause.</b>");
        assert_eq!(story.turns(ChatChannel::Telegram, "42").await.len(), 5);
        serving.abort();
        bot.stops().await;
    }
}

#[tokio::test]
async fn the_webhook_is_set_with_its_secret_and_wakes_the_bot() {
    let story = story().await;
    let fake = FakeTelegram::start(TOKEN).await;
    let telegram = Telegram::new(settings(&fake, Some(SECRET)));
    let (url, serving) = served(&story, &telegram).await;
    let bot = at_work(&story, fake, telegram);
    let update = bot.fake.text_update(ANN, "Ann", "bonjour");
    assert_eq!(
        deliver_webhook(&format!("{url}/telegram/{SECRET}"), Some(SECRET), &update).await,
        200
    );
    bot.fake.wait_for_sent(1).await;
    eventually(async || bot.fake.webhook().is_some()).await;
    let webhook = bot.fake.webhook().unwrap();
    assert_eq!(
        webhook.url,
        format!("https://portrea.example.org/telegram/{SECRET}")
    );
    assert_eq!(webhook.secret_token.as_deref(), Some(SECRET));
    serving.abort();
    bot.stops().await;
}

#[tokio::test]
async fn a_delivery_without_the_secret_finds_nothing_and_garbage_is_refused() {
    let story = story().await;
    let fake = FakeTelegram::start(TOKEN).await;
    let telegram = Telegram::new(settings(&fake, Some(SECRET)));
    let (url, serving) = served(&story, &telegram).await;
    let update = fake.text_update(ANN, "Ann", "bonjour");
    let door = format!("{url}/telegram/{SECRET}");
    assert_eq!(deliver_webhook(&door, None, &update).await, 404);
    assert_eq!(deliver_webhook(&door, Some("other"), &update).await, 404);
    assert_eq!(
        deliver_webhook(&format!("{url}/telegram/other"), Some(SECRET), &update).await,
        404
    );
    assert_eq!(
        deliver_webhook(&door, Some(SECRET), &json!({"hello": 1})).await,
        400
    );
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(
        tx.inbox().waiting(ChatChannel::Telegram, 10).await.unwrap(),
        []
    );
    serving.abort();
}

#[tokio::test]
async fn a_blocked_bot_closes_the_chat_and_the_person_opens_it_again_by_writing() {
    let story = story().await;
    let bot = polling(&story).await;
    bot.fake.answer_next(ANN, Failure::Forbidden);
    bot.fake.push_text(ANN, "Ann", "bonjour");
    eventually(async || {
        story
            .conversation(ChatChannel::Telegram, "42")
            .await
            .is_some_and(|held| held.closed)
    })
    .await;
    assert_eq!(bot.fake.sent(), []);

    bot.fake.push_text(ANN, "Ann", "aide");
    let sent = bot.fake.wait_for_sent(1).await;
    assert!(
        sent[0].text.starts_with("Je tiens à jour"),
        "{}",
        sent[0].text
    );
    assert!(
        !story
            .conversation(ChatChannel::Telegram, "42")
            .await
            .unwrap()
            .closed
    );
    bot.stops().await;
}

#[tokio::test]
async fn an_ordered_wait_is_obeyed_and_nothing_is_lost_or_overtaken() {
    let story = story().await;
    let bot = polling(&story).await;
    let start = Instant::now();
    bot.fake
        .answer_next(ANN, Failure::TooManyRequests { retry_after: 1 });
    bot.fake.push_text(ANN, "Ann", "/start");
    bot.fake.push_text(ANN, "Ann", "/stop");
    let sent = bot.fake.wait_for_sent(2).await;
    assert!(
        start.elapsed() >= Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert!(
        sent[0].text.starts_with("<b>Bonjour.</b>")
            && sent[1].text.starts_with("<b>La conversation")
    );
    assert_eq!(sent.len(), 2);
    bot.stops().await;
}

#[tokio::test]
async fn a_group_hears_one_kind_word_and_no_more() {
    let story = story().await;
    let bot = polling(&story).await;
    let call = |n: i32| {
        json!({"message": {"message_id": n, "date": 0, "from": {"id": 5, "is_bot": false, "first_name": "Ann"},
            "chat": {"id": -7, "type": "group", "title": "Mairie"}, "text": "/start"}})
    };
    bot.fake.push_raw(call(1));
    bot.fake.push_raw(call(2));
    bot.fake.push_text(ANN, "Ann", "bonjour");
    let sent = bot.fake.wait_for_sent(2).await;
    let to_group: Vec<&Sent> = sent
        .iter()
        .filter(|sent| sent.chat_id == Some(-7))
        .collect();
    assert_eq!(to_group.len(), 1);
    assert!(plain(&to_group[0].text).contains("écrivez-moi en message privé"));
    eventually(async || {
        let mut tx = story.app.storage.read().await.unwrap();
        tx.inbox()
            .waiting(ChatChannel::Telegram, 10)
            .await
            .unwrap()
            .is_empty()
    })
    .await;
    assert_eq!(story.turns(ChatChannel::Telegram, "-7").await.len(), 1);
    bot.stops().await;
}

/// Waits until something is so, for twenty seconds at most.
async fn eventually(check: impl AsyncFn() -> bool) {
    let wait = async {
        while !check().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), wait).await.unwrap();
}
