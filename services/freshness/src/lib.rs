//! The periodic checker: at each tick of a schedule, whoever must be asked about what may have changed is asked; and at
//! night, what was kept long enough is erased.
//!
//! Ticks are claimed in the base, so any number of instances may run; whatever was missed while nothing ran is made up
//! for by one tick, the latest.

mod checker;
mod schedule;
mod sweeper;
mod ticks;

pub use checker::{FreshnessError, JOB, run, tick_once};
pub use schedule::{DAILY, Schedule, ScheduleError, due_tick};
pub use sweeper::{NIGHTLY, SWEEP_JOB, SweepError, run_sweeper, sweep_once};
