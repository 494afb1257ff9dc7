//! The connections of a mailer: each is a worker that writes, seals and sends one mail at a time. What they were given
//! and what came of it goes through here, so that it is known at any moment how much is in the hands of the wire.

use std::future::Future;

use portrea_actions::App;
use portrea_domain::message::{Message, Outcome, StopReason};
use portrea_domain::person::Person;
use portrea_post::{Draft, LetterError};
use portrea_storage::StorageError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::envelope::Envelope;
use crate::pace::Permit;
use crate::seal::Seal;
use crate::transport::{Sent, Transport, Wire};

/// A mail whose attempt is committed.
pub(crate) struct Job {
    pub(crate) message: Message,
    pub(crate) reader: Person,
    pub(crate) draft: Draft,
    pub(crate) permit: Permit,
}

/// What came of a mail.
pub(crate) struct Return {
    pub(crate) message: Message,
    pub(crate) reader: Person,
    pub(crate) ended: Ended,
    worker: usize,
}

/// How a job ended.
pub(crate) enum Ended {
    /// The wire spoke.
    Met(Outcome),
    /// No server answered: nothing was said.
    NotTried(String),
    /// It turned out that it cannot be written.
    Unwritable(String),
    /// It turned out that it must not leave.
    Stopped(StopReason),
}

enum Order {
    Send(Box<Job>),
    Ready(oneshot::Sender<Result<(), String>>),
    Rest(oneshot::Sender<()>),
}

/// The workers of a mailer. Dropping it ends them, whatever they are doing.
pub(crate) struct Crew {
    _tasks: JoinSet<()>,
    orders: Vec<mpsc::UnboundedSender<Order>>,
    returns: mpsc::UnboundedReceiver<Return>,
    idle: Vec<usize>,
}

impl Crew {
    pub(crate) fn hire(app: &App, transport: &Transport) -> Self {
        let (returned, returns) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let orders: Vec<_> = (0..transport.connections())
            .map(|number| {
                let (order, orders) = mpsc::unbounded_channel();
                let worker = Worker {
                    number,
                    app: app.clone(),
                    seal: transport.seal().clone(),
                    wire: transport.wire(),
                };
                tasks.spawn(worker.work(orders, returned.clone()));
                order
            })
            .collect();
        Self {
            _tasks: tasks,
            // The last one is taken first: it holds a connection.
            idle: (0..orders.len()).rev().collect(),
            orders,
            returns,
        }
    }

    /// How many mails can be handed now.
    pub(crate) fn idle(&self) -> usize {
        self.idle.len()
    }

    /// How many mails are in the hands of the wire.
    pub(crate) fn busy(&self) -> usize {
        self.orders.len() - self.idle.len()
    }

    /// Makes sure that a server answers.
    pub(crate) async fn ready(&self) -> Result<(), String> {
        let gone = || "the connection ended".to_owned();
        let Some(&worker) = self.idle.last() else {
            return Ok(()); // All are busy: a server answers.
        };
        let (answer, answered) = oneshot::channel();
        let order = self.orders.get(worker).ok_or_else(gone)?;
        order.send(Order::Ready(answer)).map_err(|_gone| gone())?;
        answered.await.map_err(|_gone| gone())?
    }

    /// Gives a mail to an idle worker; gives it back when there is none.
    pub(crate) fn give(&mut self, job: Job) -> Result<(), Box<Job>> {
        let job = Box::new(job);
        let Some(worker) = self.idle.pop() else {
            return Err(job);
        };
        let Some(order) = self.orders.get(worker) else {
            return Err(job);
        };
        match order.send(Order::Send(job)) {
            Ok(()) => Ok(()),
            Err(mpsc::error::SendError(Order::Send(job))) => Err(job),
            Err(_other) => unreachable!("a job was sent"),
        }
    }

    /// The next mail that something came of.
    pub(crate) async fn next(&mut self) -> Option<Return> {
        let back = self.returns.recv().await?;
        self.idle.push(back.worker);
        Some(back)
    }

    /// Like [`Crew::next`], without waiting.
    pub(crate) fn next_now(&mut self) -> Option<Return> {
        let back = self.returns.try_recv().ok()?;
        self.idle.push(back.worker);
        Some(back)
    }

    /// Lets idle connections go.
    pub(crate) fn rest(&self) -> impl Future<Output = ()> + Send + use<> {
        let waits: Vec<_> = self
            .idle
            .iter()
            .filter_map(|&worker| self.orders.get(worker))
            .filter_map(|order| {
                let (done, wait) = oneshot::channel();
                order.send(Order::Rest(done)).ok().map(|()| wait)
            })
            .collect();
        async move {
            for wait in waits {
                // A worker that ended has no connection either.
                drop(wait.await);
            }
        }
    }
}

struct Worker {
    number: usize,
    app: App,
    seal: Seal,
    wire: Wire,
}

impl Worker {
    async fn work(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Order>,
        returned: mpsc::UnboundedSender<Return>,
    ) {
        while let Some(order) = orders.recv().await {
            match order {
                Order::Ready(answer) => {
                    answer.send(self.wire.ready().await).ok();
                }
                Order::Rest(done) => {
                    self.wire.rest().await;
                    done.send(()).ok();
                }
                Order::Send(job) => {
                    let back = self.send(*job).await;
                    if returned.send(back).is_err() {
                        return; // The mailer is gone.
                    }
                }
            }
        }
    }

    async fn send(&mut self, job: Job) -> Return {
        let Job {
            message,
            reader,
            draft,
            permit,
        } = job;
        let envelope = Envelope {
            message: &message,
            to: &reader,
        };
        let sealed = draft.write().map_err(ended_by).and_then(|letter| {
            envelope
                .seal(&self.app, &self.seal, letter)
                .map_err(|error| Ended::Unwritable(error.to_string()))
        });
        let ended = match sealed {
            Ok(mail) => match self.wire.send(&mail).await {
                Sent::Met(outcome) => Ended::Met(outcome),
                Sent::Unreachable(reason) => Ended::NotTried(reason),
            },
            Err(ended) => ended,
        };
        drop(permit);
        Return {
            message,
            reader,
            ended,
            worker: self.number,
        }
    }
}

/// What a letter that was not written comes to.
pub(crate) fn ended_by(error: LetterError) -> Ended {
    match error {
        LetterError::Stop(reason) => Ended::Stopped(reason),
        LetterError::Storage(StorageError::Missing(_)) => Ended::Stopped(StopReason::Gone),
        error => Ended::Unwritable(error.to_string()),
    }
}
