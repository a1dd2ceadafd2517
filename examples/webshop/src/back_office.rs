//! The pages that staff see.

use tm::{dataflow, element};

use crate::data::{LogRecord, Order, Product};
use crate::orders::OrdersApi;
use crate::stores::{LogStore, ProductPictures};
use crate::zones::Front;

/// Staff edit the catalogue, upload pictures and refund orders. A program of its own, so that a flaw in the storefront
/// gives nobody its rights, with a load balancer of its own that leaves TLS alone: the handshake asks for the certificate of a
/// company laptop, and the identity provider for a security key. Its image still has a shell, and it draws pictures anew on
/// the threads that answer requests; both are on the team's list.
#[element(
    Server,
    name = "Back office",
    boundary = Front,
    hosting = [Container, Kubernetes],
    surface = [Administration, Async, Html, ObjectIds, Uploads],
    handles_resources,
    min_tls_version = Tls13,
    uses_session_tokens,
    uses_environment_variables = false,
    controls(
        authenticates_source,
        authorizes_source,
        authentication_scheme = "mTLS, then OpenID Connect with a security key",
        has_access_control,
        uses_mfa,
        uses_strong_session_identifiers,
        verify_session_identifiers,
        implements_csrf_token,
        defines_connection_timeout,
        disables_iframes,
        implements_strict_http_validation,
        encodes_output,
        validates_input,
        validates_content_type,
        sanitizes_input,
        implements_polp,
        handles_resource_consumption,
        handles_crashes,
        hides_error_details,
        logs_security_events,
        uses_parameterized_input,
        is_hardened = false,
        is_resilient = false,
        limits_request_rate = false,
        offloads_blocking_work = false,
        requires_review = false,
        uses_transactions = false
    )
)]
pub struct BackOffice;

dataflow! {
    BackOffice -> OrdersApi: "Edits products, refunds orders", protocol = "HTTPS", tls_version = Tls13,
    data = [Product, Order], controls(authenticates_destination);
    reply "Orders", data = [Order]
}
dataflow! {
    BackOffice -> ProductPictures: "Keeps a picture", protocol = "HTTPS", tls_version = Tls13, data = [Product],
    controls(authenticates_destination)
}
dataflow! {
    BackOffice -> LogStore: "What staff did", protocol = "HTTPS", tls_version = Tls13, data = [LogRecord],
    controls(authenticates_destination)
}

/// What a picture may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Picture {
    /// What the first bytes of an upload say it is. Its name and the browser's word count for nothing; what is neither, such
    /// as SVG, which may hold scripts, is refused. What is accepted is drawn anew, so that nothing but pixels stays.
    ///
    /// ```
    /// use webshop::back_office::Picture;
    ///
    /// assert_eq!(Picture::of(b"\x89PNG\r\n\x1a\n..."), Some(Picture::Png));
    /// assert_eq!(Picture::of(b"<svg onload='steal()'>"), None);
    /// ```
    pub fn of(upload: &[u8]) -> Option<Picture> {
        if upload.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Picture::Png)
        } else if upload.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Picture::Jpeg)
        } else {
            None
        }
    }

    /// The content type it is kept with, and served as.
    pub fn content_type(self) -> &'static str {
        match self {
            Picture::Png => "image/png",
            Picture::Jpeg => "image/jpeg",
        }
    }
}
