//! askama: a template escapes what it is given. What it says to be `|safe` is looked at in the template alone.

#![models(krate = "askama", version = ">=0.12, <0.17")]

mod askama {
    trait Template {
        #[sanitize(sinks(Html), return)]
        fn render(&self) -> Result<String>;
    }
}
