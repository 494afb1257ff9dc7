//! The stories, one file per subject.

mod bad_input;
mod chat;
mod command_line;
mod contacts;
mod crawl;
mod demo;
mod desk;
mod form;
mod freshness;
mod geography;
mod invitation;
mod mail;
mod meetings;
mod sends;
mod tidy;
