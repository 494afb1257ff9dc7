//! Where unpredictable bytes come from: the operating system in production, a seed in the demo and the tests.

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` entirely.
    fn fill(&self, bytes: &mut [u8]);
}
