//! tera: a template escapes what it is given, where its name ends as that of a page does.

#![models(krate = "tera", version = "1")]

impl tera::Tera {
    #[sanitize(sinks(Html), return)]
    fn render(&self, name: &str, context: &Context) -> Result<String>;
}
