//! The controls: what an element does to protect itself.

use crate::attribute::{Attribute, Value, ValueType};
use crate::class::Class;

const fn flag(name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    Attribute {
        name,
        is_control: true,
        value: ValueType::Bool,
        default: Value::Bool(false),
        exceptions: &[],
        classes: &[Class::Element],
        absent_from: &[],
        derived: false,
        doc,
        pytm,
    }
}

const fn text(name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    Attribute { value: ValueType::Text, default: Value::Text(""), ..flag(name, pytm, doc) }
}

/// Every control, by name.
#[rustfmt::skip] // a table: one control a line
pub(crate) static CONTROLS: [Attribute; 43] = [
    flag("authenticates_destination", "authenticatesDestination", "Verifies who it talks to, for example by the server's certificate."),
    flag("authenticates_source", "authenticatesSource", "Verifies who talks to it."),
    text("authentication_scheme", "authenticationScheme", "The scheme used to authenticate, for example `OAuth2` or `mTLS`."),
    flag("authorizes_source", "authorizesSource", "Checks that the caller may do what it asks for."),
    flag("checks_destination_revocation", "checksDestinationRevocation", "Rejects a destination whose certificate was revoked."),
    flag("checks_input_bounds", "checksInputBounds", "Checks lengths and ranges of what comes in."),
    flag("defines_connection_timeout", "definesConnectionTimeout", "Ends connections and sessions that stay idle."),
    flag("disables_dtd", "disablesDTD", "Its XML parser refuses document type definitions."),
    flag("disables_iframes", "disablesiFrames", "Forbids other sites to frame its pages."),
    flag("encodes_headers", "encodesHeaders", "Encodes what it writes into protocol headers."),
    flag("encodes_output", "encodesOutput", "Encodes output for the place it goes to, such as HTML."),
    flag("encrypts_cookies", "encryptsCookies", "Encrypts the cookies it sets."),
    flag("encrypts_session_data", "encryptsSessionData", "Encrypts the session data it keeps."),
    flag("handles_crashes", "handlesCrashes", "Recovers from a crash without losing or leaking state."),
    flag("handles_interruptions", "handlesInterruptions", "Recovers when what it depends on is interrupted."),
    flag("handles_resource_consumption", "handlesResourceConsumption", "Limits the memory, time and disk one caller can use."),
    flag("has_access_control", "hasAccessControl", "Enforces who may do what."),
    flag("implements_authentication_scheme", "implementsAuthenticationScheme", "Requires callers to authenticate by a defined scheme."),
    flag("implements_csrf_token", "implementsCSRFToken", "Requires an unpredictable token with each state-changing request."),
    flag("implements_nonce", "implementsNonce", "Uses values once, so that a recorded message is worth nothing."),
    flag("implements_polp", "implementsPOLP", "Runs with the least privilege it needs."),
    flag("implements_server_side_validation", "implementsServerSideValidation", "Repeats on the server every check the client makes."),
    flag("implements_strict_http_validation", "implementsStrictHTTPValidation", "Rejects malformed and ambiguous HTTP messages."),
    flag("invokes_script_filters", "invokesScriptFilters", "Removes scripts from content it passes on."),
    flag("is_encrypted", "isEncrypted", "The flow is encrypted; on an element: it accepts encrypted flows only."),
    flag("is_encrypted_at_rest", "isEncryptedAtRest", "Encrypts what it stores."),
    flag("is_hardened", "isHardened", "Unneeded features are off and known weaknesses closed."),
    flag("is_resilient", "isResilient", "Keeps working under load and partial failure."),
    flag("provides_confidentiality", "providesConfidentiality", "Keeps what it holds from those who may not see it."),
    flag("provides_integrity", "providesIntegrity", "Detects that what it holds or sends was changed."),
    flag("sanitizes_input", "sanitizesInput", "Removes or neutralises dangerous parts of what comes in."),
    flag("tracks_execution_flow", "tracksExecutionFlow", "Notices when its control flow leaves the intended paths."),
    flag("uses_code_signing", "usesCodeSigning", "Runs or ships only code whose signature it has checked."),
    text("uses_encryption_algorithm", "usesEncryptionAlgorithm", "The algorithm it encrypts with, for example `AES-256-GCM`."),
    flag("uses_mfa", "usesMFA", "Requires a second factor to authenticate."),
    flag("uses_parameterized_input", "usesParameterizedInput", "Passes input to interpreters as parameters, never as text."),
    flag("uses_secure_functions", "usesSecureFunctions", "Uses memory-safe functions throughout."),
    flag("uses_strong_session_identifiers", "usesStrongSessionIdentifiers", "Session identifiers are long and unpredictable."),
    flag("uses_vpn", "usesVPN", "Is reached through a virtual private network only."),
    flag("validates_content_type", "validatesContentType", "Checks that content is of the type it claims."),
    flag("validates_headers", "validatesHeaders", "Checks protocol headers before it acts on them."),
    flag("validates_input", "validatesInput", "Accepts only input of the expected form."),
    flag("verify_session_identifiers", "verifySessionIdentifiers", "Checks on each request that the session belongs to the caller."),
];
