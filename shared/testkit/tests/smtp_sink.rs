//! The mail sink, spoken to line by line and by the mail client of the application.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use portrea_testkit::smtp_sink::{Behaviour, Script, SmtpSink};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// A client that says exactly what it is told.
struct Dialogue(BufReader<TcpStream>);

impl Dialogue {
    async fn open(sink: &SmtpSink) -> Self {
        let mut dialogue = Self(BufReader::new(
            TcpStream::connect(sink.address()).await.unwrap(),
        ));
        assert_eq!(dialogue.answer().await, "220 sink ESMTP");
        dialogue
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    async fn say(&mut self, command: &str) -> String {
        self.send(&format!("{command}\r\n")).await;
        self.answer().await
    }

    /// The next line; empty when the server has closed.
    async fn answer(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap_or_default();
        line.trim_end().to_owned()
    }

    /// The code answered to each command.
    async fn codes(&mut self, commands: &[&str]) -> String {
        let mut codes = Vec::new();
        for command in commands {
            codes.push(self.say(command).await.chars().take(3).collect::<String>());
        }
        codes.join(" ")
    }
}

fn client(sink: &SmtpSink) -> Transport {
    Transport::builder_dangerous("127.0.0.1")
        .port(sink.address().port())
        .build()
}

fn mail(to: &str) -> Message {
    Message::builder()
        .from("portrea@example.org".parse::<Mailbox>().unwrap())
        .to(to.parse::<Mailbox>().unwrap())
        .subject("Vos horaires d’été")
        .message_id(Some("<one@example.org>".to_owned()))
        .body("Bonjour,\n.\nÀ bientôt".to_owned())
        .unwrap()
}

#[tokio::test]
async fn a_mail_is_kept_with_its_envelope_and_its_dots() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut dialogue = Dialogue::open(&sink).await;
    assert_eq!(dialogue.say("EHLO test").await, "250-sink");
    assert_eq!(dialogue.answer().await, "250-8BITMIME");
    assert_eq!(dialogue.answer().await, "250-PIPELINING");
    assert_eq!(dialogue.answer().await, "250 SIZE 10485760");

    let codes = dialogue
        .codes(&[
            "MAIL FROM:<a@b.fr> SIZE=40 BODY=8BITMIME",
            "rcpt to:<c@d.fr>",
            "RCPT TO: <e@f.fr>",
            "DATA",
        ])
        .await;
    assert_eq!(codes, "250 250 250 354");
    assert_eq!(
        dialogue
            .say("Message-ID: <1@b>\r\n\r\n..\r\n..x\r\nfin\r\n.")
            .await,
        "250 2.0.0 Accepted"
    );

    let mails = sink.wait_for(1).await;
    assert_eq!(mails[0].from, "a@b.fr");
    assert_eq!(mails[0].to, ["c@d.fr", "e@f.fr"]);
    assert_eq!(mails[0].data, "Message-ID: <1@b>\r\n\r\n.\r\n.x\r\nfin\r\n");
    assert_eq!(sink.accepted("<1@b>"), 1);
}

