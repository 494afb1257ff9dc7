//! What can go wrong on paper.

/// Why a document was not made. Its text is for logs.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The shipped font cannot be read: the binary is damaged.
    #[error("the shipped font cannot be read")]
    Font,
    /// An address is too long for a QR code.
    #[error("too long for a QR code: {0} bytes")]
    Qr(usize),
    /// The document breaks a rule of PDF/UA, or could not be written.
    #[error("pdf: {0}")]
    Pdf(String),
}
