//! Deletes what is past its time: old comments, and sessions that have ended.

use std::time::{Duration, Instant, SystemTime};

use tm::{dataflow, element};

use crate::comment::Comment;
use crate::store::CommentsDb;
use crate::threat_model::Web;
use crate::{Guestbook, log_error};

const PERIOD: Duration = Duration::from_secs(60 * 60);

/// Cleans up now and then once an hour, for as long as the service runs.
pub async fn every_hour(guestbook: Guestbook, keep: Duration) {
    let mut hours = tokio::time::interval(PERIOD);
    loop {
        hours.tick().await;
        guestbook.sessions.forget_ended(Instant::now());
        delete_old_comments(&guestbook, keep, SystemTime::now()).await;
    }
}

dataflow! {
    delete_old_comments -> CommentsDb: "Delete old comments", is_local, order = 9, data = [Comment]
}

/// Deletes the comments that are older than `keep` at `now`.
///
/// A failure is logged, and the next hour tries again.
#[element(
    Process,
    name = "Cleanup job",
    boundary = Web,
    code_type = "Managed",
    implements_api = false,
    uses_environment_variables = false,
    controls(handles_interruptions, uses_parameterized_input, uses_secure_functions)
)]
pub async fn delete_old_comments(guestbook: &Guestbook, keep: Duration, now: SystemTime) {
    // Nothing is older than the beginning of time.
    let Some(cutoff) = now.checked_sub(keep) else { return };
    if let Err(error) = guestbook.comments.delete_before(cutoff).await {
        log_error("old comments stay for now", &error);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::comment::Comment;
    use crate::store::CommentsDb;

    #[tokio::test]
    async fn comments_are_kept_for_as_long_as_asked() {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let guestbook = Guestbook::new(CommentsDb::open(Path::new(":memory:")).unwrap());
        let now = SystemTime::now();
        for (author, age) in [("kept", 29 * DAY), ("deleted", 31 * DAY)] {
            guestbook.comments.insert(Comment::new(author, "hello").unwrap(), now - age).await.unwrap();
        }

        delete_old_comments(&guestbook, 30 * DAY, now).await;

        let left = guestbook.comments.newest(10).await.unwrap();
        assert_eq!(left.iter().map(|it| it.comment.author()).collect::<Vec<_>>(), ["kept"]);
    }
}
