//! Which message from the radio may turn the bolt.
//!
//! A counter alone is not enough: somebody who jams the door and records the message holds one that the lock has never
//! seen. So the lock asks first. It sends a [`Challenge`], and obeys an answer that is signed, names that challenge,
//! and comes within [`ANSWER_TIME`]; then the challenge is spent.
//!
//! ```text
//! phone ──"I am here", random──▶ lock ──challenge, state, random──▶ phone ──turn, challenge, signature──▶ lock
//! ```

use core::time::Duration;

/// How long an answer takes at the most, the way through the cloud included.
pub const ANSWER_TIME: Duration = Duration::from_secs(5);

/// Random bytes that the lock makes anew for each question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge(pub [u8; 16]);

/// What the bolt shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Out of the frame.
    Open,
    /// Into the frame.
    Close,
}

/// What came over the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// What is asked for.
    pub turn: Turn,
    /// The question that it answers.
    pub challenge: Challenge,
    /// The place of the sender's key in the lock's list.
    pub key: u8,
    /// Over all of the above.
    pub signature: [u8; 64],
}

/// The keys that are enrolled: it checks that a message is signed by the one it names, and that this one may open
/// today.
pub trait Keys {
    /// Whether the message is signed by a key that may do what it asks for.
    fn allow(&self, message: &Message) -> bool;
}

/// Why the bolt does not turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No enrolled key that may do this has signed it.
    NotAllowed,
    /// It answers no question, an earlier one, or one that was answered.
    NotAsked,
    /// The answer took too long.
    TooLate,
    /// The door stands open: a bolt that comes out now would break on the frame.
    DoorOpen,
}

/// The question that waits for an answer, if there is one.
///
/// Times are measured from the start of the lock. A lock that starts anew has asked nothing.
#[derive(Debug, Default)]
pub struct Guard {
    waiting: Option<(Challenge, Duration)>,
}

impl Guard {
    /// Asks with `random` bytes at `now`; an earlier question is void.
    pub fn ask(&mut self, random: [u8; 16], now: Duration) -> Challenge {
        let challenge = Challenge(random);
        self.waiting = Some((challenge, now));
        challenge
    }

    /// What the motor shall do with `message` at `now`.
    ///
    /// # Errors
    /// Why it shall do nothing. Only a message that is allowed spends the question, or strangers could spend it.
    pub fn accept(
        &mut self,
        message: &Message,
        keys: &impl Keys,
        now: Duration,
        door_is_closed: bool,
    ) -> Result<Turn, Refusal> {
        if !keys.allow(message) {
            return Err(Refusal::NotAllowed);
        }
        let (_, asked) = self.waiting.take_if(|(asked, _)| *asked == message.challenge).ok_or(Refusal::NotAsked)?;
        // A clock that went backwards is no proof of freshness.
        let waited = now.checked_sub(asked).ok_or(Refusal::TooLate)?;
        if waited > ANSWER_TIME {
            return Err(Refusal::TooLate);
        }
        if message.turn == Turn::Close && !door_is_closed {
            return Err(Refusal::DoorOpen);
        }
        Ok(message.turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key 1 may do anything; its signature is all ones.
    struct One;

    impl Keys for One {
        fn allow(&self, message: &Message) -> bool {
            message.key == 1 && message.signature == [1; 64]
        }
    }

    const NOON: Duration = Duration::from_secs(12 * 60 * 60);

    fn open(challenge: Challenge) -> Message {
        Message { turn: Turn::Open, challenge, key: 1, signature: [1; 64] }
    }

    fn after(seconds: u64) -> Duration {
        NOON + Duration::from_secs(seconds)
    }

    #[test]
    fn a_signed_answer_turns_the_bolt_once() {
        let mut guard = Guard::default();
        let message = open(guard.ask([7; 16], NOON));
        assert_eq!(guard.accept(&message, &One, after(5), true), Ok(Turn::Open));
        assert_eq!(guard.accept(&message, &One, after(5), true), Err(Refusal::NotAsked), "recorded and sent again");
    }

    #[test]
    fn what_was_jammed_and_kept_is_worth_nothing_later() {
        let mut guard = Guard::default();
        let kept = open(guard.ask([7; 16], NOON));
        assert_eq!(guard.accept(&kept, &One, after(6), true), Err(Refusal::TooLate));

        let kept = open(guard.ask([8; 16], NOON));
        guard.ask([9; 16], after(1));
        assert_eq!(guard.accept(&kept, &One, after(2), true), Err(Refusal::NotAsked), "the lock has asked anew");
    }

    #[test]
    fn a_clock_that_went_backwards_opens_nothing() {
        let mut guard = Guard::default();
        let message = open(guard.ask([7; 16], NOON));
        assert_eq!(guard.accept(&message, &One, Duration::ZERO, true), Err(Refusal::TooLate));
    }

    #[test]
    fn a_forged_message_neither_opens_nor_spends_the_question() {
        let mut guard = Guard::default();
        let message = open(guard.ask([7; 16], NOON));
        for forged in [Message { signature: [2; 64], ..message }, Message { key: 2, ..message }] {
            assert_eq!(guard.accept(&forged, &One, NOON, true), Err(Refusal::NotAllowed));
        }
        assert_eq!(guard.accept(&message, &One, NOON, true), Ok(Turn::Open));
    }

    #[test]
    fn the_bolt_comes_out_behind_a_closed_door_only() {
        let mut guard = Guard::default();
        let close = Message { turn: Turn::Close, ..open(guard.ask([7; 16], NOON)) };
        assert_eq!(guard.accept(&close, &One, NOON, false), Err(Refusal::DoorOpen));
    }
}
