//! The engine on bodies written by hand and by chance.

mod check;
mod declared;
mod graph;
mod limits;
mod memory;
mod oracle;
