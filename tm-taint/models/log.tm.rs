//! log: what `info!` and its like expand to.

#![models(krate = "log", version = "0.4")]

mod log {
    mod __private_api {
        // Its parameters are others from version to version; the text is the first or the second one.
        #[sink(Log)]
        fn log(logger: _, text: _, level: _, place: _, values: _);
    }
}
