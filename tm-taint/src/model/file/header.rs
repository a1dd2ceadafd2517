//! `#![models(krate = "sqlx", version = ">=0.7, <0.9")]`

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitStr, Token};

use super::Reader;

const KEYS: [&str; 2] = ["krate", "version"];

impl Reader {
    /// Reads which crate the file speaks of.
    pub(super) fn header(&mut self, attributes: &[Attribute]) {
        let Some(attribute) = attributes.iter().find(|it| it.path().is_ident("models")) else {
            self.fault(
                Span::call_site(),
                "the file does not say which crate it speaks of",
                "begin it with `#![models(krate = \"sqlx\", version = \">=0.7, <0.9\")]`",
            );
            return;
        };
        self.file.header = Some(self.location(attribute.span()));
        let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
            let mut pairs = Vec::new();
            while !input.is_empty() {
                let key: Ident = input.parse()?;
                input.parse::<Token![=]>()?;
                pairs.push((key, input.parse::<LitStr>()?));
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(pairs)
        });
        let pairs = match parsed {
            Ok(pairs) => pairs,
            Err(error) => return self.fault(error.span(), &error.to_string(), ""),
        };
        for (key, value) in &pairs {
            let text = value.value();
            match key.to_string().as_str() {
                "krate" => self.file.krate = text,
                "version" => match text.parse() {
                    Ok(version) => self.file.version = Some(version),
                    Err(error) => {
                        let message = format!("`{text}` is no condition on versions: {error}");
                        self.fault(value.span(), &message, "write one as in Cargo.toml, such as `>=0.7, <0.9`");
                    }
                },
                other => {
                    let near = tm_diagnostic::nearest(other, KEYS.into_iter());
                    let help =
                        near.map_or("there are `krate` and `version`".to_owned(), |it| format!("did you mean `{it}`?"));
                    self.fault(key.span(), &format!("unknown key `{other}`"), &help);
                }
            }
        }
        if !pairs.iter().any(|(key, _)| key == "krate") {
            self.fault(attribute.span(), "the file does not say which crate it speaks of", "add `krate = \"…\"`");
        }
    }

    /// The crate's name in paths: `actix_web` of `actix-web`.
    pub(super) fn crate_in_paths(&self) -> String {
        self.file.krate.replace('-', "_")
    }
}
