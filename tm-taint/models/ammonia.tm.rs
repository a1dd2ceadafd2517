//! ammonia: pages without what could do harm.

#![models(krate = "ammonia", version = "4")]

mod ammonia {
    #[sanitize(sinks(Html), return)]
    fn clean(text: &str) -> String;
    #[sanitize(sinks(Html), return)]
    fn clean_text(text: &str) -> String;
}

impl ammonia::Builder<'_> {
    #[sanitize(sinks(Html), return)]
    fn clean(&self, text: &str) -> Document;
}
