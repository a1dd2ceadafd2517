//! Proves a library: every case of every threat fires, or stays silent, as it says.

use super::run_case;
use crate::threat::Library;

/// How a library did.
#[derive(Debug, Default)]
pub struct Verified {
    /// How many threats have cases.
    pub threats: usize,
    /// How many cases ran.
    pub cases: usize,
    /// The cases that went wrong, in the order of the library.
    pub failures: Vec<CaseFailure>,
    /// Threats that lack a case of either kind.
    pub unproven: Vec<String>,
}

/// A case that went wrong.
#[derive(Debug)]
pub struct CaseFailure {
    /// The threat's id.
    pub threat: String,
    /// The case's name.
    pub case: String,
    /// What happened instead.
    pub reason: String,
}

/// Runs every case of the library.
pub fn verify(library: &Library) -> Verified {
    let mut verified = Verified::default();
    for threat in &library.threats {
        verified.threats += usize::from(!threat.cases.is_empty());
        if [true, false].iter().any(|fires| !threat.cases.iter().any(|case| case.fires == *fires)) {
            verified.unproven.push(threat.id.clone());
        }
        for case in &threat.cases {
            verified.cases += 1;
            let reason = match run_case(threat, case) {
                Ok(fired) if fired == case.fires => continue,
                Ok(true) => "it fires and should stay silent".to_owned(),
                Ok(false) => "it stays silent and should fire".to_owned(),
                Err(faults) => {
                    faults.first().map_or_else(String::new, |fault| format!("its model is wrong: {}", fault.message))
                }
            };
            verified.failures.push(CaseFailure { threat: threat.id.clone(), case: case.name.clone(), reason });
        }
    }
    verified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_library_proves_itself() {
        let verified = verify(&crate::threat::shipped());
        let failures: Vec<_> =
            verified.failures.iter().map(|it| format!("{}: {}: {}", it.threat, it.case, it.reason)).collect();
        assert_eq!(failures, [] as [&str; 0]);
        assert_eq!(verified.unproven, [] as [&str; 0]);
        assert!(verified.threats >= 40);
    }

    #[test]
    fn the_skeleton_of_a_new_threat_proves_itself() {
        let (library, faults) = Library::read(&[("ORG-001.toml", crate::threat::SKELETON)]);
        assert_eq!(faults, []);
        let verified = verify(&library);
        assert!(verified.failures.is_empty() && verified.unproven.is_empty(), "{verified:?}");
    }

    #[test]
    fn a_wrong_case_fails_with_a_reason() {
        let text = crate::threat::SKELETON.replace("fires = false", "fires = true");
        let (library, _) = Library::read(&[("ORG-001.toml", &text)]);
        let verified = verify(&library);
        assert_eq!(verified.failures.len(), 1);
        assert_eq!(verified.failures[0].reason, "it stays silent and should fire");
        assert_eq!(verified.unproven, ["ORG-001"]);
    }
}
