//! sqlx: the text of a statement is a sink, what is bound is not.

#![models(krate = "sqlx", version = ">=0.7.4, <0.9")]

mod sqlx {
    fn query(#[sink(Sql)] sql: &str) -> _;
    fn query_with(#[sink(Sql)] sql: &str, arguments: _) -> _;
    fn query_as(#[sink(Sql)] sql: &str) -> _;
    fn query_as_with(#[sink(Sql)] sql: &str, arguments: _) -> _;
    fn query_scalar(#[sink(Sql)] sql: &str) -> _;
    fn raw_sql(#[sink(Sql)] sql: &str) -> _;

    trait Executor {
        fn execute(self, #[sink(Sql)] query: _) -> _;
        fn fetch_one(self, #[sink(Sql)] query: _) -> _;
        fn fetch_all(self, #[sink(Sql)] query: _) -> _;
        fn fetch_optional(self, #[sink(Sql)] query: _) -> _;
    }
}

impl<DB> sqlx::QueryBuilder<'_, DB> {
    fn new(#[sink(Sql)] init: _) -> Self;
    fn push(&mut self, #[sink(Sql)] sql: _) -> &mut Self;
}
