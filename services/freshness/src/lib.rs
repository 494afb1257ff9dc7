//! The periodic checker: at each tick of a schedule, whoever must be asked about what may have changed is asked.
//!
//! Ticks are claimed in the base, so any number of instances may run; whatever was missed while nothing ran is made up
//! for by one tick, the latest.

mod checker;
mod schedule;

pub use checker::{FreshnessError, JOB, run, tick_once};
pub use schedule::{DAILY, Schedule, ScheduleError, due_tick};
