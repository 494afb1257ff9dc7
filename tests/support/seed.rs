//! Randomness that is the same every time.

use std::sync::Mutex;

use portrea_domain::Entropy;
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};

/// Randomness from a seed.
pub(crate) struct Seeded(Mutex<StdRng>);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}
