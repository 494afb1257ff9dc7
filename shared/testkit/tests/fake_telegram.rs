//! The fake Bot API, driven by the bot library of the application.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::post;
use portrea_testkit::fake_telegram::{Failure, FakeTelegram, Webhook, deliver_webhook};
use serde_json::json;
use teloxide::payloads::{
    EditMessageTextSetters, GetUpdatesSetters, SendMessageSetters, SetWebhookSetters,
};
use teloxide::requests::Requester;
use teloxide::types::{
    AllowedUpdate, BotCommand, CallbackQueryId, ChatAction, ChatId, InlineKeyboardButton,
    InlineKeyboardMarkup, MessageId, Update, UpdateKind,
};
use teloxide::{ApiError, Bot, RequestError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const TOKEN: &str = "123456:TEST";
const ANN: ChatId = ChatId(42);

fn bot_with(token: &str, fake: &FakeTelegram) -> Bot {
    Bot::new(token).set_api_url(fake.api_url().parse().unwrap())
}

async fn start() -> (FakeTelegram, Bot) {
    let fake = FakeTelegram::start(TOKEN).await;
    let bot = bot_with(TOKEN, &fake);
    (fake, bot)
}

fn yes_or_no() -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([[
        InlineKeyboardButton::callback("Oui", "yes:1"),
        InlineKeyboardButton::callback("Non", "no:1"),
    ]])
}

fn text_of(update: &Update) -> Option<&str> {
    match &update.kind {
        UpdateKind::Message(message) => message.text(),
        _ => None,
    }
}

/// Polls in a task of its own and returns once the fake holds the poll.
async fn poll_in_background(
    fake: &FakeTelegram,
    bot: &Bot,
) -> JoinHandle<Result<Vec<Update>, RequestError>> {
    let bot = bot.clone();
    let poll = tokio::spawn(async move { bot.get_updates().timeout(60).await });
    fake.wait_for_polls(1).await;
    poll
}

#[tokio::test]
async fn the_bot_knows_itself_and_a_wrong_token_is_refused() {
    let (fake, bot) = start().await;

    let me = bot.get_me().await.unwrap();
    assert_eq!((me.id.0, me.username()), (123_456, "portrea_test_bot"));

    let stranger = bot_with("123456:OTHER", &fake).get_me().await;
    assert!(matches!(
        stranger,
        Err(RequestError::Api(ApiError::InvalidToken))
    ));
}

#[tokio::test]
async fn a_poll_holds_until_somebody_writes() {
    let (fake, bot) = start().await;
    let poll = poll_in_background(&fake, &bot).await;
    assert!(!poll.is_finished());

    let id = fake.push_text(ANN.0, "Ann", "/start abc");

    let updates = poll.await.unwrap().unwrap();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].id.0, id);
    assert_eq!(text_of(&updates[0]), Some("/start abc"));
    assert_eq!(updates[0].from().unwrap().first_name, "Ann");
}

#[tokio::test]
async fn updates_come_again_until_they_are_acknowledged() {
    let (fake, bot) = start().await;
    let first = fake.push_text(ANN.0, "Ann", "un");
    fake.push_text(ANN.0, "Ann", "deux");

    assert_eq!(bot.get_updates().limit(1).await.unwrap().len(), 1);
    assert_eq!(bot.get_updates().await.unwrap().len(), 2);
    let after = i32::try_from(first + 1).unwrap();
    let rest = bot.get_updates().offset(after).await.unwrap();
    assert_eq!(text_of(&rest[0]), Some("deux"));
    assert_eq!(bot.get_updates().offset(after + 1).await.unwrap(), []);
    fake.wait_until_acknowledged().await;
}

#[tokio::test]
async fn a_kind_of_update_not_asked_for_is_lost() {
    let (fake, bot) = start().await;
    fake.push_callback(ANN.0, 1, "yes:1");
    fake.push_text(ANN.0, "Ann", "bonjour");

    let updates = bot
        .get_updates()
        .allowed_updates([AllowedUpdate::Message])
        .await
        .unwrap();

    assert_eq!(
        updates.iter().map(text_of).collect::<Vec<_>>(),
        [Some("bonjour")]
    );
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let (fake, bot) = start().await;
    let first = poll_in_background(&fake, &bot).await;

    assert_eq!(bot.get_updates().timeout(0).await.unwrap(), []);

    let ended = first.await.unwrap();
    assert!(matches!(
        ended,
        Err(RequestError::Api(ApiError::TerminatedByOtherGetUpdates))
    ));
}

