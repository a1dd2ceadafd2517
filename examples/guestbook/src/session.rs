//! Who is visiting: a cookie names a session, which remembers the author and holds the CSRF token.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::{self, Display, Formatter};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::OptionalFromRequestParts;
use axum::http::header::{COOKIE, HeaderMap};
use axum::http::request::Parts;
use tm::{data, element};

use crate::Guestbook;
use crate::threat_model::Web;

/// A session ends when its visitor has not come back for this long.
pub const MAX_IDLE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Each first visit starts a session, so their number needs a bound.
const MAX_SESSIONS: usize = 10_000;
const COOKIE_NAME: &str = "guestbook-session";

/// 128 random bits, written as 32 hexadecimal digits: nobody guesses one.
///
/// No `Debug`: a secret in a log is no secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(u128);

impl Token {
    fn random() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system has random bytes");
        Self(u128::from_ne_bytes(bytes))
    }

    /// The token that `text` spells, if it spells one.
    pub fn parse(text: &str) -> Option<Self> {
        // `from_str_radix` would also take a sign.
        let digits = Some(text).filter(|it| it.len() == 32 && !it.starts_with('+'))?;
        u128::from_str_radix(digits, 16).ok().map(Self)
    }
}

impl Display for Token {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// One visitor's visit.
#[data(
    name = "Session",
    classification = Sensitive,
    format = "cookie and form field",
    is_credentials,
    credentials_life = Short
)]
#[derive(Clone)]
pub struct Session {
    id: Token,
    /// The form carries it back: another site's form cannot know it.
    pub csrf: Token,
    /// The name the visitor last signed with; empty at first.
    pub author: String,
    last_seen: Instant,
}

impl Session {
    /// The value of the `Set-Cookie` header that names this session.
    ///
    /// It is not `Secure`, so that the service works without TLS on the developer's machine.
    pub fn cookie(&self) -> String {
        format!("{COOKIE_NAME}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax", self.id, MAX_IDLE.as_secs())
    }

    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.last_seen) > MAX_IDLE
    }
}

/// A handler that takes `Option<Session>` gets the session that the request's cookie names.
impl OptionalFromRequestParts<Guestbook> for Session {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, guestbook: &Guestbook) -> Result<Option<Self>, Infallible> {
        Ok(named_by_cookie(&parts.headers).and_then(|id| guestbook.sessions.visit(id, Instant::now())))
    }
}

fn named_by_cookie(headers: &HeaderMap) -> Option<Token> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, value)| Token::parse(value))
}

/// The sessions of all visitors.
#[element(
    Datastore,
    name = "Sessions in memory",
    boundary = Web,
    is_sql = false,
    is_shared = false,
    stores_pii = false,
    stores_log_data = false,
    controls(implements_polp, has_access_control, is_encrypted_at_rest = false),
    expect(DR01, reason = "they are in memory only and end with the process", owner = "guestbook team", as = accepted)
)]
#[derive(Default)]
pub struct Sessions {
    live: Mutex<HashMap<Token, Session>>,
}

impl Sessions {
    /// Starts a session under an id of our choice: one that came from outside could be known to others.
    pub fn start(&self, now: Instant) -> Session {
        let session = Session { id: Token::random(), csrf: Token::random(), author: String::new(), last_seen: now };
        let mut live = self.live();
        if live.len() >= MAX_SESSIONS {
            let longest_idle = live.values().min_by_key(|it| it.last_seen).map(|it| it.id);
            longest_idle.and_then(|id| live.remove(&id));
        }
        live.insert(session.id, session.clone());
        session
    }

    /// The session called `id`, unless it has ended. From `now` it is idle anew.
    pub fn visit(&self, id: Token, now: Instant) -> Option<Session> {
        let mut live = self.live();
        let session = live.get_mut(&id).filter(|it| !it.is_over(now))?;
        session.last_seen = now;
        Some(session.clone())
    }

    /// Has `session` remember who it belongs to.
    pub fn remember_author(&self, session: &Session, author: &str) {
        if let Some(live) = self.live().get_mut(&session.id) {
            author.clone_into(&mut live.author);
        }
    }

    /// Forgets the sessions that have ended by `now`.
    pub fn forget_ended(&self, now: Instant) {
        self.live().retain(|_, session| !session.is_over(now));
    }

    fn live(&self) -> MutexGuard<'_, HashMap<Token, Session>> {
        // Each change of the map is whole, so a panic between two of them spoils nothing.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_after_a_week_without_a_visit() {
        let sessions = Sessions::default();
        let start = Instant::now();
        let session = sessions.start(start);

        let second_visit = start + MAX_IDLE;
        assert!(sessions.visit(session.id, second_visit).is_some());
        assert!(sessions.visit(session.id, second_visit + MAX_IDLE).is_some());
        assert!(sessions.visit(session.id, second_visit + MAX_IDLE * 3).is_none());
    }

    #[test]
    fn the_longest_idle_session_makes_room() {
        let sessions = Sessions::default();
        let start = Instant::now();
        let first = sessions.start(start);
        for _ in 0..MAX_SESSIONS {
            sessions.start(start + Duration::from_secs(1));
        }

        assert!(sessions.visit(first.id, start).is_none());
        assert_eq!(sessions.live().len(), MAX_SESSIONS);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let id = Token::random();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, format!("theme=dark; {COOKIE_NAME}={id}").parse().unwrap());

        assert!(named_by_cookie(&headers) == Some(id));
    }

    #[test]
    fn only_32_digits_are_a_token() {
        assert!(Token::parse(&"a1".repeat(16)).is_some());
        assert!(Token::parse(&format!("+{}", "1".repeat(31))).is_none());
        assert!(Token::parse("").is_none());
    }
}
