//! Everything that leaves the house as text: mails and calendar files.
