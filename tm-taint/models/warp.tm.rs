//! warp: functions that are handed to a filter are called with what it took from the request.

#![models(krate = "warp", version = "0.4")]

mod warp {
    pub use http;

    trait Filter {
        fn map(self, #[calls(source(UserInput))] function: _) -> _;
        fn then(self, #[calls(source(UserInput))] function: _) -> _;
        fn and_then(self, #[calls(source(UserInput))] function: _) -> _;
    }

    mod reply {
        fn html(#[sink(Html)] body: _) -> _;
    }

    fn redirect(#[sink(Redirect)] uri: _) -> _;

    mod redirect {
        fn see_other(#[sink(Redirect)] uri: _) -> _;
        fn temporary(#[sink(Redirect)] uri: _) -> _;
        fn permanent(#[sink(Redirect)] uri: _) -> _;
    }
}
