//! The client: bounded sizes, bounded times, guarded addresses.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{self, HeaderValue};
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Client, RequestBuilder, Response, Url};

use crate::error::OutsideError;
use crate::guard::{Allowed, ForbiddenName, GuardedNames, is_forbidden};

/// How much is waited for, and how much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest wait for the whole answer.
    pub answer: Duration,
    /// Largest answer read, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    /// What a person who waits for a page can bear.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            answer: Duration::from_secs(3),
            bytes: 512 * 1024,
        }
    }
}

/// A redirection further than this leads nowhere.
const REDIRECTIONS: usize = 3;
const NAME: &str = concat!("portrea/", env!("CARGO_PKG_VERSION"));

/// The client. Cloning it shares its connections.
#[derive(Clone, Debug)]
pub struct Outside {
    client: Client,
    allowed: Arc<Allowed>,
    limits: Limits,
}

impl Outside {
    /// A client that may talk to the public Internet and to what is allowed besides.
    pub fn new(allowed: Allowed, limits: Limits) -> Result<Self, OutsideError> {
        let allowed = Arc::new(allowed);
        let guard = Arc::clone(&allowed);
        let client = Client::builder()
            .user_agent(NAME)
            .connect_timeout(limits.connect)
            .timeout(limits.answer)
            // A proxy of the environment would connect in our place, to addresses nobody checked.
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(GuardedNames((*allowed).clone())))
            .redirect(Policy::custom(move |attempt| redirected(&guard, attempt)))
            .build()
            .map_err(|_no_tls| OutsideError::Unreachable)?;
        Ok(Self {
            client,
            allowed,
            limits,
        })
    }

    /// The same client with other limits, for what nobody waits for.
    pub fn with_limits(&self, limits: Limits) -> Result<Self, OutsideError> {
        Self::new((*self.allowed).clone(), limits)
    }

    /// Asks for a page with these parameters; gives its bytes.
    pub async fn get(&self, url: &Url, query: &[(&str, &str)]) -> Result<Vec<u8>, OutsideError> {
        self.require(url)?;
        self.send(self.client.get(url.clone()).query(query)).await
    }

    /// Sends a form with a file; gives the bytes of the answer.
    pub(crate) async fn post_file(
        &self,
        url: &Url,
        form: reqwest::multipart::Form,
    ) -> Result<Vec<u8>, OutsideError> {
        self.require(url)?;
        self.send(self.client.post(url.clone()).multipart(form))
            .await
    }

    fn require(&self, url: &Url) -> Result<(), OutsideError> {
        if self.allowed.permits_url(url) {
            Ok(())
        } else {
            Err(OutsideError::Forbidden)
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Vec<u8>, OutsideError> {
        // Not compressed: what is counted is what is read.
        let plain = HeaderValue::from_static("identity");
        let request = request.header(header::ACCEPT_ENCODING, plain);
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        if !status.is_success() {
            return Err(OutsideError::Status(status.as_u16()));
        }
        self.read(response).await
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, OutsideError> {
        let most = self.limits.bytes;
        let too_large = |length: usize| length > most;
        let announced = response
            .content_length()
            .and_then(|length| usize::try_from(length).ok());
        if announced.is_some_and(too_large) {
            return Err(OutsideError::TooLarge(most));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&chunk);
            if too_large(bytes.len()) {
                return Err(OutsideError::TooLarge(most));
            }
        }
        Ok(bytes)
    }
}

/// Follows a redirection unless it leads to a private network, out of encryption, or round and round.
fn redirected(allowed: &Allowed, attempt: Attempt<'_>) -> Action {
    let was_encrypted = attempt
        .previous()
        .last()
        .is_some_and(|url| url.scheme() == "https");
    let loses_encryption = was_encrypted && attempt.url().scheme() != "https";
    if !allowed.permits_url(attempt.url()) || loses_encryption {
        attempt.error(ForbiddenName)
    } else if attempt.previous().len() > REDIRECTIONS {
        attempt.stop()
    } else {
        attempt.follow()
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants; the error holds the address asked and must not live on"
)]
fn failed(error: reqwest::Error) -> OutsideError {
    if is_forbidden(&error) {
        OutsideError::Forbidden
    } else if error.is_timeout() {
        OutsideError::Late
    } else {
        OutsideError::Unreachable
    }
}
