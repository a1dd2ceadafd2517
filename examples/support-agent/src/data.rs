//! What flows.

use tm::data;

/// What a customer and the agent say to each other. People write things here that nobody asked for.
#[data(name = "Conversation", classification = Sensitive, is_pii, is_stored, format = "text", retention = "90 days")]
pub struct Conversation;

/// A file that a customer attaches: a photo, a receipt, an invoice.
#[data(classification = Sensitive, is_pii, is_stored = false, format = "PDF, JPEG or text")]
pub struct Attachment;

/// Says which customer is signed in. The gateway sets it in a cookie and nobody else sees it.
#[data(name = "Customer session", classification = Secret, is_credentials, credentials_life = Short)]
pub struct CustomerSession;

/// Says which clerk is signed in, after a security key was touched.
#[data(name = "Clerk session", classification = Secret, is_credentials, credentials_life = Short)]
pub struct ClerkSession;

/// What a customer bought, where it goes and what was paid.
#[data(classification = Sensitive, is_pii, format = "JSON")]
pub struct Order;

/// A closed ticket. The ingestion job has replaced names, addresses and numbers; what it misses stays in.
#[data(name = "Past ticket", classification = Restricted, is_pii, is_stored, format = "text", retention = "2 years")]
pub struct PastTicket;

/// An article of the public help pages.
#[data(name = "Help article", classification = Public, is_pii = false, is_stored)]
pub struct HelpArticle;

/// An amount of money to pay back for an order, and who agreed.
#[data(classification = Sensitive, is_pii, is_stored, format = "JSON", retention = "10 years")]
pub struct Refund;

/// The classifier's weights, made by a university and published under a permissive licence.
#[data(classification = Public, is_pii = false, is_credentials = false, is_stored, format = "safetensors")]
pub struct Weights;
