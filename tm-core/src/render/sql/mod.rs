//! The model and its findings as the tables of an SQLite database: what `cargo tm sql` writes.
//!
//! ```text
//! targets ◀── elements, boundaries, data, dataflows      carried, processed, element_data
//!    ▲  ▲
//!    │  └──── attributes, controls, expectations, overrides, assumptions ◀── exclusions
//! findings ◀── basis
//!    ▼
//! threats ◀── threat_aliases, threat_classes, threat_stride, threat_linddun, threat_references
//! ```
//!
//! [`schema`] gives the statements that make the tables, [`rows`] what stands in them; whoever has a database puts the
//! two together. Keys number the rows of one database; ids are those of the model, and stay.

mod rows;
mod tables;
#[cfg(test)]
mod tests;
mod views;

pub use rows::{Cell, Content, rows};
pub use tables::{Column, TABLES, Table};
pub use views::{VIEWS, View};

/// The `application_id` of a database of ours, "cgtm", by which it is told from other people's.
pub const APPLICATION_ID: u32 = 0x6367_746d;

/// The version of the tables: the `user_version` of the database.
pub const VERSION: u32 = 1;

/// The statements that make all tables, indexes and views, in an order in which each knows what it refers to.
pub fn schema() -> String {
    let tables = TABLES.iter().map(|table| table.statements());
    let views = VIEWS.iter().map(View::statement);
    tables.chain(views).collect::<Vec<_>>().join("\n")
}
