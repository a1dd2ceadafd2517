//! Charges cards, one job at a time.

use tm::{dataflow, element};

use crate::data::{CardToken, DatabaseCredentials, LogRecord, Order, ProviderKey};
use crate::partners::{MailService, PaymentProvider};
use crate::stores::{LogStore, PaymentJobs, ShopDatabase, Vault};
use crate::zones::Core;

dataflow! {
    PaymentJobs -> settle: "Next job", protocol = "AMQPS", tls_version = Tls13, data = [CardToken, "number of the job"]
}
dataflow! {
    settle -> Vault: "Proves who it is", protocol = "HTTPS", tls_version = Tls13, data = ["service account token"],
    controls(authenticates_destination);
    reply "Keys", data = [DatabaseCredentials, ProviderKey]
}
dataflow! {
    settle -> PaymentProvider: "Charges the card", protocol = "HTTPS", tls_version = Tls13,
    data = [ProviderKey, CardToken, "sum", "idempotency key"], controls(authenticates_destination);
    reply "Charged or refused", data = ["charge"]
}
dataflow! {
    settle -> ShopDatabase: "Marks the order", protocol = "PostgreSQL", tls_version = Tls13, dst_port = 5432,
    data = [DatabaseCredentials, "state of an order"], controls(authenticates_destination);
    reply "Order and sum", data = [Order]
}
dataflow! {
    settle -> MailService: "Confirms the order", protocol = "HTTPS", tls_version = Tls13, data = [Order],
    controls(authenticates_destination)
}
dataflow! {
    settle -> LogStore: "What was charged", protocol = "HTTPS", tls_version = Tls13, data = [LogRecord],
    controls(authenticates_destination)
}

/// What the database knows of an order's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has tried.
    Unpaid,
    /// A worker has begun, so often.
    Tried(u8),
    /// The provider has the money.
    Paid,
}

/// What the worker does with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Charge, with the order's number as the idempotency key, so that the provider charges once however often it is asked.
    Charge,
    /// Acknowledge the message: another delivery of it was handled.
    Drop,
    /// Move the message to the queue of those that people look at.
    SetAside,
}

/// Decides what happens to a job whose order is in `state`. The worker runs it inside the transaction that reads the state and
/// writes the next one.
#[element(
    Process,
    name = "Payment worker",
    boundary = Core,
    hosting = [Container, Kubernetes, PlatformIdentity],
    surface = [Async],
    environment = "Production",
    handles_resources = false,
    uses_environment_variables = false,
    controls(
        implements_nonce,
        sets_bad_messages_aside,
        validates_input,
        uses_transactions,
        uses_parameterized_input,
        has_unique_credentials,
        handles_interruptions,
        handles_resource_consumption,
        implements_polp,
        logs_security_events,
        rotates_credentials
    )
)]
pub fn settle(state: State) -> Step {
    const TRIES: u8 = 5;
    match state {
        State::Unpaid => Step::Charge,
        State::Tried(times) if times < TRIES => Step::Charge,
        State::Tried(_) => Step::SetAside,
        State::Paid => Step::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_charged_until_it_is_paid_and_not_for_ever() {
        assert_eq!(settle(State::Unpaid), Step::Charge);
        assert_eq!(settle(State::Tried(4)), Step::Charge);
        assert_eq!(settle(State::Tried(5)), Step::SetAside);
        assert_eq!(settle(State::Paid), Step::Drop);
    }
}