#[tokio::test]
async fn commands_out_of_order_are_refused() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut dialogue = Dialogue::open(&sink).await;

    let codes = dialogue
        .codes(&[
            "RCPT TO:<c@d.fr>",
            "MAIL FROM:a@b.fr",
            "MAIL FROM:<a@b.fr> SIZE=99999999",
            "MAIL FROM:<a@b.fr>",
            "MAIL FROM:<a@b.fr>",
            "DATA",
            "RSET",
            "RCPT TO:<c@d.fr>",
            "NOOP",
            "HELP",
            "QUIT",
        ])
        .await;

    assert_eq!(codes, "503 501 552 250 503 503 250 503 250 500 221");
    assert_eq!(dialogue.answer().await, "");
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn a_refused_recipient_does_not_keep_the_others_from_the_mail() {
    let script = Script::accept_all()
        .on(
            "gone@d.fr",
            Behaviour::Refuse(550, "5.1.1 No such user".to_owned()),
        )
        .on("busy@d.fr", Behaviour::TempFail(1));
    let sink = SmtpSink::start(script).await;
    let mut dialogue = Dialogue::open(&sink).await;
    dialogue.say("MAIL FROM:<a@b.fr>").await;

    assert_eq!(
        dialogue.say("RCPT TO:<gone@d.fr>").await,
        "550 5.1.1 No such user"
    );
    assert_eq!(
        dialogue.say("RCPT TO:<busy@d.fr>").await,
        "451 4.3.0 Try again later"
    );
    assert_eq!(
        dialogue
            .codes(&["RCPT TO:<busy@d.fr>", "DATA", "x\r\n."])
            .await,
        "250 354 250"
    );
    assert_eq!(sink.mails()[0].to, ["busy@d.fr"]);
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_brings_no_mail() {
    let sink = SmtpSink::start(Script::accept_all().on("c@d.fr", Behaviour::DropBeforeDot)).await;
    let mut dialogue = Dialogue::open(&sink).await;
    dialogue
        .codes(&["MAIL FROM:<a@b.fr>", "RCPT TO:<c@d.fr>", "DATA"])
        .await;

    assert_eq!(dialogue.say("Subject: x").await, "");
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_leaves_a_mail_the_sender_knows_nothing_of() {
    let script = Script::accept_all()
        .on("c@d.fr", Behaviour::DropAfterDot)
        .on("c@d.fr", Behaviour::Accept);
    let sink = SmtpSink::start(script).await;

    let lost = client(&sink).send(mail("c@d.fr")).await;
    let again = client(&sink).send(mail("c@d.fr")).await;

    assert!(lost.is_err_and(|error| !error.is_permanent()));
    assert!(again.is_ok());
    assert_eq!(sink.accepted("one@example.org"), 2);
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn the_mail_client_of_the_application_is_understood() {
    let sink = SmtpSink::start(Script::accept_all()).await;

    client(&sink)
        .send(mail("Zoé <zoe@example.org>"))
        .await
        .unwrap();

    let mails = sink.wait_for(1).await;
    assert_eq!(mails[0].to, ["zoe@example.org"]);
    assert!(
        mails[0]
            .data
            .ends_with("Bonjour,\r\n.\r\n=C3=80 bient=C3=B4t\r\n"),
        "{}",
        mails[0].data
    );
}

#[tokio::test]
async fn a_late_answer_comes_after_the_mail_is_kept() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    sink.on("c@d.fr", Behaviour::Delay(Duration::from_hours(1)));
    let mut dialogue = Dialogue::open(&sink).await;
    dialogue
        .codes(&["MAIL FROM:<a@b.fr>", "RCPT TO:<C@D.fr>", "DATA"])
        .await;
    dialogue.send("x\r\n.\r\n").await;

    assert_eq!(sink.wait_for(1).await.len(), 1);
    let mut nothing = [0];
    let answer =
        tokio::time::timeout(Duration::from_millis(50), dialogue.0.read(&mut nothing)).await;
    assert!(answer.is_err(), "an answer came before its time");
}

#[tokio::test]
async fn a_worn_out_connection_is_closed_and_the_next_one_is_fresh() {
    let sink = SmtpSink::start(Script::accept_all().close_after(1)).await;
    let one_mail = ["MAIL FROM:<a@b.fr>", "RCPT TO:<c@d.fr>", "DATA", "x\r\n."];
    let mut dialogue = Dialogue::open(&sink).await;
    assert_eq!(dialogue.codes(&one_mail).await, "250 250 354 250");

    assert_eq!(dialogue.codes(&["MAIL FROM:<a@b.fr>"]).await, "421");
    assert_eq!(dialogue.answer().await, "");
    assert_eq!(
        Dialogue::open(&sink).await.codes(&one_mail).await,
        "250 250 354 250"
    );
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn a_dropped_sink_answers_no_more() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut dialogue = Dialogue::open(&sink).await;
    drop(sink);
    assert_eq!(dialogue.answer().await, "");
}
