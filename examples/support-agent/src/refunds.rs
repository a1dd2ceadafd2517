//! Who may agree to a refund. No prompt changes this: it is arithmetic.
//!
//! ```
//! use support_agent::refunds::{Agreement, Cents, Request, decide};
//!
//! let small = Request { amount: Cents(1_999), paid: Cents(8_000), refunded: Cents(0) };
//! assert_eq!(decide(small), Ok(Agreement::Agent));
//!
//! let second = Request { refunded: Cents(4_000), ..small };
//! assert_eq!(decide(second), Ok(Agreement::Clerk));
//! ```

use std::fmt::{self, Display, Formatter};

use tm::{dataflow, element};

use crate::agent::OrderService;
use crate::data::{Order, Refund};
use crate::stores::AuditLog;
use crate::vendors::PaymentProvider;
use crate::zones::Assistant;

/// What the agent may pay back for one order, all refunds together, before a clerk has to agree.
pub const LIMIT: Cents = Cents(5_000);

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub u64);

/// A refund that somebody asks for. Only `amount` comes from the agent; the order service knows the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// To pay back now.
    pub amount: Cents,
    /// What the customer paid for the order.
    pub paid: Cents,
    /// What was paid back for it before.
    pub refunded: Cents,
}

/// Who has to agree before the money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The agent alone may.
    Agent,
    /// A clerk has to.
    Clerk,
}

/// Why nobody may agree to a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing to pay.
    Nothing,
    /// All refunds together would be more than was paid.
    MoreThanPaid,
}

impl Display for Refused {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Nothing => "a refund of nothing",
            Refused::MoreThanPaid => "more than was paid for the order",
        })
    }
}

impl std::error::Error for Refused {}

/// Decides who has to agree to a refund. The program around it pays once they have, and each refund once.
///
/// # Errors
/// When nobody may agree to it.
#[element(
    Process,
    name = "Refunds",
    boundary = Assistant,
    protocol = "gRPC over mutual TLS",
    code_type = "Managed",
    surface = [Arithmetic, Async, SharedState],
    uses_environment_variables = false,
    implements_api,
    allows_client_side_scripting = false,
    handles_resources,
    controls(
        is_encrypted,
        authenticates_source,
        authorizes_source,
        validates_input,
        checks_input_bounds,
        checks_arithmetic,
        requires_human_approval,
        uses_transactions,
        implements_polp,
        encodes_output,
        authenticates_destination,
        handles_interruptions,
        handles_resource_consumption,
        hides_error_details,
        is_hardened,
        logs_security_events
    )
)]
pub fn decide(request: Request) -> Result<Agreement, Refused> {
    if request.amount == Cents(0) {
        return Err(Refused::Nothing);
    }
    // A sum too big for the type is more than anybody has paid.
    let total = request.refunded.0.checked_add(request.amount.0).map(Cents).ok_or(Refused::MoreThanPaid)?;
    if total > request.paid {
        return Err(Refused::MoreThanPaid);
    }
    Ok(if total > LIMIT { Agreement::Clerk } else { Agreement::Agent })
}

dataflow! {
    decide -> OrderService: "What was paid, what was paid back?", data = ["number"];
    reply "The order", data = [Order]
}
dataflow! {
    decide -> PaymentProvider: "Pays money back", tls_version = Tls13, data = [Refund];
    reply "Done, or why not", data = ["result"]
}
dataflow! {
    decide -> AuditLog: "Refunds and who agreed", data = [Refund]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amount: u64, paid: u64, refunded: u64) -> Result<Agreement, Refused> {
        decide(Request { amount: Cents(amount), paid: Cents(paid), refunded: Cents(refunded) })
    }

    #[test]
    fn above_the_limit_a_clerk_agrees() {
        assert_eq!(of(5_000, 9_000, 0), Ok(Agreement::Agent));
        assert_eq!(of(5_001, 9_000, 0), Ok(Agreement::Clerk));
    }

    #[test]
    fn many_small_refunds_are_one_big_one() {
        assert_eq!(of(1_000, 9_000, 4_000), Ok(Agreement::Agent));
        assert_eq!(of(1_000, 9_000, 4_001), Ok(Agreement::Clerk));
    }

    #[test]
    fn nobody_gets_back_more_than_was_paid() {
        assert_eq!(of(9_000, 9_000, 0), Ok(Agreement::Clerk));
        assert_eq!(of(9_001, 9_000, 0), Err(Refused::MoreThanPaid));
        assert_eq!(of(1, 9_000, 9_000), Err(Refused::MoreThanPaid));
        assert_eq!(of(0, 9_000, 0), Err(Refused::Nothing));
    }

    #[test]
    fn a_sum_that_overflows_is_refused() {
        assert_eq!(of(u64::MAX, u64::MAX, 1), Err(Refused::MoreThanPaid));
        assert_eq!(of(1, u64::MAX, u64::MAX), Err(Refused::MoreThanPaid));
    }
}
