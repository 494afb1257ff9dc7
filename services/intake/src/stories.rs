//! Stories of the form: what happens to the house when somebody opens, fills in and publishes.

mod communes;
mod confirming;
mod correcting;
mod house;
mod links;
mod looks;
mod offering;
mod placing;
