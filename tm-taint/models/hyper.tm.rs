//! hyper: a service is called with what people send.

#![models(krate = "hyper", version = "1")]

mod hyper {
    pub use http::*;

    mod service {
        fn service_fn(#[calls(source(UserInput))] function: _) -> _;

        trait Service {
            fn call(&self, #[source(UserInput)] request: _) -> Self::Future;
        }
    }
}

impl<B> hyper::client::conn::http1::SendRequest<B> {
    #[source(Response => return::Ok.0)]
    async fn send_request(&mut self, request: _) -> Result<Response<Incoming>>;
}
