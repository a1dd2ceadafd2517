//! log, tracing.

use crate::input;

pub fn error() {
    log::error!("{}", input()); // FLOW
}

pub fn info() {
    let name = input();
    log::info!("hello {name}"); // FLOW
}

pub fn debug_with_target() {
    log::debug!(target: "web", "{:?}", input()); // FLOW
}

pub fn nothing() {
    let _ = input();
    log::warn!("done"); // NO FLOW
}

pub fn event() {
    tracing::info!("hello {}", input()); // FLOW
}

pub fn field() {
    tracing::warn!(name = input(), "hello"); // FLOW
}

pub fn displayed_field() {
    tracing::error!(user = %input()); // FLOW
}

pub fn debugged_field() {
    tracing::debug!(user = ?input(), "hello"); // FLOW
}

pub fn span() {
    let _span = tracing::info_span!("request", name = input()).entered(); // FLOW
}

pub fn recorded(span: &tracing::Span) {
    span.record("name", input()); // FLOW
}

pub fn values(fields: &tracing::field::FieldSet) {
    let field = fields.field("name").unwrap();
    let name = input();
    fields.value_set(&[(&field, Some(&name as &dyn tracing::Value))]); // FLOW
}

pub fn no_event() {
    let _ = input();
    tracing::info!("done"); // NO FLOW
}
