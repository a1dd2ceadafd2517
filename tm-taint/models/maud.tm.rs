//! maud: `html!` escapes what it is given, but for what says that it is escaped already.

#![models(krate = "maud", version = "0.27")]

mod maud {
    struct PreEscaped<T>(#[sink(Html)] pub T);

    // What `html!` calls.
    mod macro_private {
        impl ViaRenderTag {
            #[flow(*value -> *buffer)]
            #[sanitize(sinks(Html))]
            fn render_to(self, value: &_, buffer: &mut String);
        }
        impl ViaDisplayTag {
            #[flow(*value -> *buffer)]
            #[sanitize(sinks(Html))]
            fn render_to(self, value: &_, buffer: &mut String);
        }
    }
}
