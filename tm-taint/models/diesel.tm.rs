//! diesel: only where it takes SQL as a text.

#![models(krate = "diesel", version = "2")]

mod diesel {
    fn sql_query(#[sink(Sql)] query: _) -> _;

    mod dsl {
        fn sql(#[sink(Sql)] sql: &str) -> _;
    }

    mod connection {
        trait SimpleConnection {
            fn batch_execute(&mut self, #[sink(Sql)] query: &str) -> _;
        }
    }
}

impl<DB, Query> diesel::query_builder::BoxedSqlQuery<'_, DB, Query> {
    fn sql(self, #[sink(Sql)] sql: _) -> Self;
}
