//! rusqlite. A `Transaction` is a `Connection` to its methods.

#![models(krate = "rusqlite", version = ">=0.29, <0.40")]

impl rusqlite::Connection {
    fn execute(&self, #[sink(Sql)] sql: &str, parameters: _) -> _;
    fn execute_batch(&self, #[sink(Sql)] sql: &str) -> _;
    fn prepare(&self, #[sink(Sql)] sql: &str) -> _;
    // What the closure makes of a row, and nothing else, comes out.
    fn query_row(&self, #[sink(Sql)] sql: &str, parameters: _, #[calls(=> return)] row: _) -> _;
    fn query_row_and_then(&self, #[sink(Sql)] sql: &str, parameters: _, #[calls(=> return)] row: _) -> _;
    fn prepare_cached(&self, #[sink(Sql)] sql: &str) -> _;
    fn open(#[sink(Path)] path: _) -> _;
    fn open_with_flags(#[sink(Path)] path: _, flags: _) -> _;
}

impl rusqlite::Statement<'_> {
    fn query_map(&mut self, parameters: _, #[calls(=> return::Ok.0[..])] row: _) -> _;
    fn query_and_then(&mut self, parameters: _, #[calls(=> return::Ok.0[..])] row: _) -> _;
    fn query_row(&mut self, parameters: _, #[calls(=> return)] row: _) -> _;
}
