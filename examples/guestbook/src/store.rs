//! Keeps the comments in SQLite.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, Result};
use tm::element;
use tokio::task::spawn_blocking;

use crate::comment::{Comment, Entry};
use crate::threat_model::Backend;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS comments (
        id        INTEGER PRIMARY KEY,
        author    TEXT NOT NULL,
        text      TEXT NOT NULL,
        posted_at INTEGER NOT NULL -- seconds since 1970
    ) STRICT;
    CREATE INDEX IF NOT EXISTS comments_by_age ON comments (posted_at);
";

/// The comments. A clone is another handle to the same database.
#[element(
    Datastore,
    name = "Comments",
    boundary = Backend,
    is_sql,
    type = Sql,
    is_shared = false,
    stores_pii = false,
    stores_sensitive_data = false,
    stores_log_data = false,
    controls(is_encrypted = false)
)]
#[derive(Clone)]
pub struct CommentsDb {
    connection: Arc<Mutex<Connection>>,
}

impl CommentsDb {
    /// Opens the database at `path`; a new one is made where there is none.
    ///
    /// # Errors
    /// When `path` cannot be opened or holds something else.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Adds `comment`, posted at `now`.
    ///
    /// # Errors
    /// When the database does not take it, as on a full disk.
    pub async fn insert(&self, comment: Comment, now: SystemTime) -> Result<()> {
        self.run(move |connection| add(connection, &comment, seconds(now))).await
    }

    /// The last `limit` comments, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn newest(&self, limit: u32) -> Result<Vec<Entry>> {
        self.run(move |connection| {
            connection
                .prepare("SELECT author, text, posted_at FROM comments ORDER BY posted_at DESC, id DESC LIMIT ?1")?
                .query_map([limit], |row| {
                    Ok(Entry { comment: Comment::stored(row.get(0)?, row.get(1)?), posted_at: time(row.get(2)?) })
                })?
                .collect()
        })
        .await
    }

    /// Deletes the comments posted before `cutoff` and says how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_before(&self, cutoff: SystemTime) -> Result<usize> {
        self.run(move |connection| connection.execute("DELETE FROM comments WHERE posted_at < ?1", [seconds(cutoff)]))
            .await
    }

    /// Runs `work` on a thread that may wait for the disk and for its turn.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let connection = Arc::clone(&self.connection);
        spawn_blocking(move || work(&connection.lock().expect("no query panics")))
            .await
            .expect("no query panics or is aborted")
    }
}

#[cfg(not(feature = "vulnerable"))]
fn add(connection: &Connection, comment: &Comment, posted_at: i64) -> Result<()> {
    connection.execute(
        "INSERT INTO comments (author, text, posted_at) VALUES (?1, ?2, ?3)",
        (comment.author(), comment.text(), posted_at),
    )?;
    Ok(())
}

/// The flaw: what the visitor typed becomes a part of the statement, and a quote in it ends the text.
#[cfg(feature = "vulnerable")]
fn add(connection: &Connection, comment: &Comment, posted_at: i64) -> Result<()> {
    let (author, text) = (comment.author(), comment.text());
    connection.execute_batch(&format!(
        "INSERT INTO comments (author, text, posted_at) VALUES ('{author}', '{text}', {posted_at})"
    ))
}

fn seconds(time: SystemTime) -> i64 {
    // A time before 1970 is older than any comment, and so is 1970.
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

fn time(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds.max(0).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn comments_older_than_the_cutoff_are_deleted() {
        let db = CommentsDb::open(Path::new(":memory:")).unwrap();
        for (author, posted) in [("old", 999), ("at the cutoff", 1000), ("new", 1001)] {
            db.insert(Comment::new(author, "hello").unwrap(), time(posted)).await.unwrap();
        }

        assert_eq!(db.delete_before(time(1000)).await.unwrap(), 1);

        let left: Vec<_> = db.newest(10).await.unwrap().into_iter().map(|it| it.comment.author().to_owned()).collect();
        assert_eq!(left, ["new", "at the cutoff"]);
    }

    #[cfg(not(feature = "vulnerable"))]
    #[tokio::test]
    async fn quotes_are_data_not_sql() {
        let db = CommentsDb::open(Path::new(":memory:")).unwrap();
        let comment = Comment::new("Robert'); DROP TABLE comments;--", "\"; --").unwrap();
        db.insert(comment.clone(), time(1000)).await.unwrap();

        assert_eq!(db.newest(10).await.unwrap(), [Entry { comment, posted_at: time(1000) }]);
    }
}
