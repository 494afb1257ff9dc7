//! What is printed: letters, phone sheets, attendance lists, table sheets, minutes, posters, and QR codes.
//!
//! A document is made from one context struct, already in words; nothing here reads a clock, a database or a network,
//! and the same context always gives the same bytes. Every PDF is tagged, in French, has a title and an outline, and is
//! checked against PDF/UA-1 while it is written. The font is embedded; what it cannot draw becomes an empty box.

mod attendance;
mod code_box;
mod error;
mod face;
mod flow;
mod letter;
mod minutes;
mod phone_sheet;
mod poster;
mod qr;
mod sheet;
mod table;
mod table_sheet;
mod typography;
mod wrap;
mod writer;

pub use attendance::{AttendanceList, Expected, attendance_list};
pub use error::PrintError;
pub use letter::{PaperLetter, letters};
pub use minutes::{Group, Minutes, TableMinutes, minutes};
pub use phone_sheet::{PhoneQuestion, PhoneSection, PhoneSheet, phone_sheet};
pub use poster::{Poster, poster};
pub use qr::qr_svg;
pub use table_sheet::{TableSheet, table_sheets};
