//! mysql: the text of a statement is a sink, its parameters are not.

#![models(krate = "mysql", version = "28")]

mod mysql {
    mod prelude {
        trait Queryable {
            fn query(&mut self, #[sink(Sql)] statement: _) -> _;
            fn query_first(&mut self, #[sink(Sql)] statement: _) -> _;
            fn query_iter(&mut self, #[sink(Sql)] statement: _) -> _;
            fn query_drop(&mut self, #[sink(Sql)] statement: _) -> _;
            fn query_map(&mut self, #[sink(Sql)] statement: _, row: _) -> _;
            fn prep(&mut self, #[sink(Sql)] statement: _) -> _;
            fn exec(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
            fn exec_first(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
            fn exec_iter(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
            fn exec_drop(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
            fn exec_batch(&mut self, #[sink(Sql)] statement: _, parameters: _) -> _;
            fn exec_map(&mut self, #[sink(Sql)] statement: _, parameters: _, row: _) -> _;
        }
    }
}
