//! Stories of an invitation: what happens to the house when somebody opens it and answers.

mod answering;
mod delegating;
mod house;
mod links;
mod seats;