#[tokio::test]
async fn a_message_with_buttons_is_recorded_and_its_button_answers() {
    let (fake, bot) = start().await;
    let sent = bot
        .send_message(ANN, "Toujours ouvert ?")
        .reply_markup(yes_or_no())
        .await
        .unwrap();

    let seen = fake.wait_for_sent(1).await;
    assert_eq!(seen[0].method, "sendMessage");
    assert_eq!(
        (seen[0].chat_id, seen[0].message_id),
        (Some(ANN.0), Some(sent.id.0))
    );
    assert_eq!(seen[0].text, "Toujours ouvert ?");
    let buttons = [("Oui", "yes:1"), ("Non", "no:1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(seen[0].buttons, [buttons]);

    fake.push_callback(ANN.0, sent.id.0, "yes:1");
    let updates = bot.get_updates().await.unwrap();
    let UpdateKind::CallbackQuery(query) = &updates[0].kind else {
        panic!("{updates:?}")
    };
    assert_eq!(query.data.as_deref(), Some("yes:1"));
    assert_eq!(
        query.regular_message().unwrap().text(),
        Some("Toujours ouvert ?")
    );

    bot.answer_callback_query(query.id.clone()).await.unwrap();
    assert_eq!(
        fake.calls("answerCallbackQuery")[0].raw,
        json!({"callback_query_id": query.id.0})
    );
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn an_edit_replaces_the_message_and_refuses_to_change_nothing() {
    let (fake, bot) = start().await;
    let id = bot
        .send_message(ANN, "Ouvert ?")
        .reply_markup(yes_or_no())
        .await
        .unwrap()
        .id;

    bot.edit_message_text(ANN, id, "Merci").await.unwrap();
    let again = bot.edit_message_text(ANN, id, "Merci").await;
    let unknown = bot
        .edit_message_text(ANN, MessageId(99), "Merci")
        .reply_markup(yes_or_no())
        .await;

    assert!(matches!(
        again,
        Err(RequestError::Api(ApiError::MessageNotModified))
    ));
    assert!(matches!(
        unknown,
        Err(RequestError::Api(ApiError::MessageToEditNotFound))
    ));
    let texts: Vec<_> = fake
        .sent()
        .into_iter()
        .map(|sent| (sent.text, sent.message_id))
        .collect();
    assert_eq!(
        texts,
        [
            ("Ouvert ?".to_owned(), Some(id.0)),
            ("Merci".to_owned(), Some(id.0))
        ]
    );
}

#[tokio::test]
async fn ordered_failures_happen_once_each_to_that_chat_alone() {
    let (fake, bot) = start().await;
    fake.answer_next(ANN.0, Failure::TooManyRequests { retry_after: 3 });
    fake.answer_next(ANN.0, Failure::Forbidden);

    bot.send_message(ChatId(7), "à Bob").await.unwrap();
    let limited = bot.send_message(ANN, "un").await;
    let blocked = bot.send_message(ANN, "deux").await;
    bot.send_message(ANN, "trois").await.unwrap();

    assert!(matches!(limited, Err(RequestError::RetryAfter(wait)) if wait.seconds() == 3));
    assert!(matches!(
        blocked,
        Err(RequestError::Api(ApiError::BotBlocked))
    ));
    let texts: Vec<_> = fake.sent().into_iter().map(|sent| sent.text).collect();
    assert_eq!(texts, ["à Bob", "trois"]);
}

#[tokio::test]
async fn what_telegram_refuses_is_refused_as_telegram_says_it() {
    let (fake, bot) = start().await;
    let too_long = bot.send_message(ANN, "x".repeat(4097)).await;
    assert!(matches!(
        too_long,
        Err(RequestError::Api(ApiError::MessageIsTooLong))
    ));
    let button = InlineKeyboardButton::callback("Oui", "x".repeat(65));
    let heavy = bot
        .send_message(ANN, "Ouvert ?")
        .reply_markup(InlineKeyboardMarkup::new([[button]]));
    assert!(matches!(
        heavy.await,
        Err(RequestError::Api(ApiError::ButtonDataInvalid))
    ));
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn other_calls_are_recorded_and_nobody_sees_them() {
    let (fake, bot) = start().await;
    bot.set_my_commands([BotCommand::new("aide", "Comment ça marche")])
        .await
        .unwrap();
    bot.send_chat_action(ANN, ChatAction::Typing).await.unwrap();
    bot.answer_callback_query(CallbackQueryId("1".to_owned()))
        .await
        .unwrap();

    assert_eq!(
        fake.calls("SetMyCommands")[0].raw["commands"][0]["command"],
        "aide"
    );
    assert_eq!(fake.calls("sendChatAction")[0].chat_id, Some(ANN.0));
    assert_eq!(fake.sent(), []);
}

#[tokio::test]
async fn a_webhook_forbids_polling_until_it_is_deleted() {
    let (fake, bot) = start().await;
    let url = "https://portrea.example.org/telegram";
    bot.set_webhook(url.parse().unwrap())
        .secret_token("s3cret")
        .await
        .unwrap();

    let expected = Webhook {
        url: url.to_owned(),
        secret_token: Some("s3cret".to_owned()),
    };
    assert_eq!(fake.webhook(), Some(expected));
    assert!(bot.get_updates().await.is_err());

    bot.delete_webhook().await.unwrap();
    assert_eq!(fake.webhook(), None);
    assert_eq!(bot.get_updates().await.unwrap(), []);
}

#[tokio::test]
async fn a_delivery_carries_the_update_and_the_secret() {
    let (fake, _) = start().await;
    let door = Router::new().route(
        "/telegram",
        post(|headers: HeaderMap, update: String| async move {
            let secret = headers.get("x-telegram-bot-api-secret-token");
            let update: Update = serde_json::from_str(&update).unwrap();
            match (secret.map(HeaderValue::as_bytes), text_of(&update)) {
                (Some(b"s3cret"), Some("bonjour")) => StatusCode::OK,
                (Some(b"s3cret"), _) => StatusCode::BAD_REQUEST,
                _ => StatusCode::UNAUTHORIZED,
            }
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/telegram", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, door).await });
    let update = fake.text_update(ANN.0, "Ann", "bonjour");

    assert_eq!(deliver_webhook(&url, Some("s3cret"), &update).await, 200);
    assert_eq!(deliver_webhook(&url, Some("wrong"), &update).await, 401);
    assert_eq!(deliver_webhook(&url, None, &update).await, 401);
    assert_eq!(fake.pending_updates(), 0);
}
