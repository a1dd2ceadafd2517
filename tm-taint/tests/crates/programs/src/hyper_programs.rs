//! hyper.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};

use crate::sink;

pub fn service() {
    service_fn(handle);
    service_fn(|request: Request<Incoming>| async move {
        sink(request.uri().path()); // FLOW
        Ok::<_, hyper::Error>(Response::new(Full::<Bytes>::default()))
    });
}

async fn handle(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let body = request.into_body().collect().await?.to_bytes();
    sink(body); // FLOW
    Ok(Response::new(Full::default()))
}

pub async fn reply(mut sender: hyper::client::conn::http1::SendRequest<Full<Bytes>>, request: Request<Full<Bytes>>) {
    let response = sender.send_request(request).await.unwrap();
    sink(response.into_body().collect().await.unwrap().to_bytes()); // FLOW
}

pub struct Pages;

impl hyper::service::Service<Request<Incoming>> for Pages {
    type Response = Response<Full<Bytes>>;
    type Error = hyper::Error;
    type Future = std::future::Ready<Result<Self::Response, hyper::Error>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        sink(request.uri().path()); // FLOW
        std::future::ready(Ok(Response::new(Full::default())))
    }
}
