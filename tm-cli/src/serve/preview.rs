//! What is shown now, and who waits for something else.
//!
//! ```text
//! building ─▶ up to date, revision 1 ─save─▶ building ─▶ failed, still revision 1 ─save─▶ building ─▶ revision 2
//! ```
//!
//! What went wrong stays in view until there is a new result: a page that blinks with every save is hard to read.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A report.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// The package, or the name of the model file.
    pub name: String,
    /// One line on what was found.
    pub summary: String,
    /// The page.
    pub html: Arc<str>,
}

/// The reports of one build.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// One a model, in order of their names.
    pub reports: Vec<Document>,
    /// The texts of the files that the models name, by path from the root.
    pub sources: BTreeMap<String, String>,
}

/// What the build is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A build is running.
    Building,
    /// The documents are of what is saved.
    UpToDate,
    /// There is no document of what is saved.
    Failed,
}

/// What is shown at a moment.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Counts all changes of what follows.
    pub serial: u64,
    /// What the build is at.
    pub phase: Phase,
    /// The number of the documents; 0 before there are any.
    pub revision: u64,
    /// The last documents there were.
    pub documents: Arc<Documents>,
    /// What went wrong in the last build that ended, as it would be in a terminal.
    pub failure: Option<Arc<str>>,
}

impl Shown {
    /// The state in a few words.
    pub fn words(&self) -> String {
        match (self.phase, self.revision) {
            (Phase::Building, 0) => "building…".to_owned(),
            (Phase::Building, revision) => format!("building… (this is revision {revision})"),
            (Phase::UpToDate, revision) => format!("up to date, revision {revision}"),
            (Phase::Failed, 0) => "no report yet: see what went wrong".to_owned(),
            (Phase::Failed, revision) => format!("out of date: see what went wrong since revision {revision}"),
        }
    }

    /// The state as pages are told it; `session` tells one run of the program from the next.
    pub fn event(&self, session: &str) -> String {
        let state = serde_json::json!({
            "session": session,
            "models": self.documents.reports.len(),
            "serial": self.serial,
            "phase": self.phase.name(),
            "revision": self.revision,
            "words": self.words(),
            "failed": self.failure.is_some(),
        });
        format!("data: {state}\n\n")
    }
}

impl Phase {
    /// One word, for style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Building => "building",
            Phase::UpToDate => "ready",
            Phase::Failed => "failed",
        }
    }
}

/// What is shown, for all threads.
pub struct Preview {
    shown: Mutex<Shown>,
    changed: Condvar,
}

impl Default for Preview {
    fn default() -> Preview {
        let documents = Arc::default();
        let shown = Shown { serial: 0, phase: Phase::Building, revision: 0, documents, failure: None };
        Preview { shown: Mutex::new(shown), changed: Condvar::new() }
    }
}

impl Preview {
    /// What is shown now.
    pub fn now(&self) -> Shown {
        self.lock().clone()
    }

    /// Waits for something later than `serial`, no longer than `patience`.
    pub fn after(&self, serial: u64, patience: Duration) -> Option<Shown> {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, |it| it.serial <= serial);
        let (shown, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (shown.serial > serial).then(|| shown.clone())
    }

    /// A build begins.
    pub fn build(&self) {
        self.change(|it| it.phase = Phase::Building);
    }

    /// A build ended with documents; their revision, which is the last one's if nothing in them is new.
    pub fn show(&self, documents: Documents) -> u64 {
        self.change(|it| {
            (it.phase, it.failure) = (Phase::UpToDate, None);
            if it.revision == 0 || *it.documents != documents {
                it.documents = Arc::new(documents);
                it.revision += 1;
            }
            it.revision
        })
    }

    /// A build ended without.
    pub fn fail(&self, failure: String) {
        self.change(|it| (it.phase, it.failure) = (Phase::Failed, Some(failure.into())));
    }

    fn change<T>(&self, change: impl FnOnce(&mut Shown) -> T) -> T {
        let mut shown = self.lock();
        let result = change(&mut shown);
        shown.serial += 1;
        self.changed.notify_all();
        result
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_good_documents_stay() {
        let preview = Preview::default();
        let words = || preview.now().words();
        assert_eq!(words(), "building…");
        preview.fail("no".into());
        assert_eq!(words(), "no report yet: see what went wrong");
        preview.build();
        assert!(preview.now().failure.is_some(), "it stays until there is a result");
        assert_eq!(preview.show(Documents::default()), 1);
        assert_eq!((words().as_str(), preview.now().failure), ("up to date, revision 1", None));
        preview.build();
        assert_eq!(words(), "building… (this is revision 1)");
        preview.fail("no".into());
        assert_eq!((preview.now().revision, preview.now().phase), (1, Phase::Failed));
        assert_eq!(words(), "out of date: see what went wrong since revision 1");
    }

    #[test]
    fn what_is_the_same_is_no_new_revision() {
        let preview = Preview::default();
        let show = |text: &str| {
            let sources = [("src/main.rs".to_owned(), text.to_owned())].into();
            preview.show(Documents { reports: Vec::new(), sources })
        };
        assert_eq!([show("a"), show("a"), show("b"), show("a")], [1, 1, 2, 3]);
    }

    #[test]
    fn who_waits_hears_of_a_change_and_of_none() {
        let preview = Arc::new(Preview::default());
        let serial = preview.now().serial;
        assert!(preview.after(serial, Duration::from_millis(1)).is_none());
        let waiting = std::thread::spawn({
            let preview = Arc::clone(&preview);
            move || preview.after(serial, Duration::from_secs(60))
        });
        preview.show(Documents::default());
        let shown = waiting.join().expect("nobody panics").expect("there was a change");
        assert_eq!(shown.revision, 1);
        let event = "data: {\"failed\":false,\"models\":0,\"phase\":\"ready\",\"revision\":1,\"serial\":1,\
                     \"session\":\"s\",\
                     \"words\":\"up to date, revision 1\"}\n\n";
        assert_eq!(shown.event("s"), event);
    }
}
