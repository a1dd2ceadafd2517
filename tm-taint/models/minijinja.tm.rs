//! minijinja: a template escapes what it is given, but for what says that it is safe.

#![models(krate = "minijinja", version = ">=2, <4")]

impl minijinja::Template<'_, '_> {
    #[sanitize(sinks(Html), return)]
    fn render(&self, context: _) -> Result<String>;
}

impl minijinja::Value {
    fn from_safe_string(#[sink(Html)] value: String) -> Self;
}
