//! The engine on bodies written by hand and by chance.

mod check;
mod graph;
mod memory;
mod oracle;
