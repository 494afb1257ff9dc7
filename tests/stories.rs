//! The stories, one file per subject.

mod attendance;
mod bad_input;
mod chat;
mod code;
mod command_line;
mod contacts;
mod crawl;
mod demo;
mod desk;
mod form;
mod freshness;
mod geography;
mod interest;
mod invitation;
mod kill;
mod letters;
mod mail;
mod meetings;
mod moderation;
mod places;
mod send_pages;
mod sends;
mod tables;
mod tidy;
