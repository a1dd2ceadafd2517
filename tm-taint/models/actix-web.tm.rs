//! actix-web. `#[get("/")]` and its like hand the function to a `Resource`.

#![models(krate = "actix-web", version = "4")]

mod actix_web {
    mod web {
        fn to(#[calls(source(UserInput))] handler: _) -> _;

        #[taint(opaque)]
        struct Data<T>;
        #[taint(opaque)]
        struct ReqData<T>;
    }
}

impl actix_web::Route {
    fn to(self, #[calls(source(UserInput))] handler: _) -> Self;
}

impl<T> actix_web::Resource<T> {
    fn to(self, #[calls(source(UserInput))] handler: _) -> Self;
}

impl actix_web::web::Html {
    fn new(#[sink(Html)] html: _) -> Self;
}

impl actix_web::web::Redirect {
    fn to(#[sink(Redirect)] to: _) -> Self;
}
