//! Configuration, telemetry, lifecycle.
