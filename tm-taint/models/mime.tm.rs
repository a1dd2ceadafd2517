//! mime: the names of content types.

#![models(krate = "mime", version = "0.3")]

mod mime {
    #[source(HtmlType)]
    static TEXT_HTML: Mime;
    #[source(HtmlType)]
    static TEXT_HTML_UTF_8: Mime;
}
