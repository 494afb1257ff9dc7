//! Mobile forms behind a link.
