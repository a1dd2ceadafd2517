//! tokio-postgres: the text of a statement is a sink, its parameters are not.

#![models(krate = "tokio-postgres", version = "0.7")]

impl tokio_postgres::Client {
    fn query(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_one(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_opt(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_raw(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn execute(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn prepare(&self, #[sink(Sql)] query: &str) -> _;
    fn simple_query(&self, #[sink(Sql)] query: &str) -> _;
    fn batch_execute(&self, #[sink(Sql)] query: &str) -> _;
}

impl tokio_postgres::Transaction<'_> {
    fn query(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_one(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_opt(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn query_raw(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn execute(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
    fn prepare(&self, #[sink(Sql)] query: &str) -> _;
    fn simple_query(&self, #[sink(Sql)] query: &str) -> _;
    fn batch_execute(&self, #[sink(Sql)] query: &str) -> _;
}

mod tokio_postgres {
    trait GenericClient {
        fn query(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
        fn query_one(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
        fn query_opt(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
        fn query_raw(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
        fn execute(&self, #[sink(Sql)] statement: _, parameters: _) -> _;
        fn prepare(&self, #[sink(Sql)] query: &str) -> _;
        fn simple_query(&self, #[sink(Sql)] query: &str) -> _;
        fn batch_execute(&self, #[sink(Sql)] query: &str) -> _;
    }
}
