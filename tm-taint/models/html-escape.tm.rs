//! html-escape. What is written into an attribute has to be escaped for that.

#![models(krate = "html-escape", version = "0.2")]

mod html_escape {
    #[sanitize(sinks(Html), return)]
    fn encode_text(text: &_) -> Cow<str>;
    #[sanitize(sinks(Html), return)]
    fn encode_safe(text: &_) -> Cow<str>;
    #[sanitize(sinks(Html), return)]
    fn encode_double_quoted_attribute(text: &_) -> Cow<str>;
    #[sanitize(sinks(Html), return)]
    fn encode_single_quoted_attribute(text: &_) -> Cow<str>;
    #[sanitize(sinks(Html), return)]
    fn encode_quoted_attribute(text: &_) -> Cow<str>;
}
