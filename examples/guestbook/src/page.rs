//! Writes the one page of the guestbook.

use std::fmt::{self, Display, Formatter, Write};
use std::time::SystemTime;

use crate::comment::{Entry, MAX_AUTHOR, MAX_TEXT};
use crate::session::Session;

/// The page that `session` sees at `now`: a form to sign, then `entries` in their order.
pub(crate) fn render(entries: &[Entry], session: &Session, now: SystemTime) -> String {
    let mut list = String::new();
    for Entry { comment, posted_at } in entries {
        let (author, text, posted) = (Escaped(comment.author()), shown(comment.text()), day(*posted_at, now));
        writeln!(list, "<article><h2>{author} <small>{posted}</small></h2><p>{text}</p></article>")
            .expect("a String takes all text");
    }
    let (author, csrf) = (Escaped(&session.author), session.csrf);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Guestbook</title>
<link rel="stylesheet" href="/style.css">
<h1>Guestbook</h1>
<form method="post" action="/comments">
<input type="hidden" name="csrf" value="{csrf}">
<label>Your name <input name="author" value="{author}" maxlength="{MAX_AUTHOR}" required></label>
<label>Your comment <textarea name="text" rows="4" maxlength="{MAX_TEXT}" required></textarea></label>
<button>Sign</button>
</form>
{list}</html>
"#
    )
}

#[cfg(not(feature = "vulnerable"))]
fn shown(text: &str) -> Escaped<'_> {
    Escaped(text)
}

/// The flaw: what the visitor typed becomes a part of the page, markup and all.
#[cfg(feature = "vulnerable")]
fn shown(text: &str) -> &str {
    text
}

fn day(posted_at: SystemTime, now: SystemTime) -> String {
    // The clock may have been set back since.
    let age = now.duration_since(posted_at).unwrap_or_default();
    match age.as_secs() / (24 * 60 * 60) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// Text for an HTML element or a quoted attribute.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    #[tm::sanitize(sinks(Html))]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            _ => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(Escaped(r#"<a href="x">'&'"#).to_string(), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
    }

    #[test]
    fn days_are_counted_in_full() {
        let hours_ago = |hours: u64| day(UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(hours * 60 * 60));
        assert_eq!(hours_ago(23), "today");
        assert_eq!(hours_ago(24), "yesterday");
        assert_eq!(hours_ago(72), "3 days ago");
    }
}
