//! Takes orders, and is the only program that knows customers.

use tm::{dataflow, element};

use crate::data::{CardToken, DatabaseCredentials, LogRecord, Order, Password, Product};
use crate::stores::{LogStore, PaymentJobs, ShopDatabase, Vault};
use crate::zones::Core;

/// Keeps accounts, catalogue and orders. It takes calls of the storefront, the back office and the ingress, each known by
/// its certificate; a report of the payment provider counts if its signature over the raw body is right and its id is new.
#[element(
    Server,
    name = "Orders API",
    boundary = Core,
    hosting = [Container, Kubernetes, PlatformIdentity],
    surface = [Arithmetic, Async, ObjectIds, SharedState],
    handles_resources,
    uses_session_tokens = false,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authorizes_source,
        authentication_scheme = "mTLS; the provider's reports by HMAC",
        has_unique_credentials,
        checks_arithmetic,
        validates_input,
        uses_parameterized_input,
        uses_transactions,
        encodes_output,
        implements_strict_http_validation,
        implements_polp,
        handles_crashes,
        handles_resource_consumption,
        hides_error_details,
        is_hardened,
        logs_security_events,
        offloads_blocking_work,
        alerts_on_attacks = false
    )
)]
pub struct OrdersApi;

dataflow! {
    OrdersApi -> Vault: "Proves who it is", protocol = "HTTPS", tls_version = Tls13, data = ["service account token"],
    controls(authenticates_destination);
    reply "Credentials for the database", data = [DatabaseCredentials]
}
dataflow! {
    OrdersApi -> ShopDatabase: "Reads and writes orders", protocol = "PostgreSQL", tls_version = Tls13, dst_port = 5432,
    data = [DatabaseCredentials, Password, Order, Product], controls(authenticates_destination);
    reply "Rows", data = [Order, Product]
}
dataflow! {
    OrdersApi -> PaymentJobs: "Order to be paid", protocol = "AMQPS", tls_version = Tls13,
    data = [CardToken, "number of the job"], controls(authenticates_destination)
}
dataflow! {
    OrdersApi -> LogStore: "What was ordered and changed", protocol = "HTTPS", tls_version = Tls13, data = [LogRecord],
    controls(authenticates_destination)
}

/// One line of an order: what the catalogue says it costs, never what the browser says, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// In cents.
    pub price: u32,
    /// How many pieces.
    pub pieces: u16,
}

/// What an order costs in cents, or nothing if it has no line, a line of no pieces, or costs more than the shop takes.
///
/// ```
/// use webshop::orders::{Line, total};
///
/// assert_eq!(total(&[Line { price: 1999, pieces: 2 }, Line { price: 500, pieces: 1 }]), Some(4498));
/// assert_eq!(total(&[Line { price: u32::MAX, pieces: u16::MAX }]), None);
/// ```
pub fn total(lines: &[Line]) -> Option<u32> {
    const MOST: u32 = 1_000_000;
    let sum = lines.iter().try_fold(0_u32, |sum, line| {
        let pieces = (line.pieces > 0).then_some(u32::from(line.pieces))?;
        sum.checked_add(line.price.checked_mul(pieces)?)
    })?;
    (!lines.is_empty() && sum <= MOST).then_some(sum)
}

/// Who asks for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A customer, by number, through the storefront.
    Customer(u64),
    /// A member of staff, through the back office.
    Staff,
}

impl Caller {
    /// Whether the caller may see an order of the customer `owner`. Others hear "not found", as if there were none.
    pub fn may_see_order_of(self, owner: u64) -> bool {
        match self {
            Caller::Customer(number) => number == owner,
            Caller::Staff => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_neither_wraps_nor_is_nothing() {
        let line = |price, pieces| Line { price, pieces };
        assert_eq!(total(&[]), None);
        assert_eq!(total(&[line(100, 0)]), None);
        assert_eq!(total(&[line(1_000_000, 1)]), Some(1_000_000));
        assert_eq!(total(&[line(1_000_000, 1), line(1, 1)]), None);
        // 65,536 times 65,536 is 0 in 32 bits.
        assert_eq!(total(&[line(65_536, 32_768), line(65_536, 32_768)]), None);
    }

    #[test]
    fn customers_see_their_own_orders_only() {
        assert!(Caller::Customer(7).may_see_order_of(7) && Caller::Staff.may_see_order_of(7));
        assert!(!Caller::Customer(8).may_see_order_of(7));
    }
}
