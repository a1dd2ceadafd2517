//! postgres: the text of a statement is a sink, its parameters are not.

#![models(krate = "postgres", version = "0.19")]

impl postgres::Client {
    fn query(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_one(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_opt(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_raw(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn execute(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn prepare(&mut self, #[sink(Sql)] query: &str) -> _;
    fn simple_query(&mut self, #[sink(Sql)] query: &str) -> _;
    fn batch_execute(&mut self, #[sink(Sql)] query: &str) -> _;
}

impl postgres::Transaction<'_> {
    fn query(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_one(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_opt(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_raw(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn execute(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn prepare(&mut self, #[sink(Sql)] query: &str) -> _;
    fn simple_query(&mut self, #[sink(Sql)] query: &str) -> _;
    fn batch_execute(&mut self, #[sink(Sql)] query: &str) -> _;
}
