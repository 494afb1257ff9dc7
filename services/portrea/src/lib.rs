//! The one binary: command line, and every service composed.
