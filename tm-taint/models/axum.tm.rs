//! axum: handlers are called with what people send. What a program keeps for itself comes in as `State` or `Extension`.

#![models(krate = "axum", version = ">=0.7, <0.9")]

mod axum {
    pub use http;

    mod body {
        pub use bytes::Bytes;
    }

    mod routing {
        fn get(#[calls(source(UserInput))] handler: _) -> _;
        fn post(#[calls(source(UserInput))] handler: _) -> _;
        fn put(#[calls(source(UserInput))] handler: _) -> _;
        fn delete(#[calls(source(UserInput))] handler: _) -> _;
        fn patch(#[calls(source(UserInput))] handler: _) -> _;
        fn head(#[calls(source(UserInput))] handler: _) -> _;
        fn options(#[calls(source(UserInput))] handler: _) -> _;
        fn any(#[calls(source(UserInput))] handler: _) -> _;
        fn on(filter: _, #[calls(source(UserInput))] handler: _) -> _;
    }

    mod middleware {
        fn from_fn(#[calls(source(UserInput))] function: _) -> _;
        fn from_fn_with_state(state: _, #[calls(source(UserInput))] function: _) -> _;

        #[taint(opaque)]
        struct Next;
    }

    mod extract {
        #[taint(opaque)]
        struct State<S>(pub S);
        #[taint(opaque)]
        struct ConnectInfo<T>(pub T);

        // What these hold was sent, whoever calls the function.
        #[source(UserInput)]
        struct Query<T>(pub T);
        #[source(UserInput)]
        struct Path<T>(pub T);
        #[source(UserInput)]
        struct RawQuery(pub Option<String>);
        #[source(UserInput)]
        struct RawForm(pub Bytes);
        #[source(UserInput)]
        struct RawPathParams;
        #[source(UserInput)]
        struct Multipart;

        // Extractors of the program's own.
        trait FromRequest {
            async fn from_request(#[source(UserInput)] request: Request, state: &_) -> Result<Self>;
        }
    }

    // Handlers answer with them, too.
    #[source(UserInput => parameter)]
    struct Json<T>(pub T);
    #[source(UserInput => parameter)]
    struct Form<T>(pub T);

    #[taint(opaque)]
    struct Extension<T>(pub T);

    mod response {
        struct Html<T>(#[sink(Html)] pub T);
    }
}

impl<S> axum::routing::MethodRouter<S> {
    fn get(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn post(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn put(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn delete(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn patch(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn head(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn options(self, #[calls(source(UserInput))] handler: _) -> Self;
    fn on(self, filter: _, #[calls(source(UserInput))] handler: _) -> Self;
    fn fallback(self, #[calls(source(UserInput))] handler: _) -> Self;
}

impl<S> axum::Router<S> {
    fn fallback(self, #[calls(source(UserInput))] handler: _) -> Self;
}

impl std::iter::IntoIterator for &axum::extract::RawPathParams {
    #[flow(*self -> return[..])]
    fn into_iter(self) -> Self::IntoIter;
}

impl axum::response::Redirect {
    fn to(#[sink(Redirect)] uri: &str) -> Self;
    fn temporary(#[sink(Redirect)] uri: &str) -> Self;
    fn permanent(#[sink(Redirect)] uri: &str) -> Self;
}
