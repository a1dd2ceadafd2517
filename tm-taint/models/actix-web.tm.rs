//! actix-web. `#[get("/")]` and its like hand the function to a `Resource`.

#![models(krate = "actix-web", version = "4")]

mod actix_web {
    mod web {
        fn to(#[calls(source(UserInput))] handler: _) -> _;

        #[taint(opaque)]
        struct Data<T>;
        #[taint(opaque)]
        struct ReqData<T>;

        // What these hold was sent, whoever calls the function.
        #[source(UserInput)]
        struct Query<T>(pub T);
        #[source(UserInput)]
        struct Path<T>;
        #[source(UserInput)]
        struct Form<T>(pub T);

        // Handlers answer with it, too.
        #[source(UserInput => parameter)]
        struct Json<T>(pub T);
    }

    #[source(UserInput => parameter)]
    struct HttpRequest;

    mod dev {
        #[source(UserInput => parameter)]
        struct ServiceRequest;
    }
}

// What the program keeps for itself.
impl actix_web::HttpRequest {
    #[taint(opaque)]
    fn app_data(&self) -> Option<&_>;
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

// A text is shown as a page where its content type says so.
impl actix_web::HttpResponseBuilder {
    fn body(&mut self, #[sink(Html, where(self is HtmlType))] body: _) -> _;
}

impl actix_web::http::header::ContentType {
    #[source(HtmlType)]
    fn html() -> Self;
}
