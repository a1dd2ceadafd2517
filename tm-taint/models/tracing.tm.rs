//! tracing: what `info!`, `span!` and their like expand to. The values of an event or span are put together in the function that has the macro.

#![models(krate = "tracing", version = "0.1")]

impl tracing::field::FieldSet {
    fn value_set(&self, #[sink(Log)] values: _) -> ValueSet<'_>;
    fn value_set_all(&self, #[sink(Log)] values: _) -> ValueSet<'_>;
}

impl tracing::Span {
    fn record(&self, field: _, #[sink(Log)] value: _) -> &Self;
}
