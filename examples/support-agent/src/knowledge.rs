//! How the knowledge base is filled.

use tm::{dataflow, element};

use crate::data::{HelpArticle, PastTicket};
use crate::model::Classifier;
use crate::stores::KnowledgeBase;
use crate::vendors::HelpDesk;
use crate::zones::Assistant;

/// Takes over new articles and closed tickets every night.
///
/// It replaces names, addresses, and numbers of cards, accounts and orders by placeholders, and leaves out tickets
/// whose text the classifier marks. An editor looks at what is new before it counts. A night without the help desk
/// leaves what was there.
#[element(
    Process,
    name = "Ingestion job",
    boundary = Assistant,
    environment = "Production",
    code_type = "Managed",
    surface = [Async],
    uses_environment_variables = false,
    implements_api = false,
    allows_client_side_scripting = false,
    controls(
        implements_polp,
        uses_parameterized_input,
        validates_input,
        sanitizes_input,
        authenticates_destination,
        restricts_traffic,
        handles_interruptions
    )
)]
pub struct Ingestion;

dataflow! {
    Ingestion -> HelpDesk: "Asks for what is new", data = ["date"];
    reply "Articles and closed tickets", data = [HelpArticle, PastTicket]
}
dataflow! {
    Ingestion -> Classifier: "Does this text give orders?", data = [PastTicket];
    reply "Likely injection or not", data = ["label"]
}
dataflow! {
    Ingestion -> KnowledgeBase: "Indexes texts", data = [HelpArticle, PastTicket]
}
