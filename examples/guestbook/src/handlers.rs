//! Answers requests.

use std::fmt::{self, Display, Formatter};
use std::time::{Instant, SystemTime};

use axum::Json;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, SET_COOKIE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tm::{dataflow, element};

use crate::comment::{Comment, InvalidComment};
use crate::session::{Session, Sessions, Token};
use crate::store::CommentsDb;
use crate::threat_model::{Visitor, Web};
use crate::{Guestbook, log_error, page};

/// How many comments the page shows.
const PAGE_LENGTH: u32 = 100;

dataflow! {
    Visitor -> show_page: "Visitor opens the page", protocol = "HTTP", dst_port = 8080, uses_session_tokens,
    uses_vpn = false, data = [Session], controls(provides_integrity = false);
    reply "Page with comments and form", data = [Comment, Session], controls(provides_integrity = false)
}
dataflow! {
    CommentsDb -> show_page: "Newest comments", is_local, data = [Comment]
}
dataflow! {
    show_page -> Sessions: "New session", is_local, data = [Session]
}

/// Shows the comments and the form.
///
/// # Errors
/// When the comments cannot be read.
#[element(
    Server,
    name = "Comment page",
    boundary = Web,
    uses_session_tokens,
    surface = [Html, Async],
    hosting = [],
    controls(
        encodes_output,
        disables_iframes,
        handles_crashes,
        hides_error_details,
        implements_csrf_token,
        is_hardened,
        offloads_blocking_work,
        uses_transactions,
        validates_content_type,
        validates_input,
        verify_session_identifiers,
        uses_parameterized_input,
        uses_strong_session_identifiers,
        authenticates_source = false,
        authorizes_source = false,
        checks_origin = false,
        defines_connection_timeout = false,
        handles_resource_consumption = false,
        has_access_control = false,
        implements_authentication_scheme = false,
        implements_nonce = false,
        is_encrypted = false,
        is_resilient = false,
        logs_security_events = false,
        uses_mfa = false
    ),
    expect(AA01, reason = "the comments are for everyone to read", owner = "guestbook team", as = avoided),
    expect(AC01, reason = "nobody may do more than another", owner = "guestbook team", as = avoided),
    expect(AC19, reason = "a stolen session shows the name its visitor signed with, and ends after a week",
           owner = "guestbook team", as = accepted)
)]
pub async fn show_page(
    State(guestbook): State<Guestbook>,
    session: Option<Session>,
) -> Result<impl IntoResponse, Refusal> {
    let entries = guestbook.comments.newest(PAGE_LENGTH).await?;
    let session = session.unwrap_or_else(|| guestbook.sessions.start(Instant::now()));
    let page = page::render(&entries, &session, SystemTime::now());
    Ok(([(SET_COOKIE, session.cookie())], Html(page)))
}

/// The form as the browser sends it.
#[tm::source(UserInput)]
#[derive(Deserialize)]
pub struct Submission {
    csrf: String,
    author: String,
    text: String,
}

dataflow! {
    Visitor -> post_comment: "Visitor posts a comment", protocol = "HTTP", dst_port = 8080, uses_session_tokens,
    uses_vpn = false, data = [Comment, Session], controls(provides_integrity = false);
    reply "Redirect, or the comment in JSON", data = [Comment], controls(provides_integrity = false)
}
dataflow! {
    post_comment -> Sessions: "Author's name", is_local, data = [Session]
}
dataflow! {
    post_comment -> CommentsDb: "Insert comment", is_local, data = [Comment]
}

/// Takes a comment, then sends the browser back to the page, or answers in JSON who asks for it.
#[element(
    Server,
    name = "Comment form",
    boundary = Web,
    uses_session_tokens,
    surface = [Async],
    hosting = [],
    controls(
        validates_input,
        checks_input_bounds,
        implements_server_side_validation,
        uses_parameterized_input,
        encodes_output,
        handles_crashes,
        hides_error_details,
        is_hardened,
        implements_csrf_token,
        offloads_blocking_work,
        uses_transactions,
        verify_session_identifiers,
        uses_strong_session_identifiers,
        authenticates_source = false,
        authorizes_source = false,
        checks_origin = false,
        defines_connection_timeout = false,
        handles_resource_consumption = false,
        has_access_control = false,
        implements_authentication_scheme = false,
        implements_nonce = false,
        implements_polp = false,
        is_encrypted = false,
        is_resilient = false,
        logs_security_events = false,
        uses_mfa = false
    ),
    expect(AA01, reason = "anyone may leave a comment; the page says so", owner = "guestbook team", as = avoided),
    expect(AC01, reason = "nobody may do more than another, and nobody may change a comment",
           owner = "guestbook team", as = avoided),
    expect(AC12, reason = "one process, one file: there is nothing else on the account to protect",
           owner = "guestbook team", as = accepted),
    expect(AC19, reason = "without the token of the form a stolen session posts nothing, and it ends after a week",
           owner = "guestbook team", as = accepted)
)]
pub async fn post_comment(
    State(guestbook): State<Guestbook>,
    session: Option<Session>,
    headers: HeaderMap,
    Form(submission): Form<Submission>,
) -> Response {
    let outcome = take(&guestbook, session, &submission).await;
    match (outcome, wants_json(&headers)) {
        (Ok(comment), true) => (StatusCode::CREATED, Json(comment)).into_response(),
        (Ok(_), false) => Redirect::to("/").into_response(),
        (Err(refusal), true) => refusal.into_json(),
        (Err(refusal), false) => refusal.into_response(),
    }
}

async fn take(guestbook: &Guestbook, session: Option<Session>, submission: &Submission) -> Result<Comment, Refusal> {
    let session = session.ok_or(Refusal::Forged)?;
    if Token::parse(&submission.csrf) != Some(session.csrf) {
        return Err(Refusal::Forged);
    }
    let comment = Comment::new(&submission.author, &submission.text)?;
    guestbook.comments.insert(comment.clone(), SystemTime::now()).await?;
    guestbook.sessions.remember_author(&session, comment.author());
    Ok(comment)
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

/// Serves the style sheet.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css"))
}

/// Why a request is not fulfilled.
pub enum Refusal {
    /// The form is not one we sent to this visitor, or was sent too long ago.
    Forged,
    /// The comment breaks a rule.
    Invalid(InvalidComment),
    /// The database failed. The log says how, the visitor need not know.
    Unavailable,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn into_json(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }
        (self.status(), Json(Body { error: self.to_string() })).into_response()
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forged => f.write_str("the form has expired: reload the page and try again"),
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Unavailable => f.write_str("the guestbook cannot be reached"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), self.to_string()).into_response()
    }
}

impl From<InvalidComment> for Refusal {
    fn from(invalid: InvalidComment) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        log_error("the database failed", &error);
        Self::Unavailable
    }
}
