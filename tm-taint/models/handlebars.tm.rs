//! handlebars: a template escapes what it is given.

#![models(krate = "handlebars", version = "6")]

impl handlebars::Handlebars<'_> {
    #[sanitize(sinks(Html), return)]
    fn render(&self, name: &str, data: &_) -> Result<String>;
}
