//! The two language models: a provider's, which talks, and a small one of our own, which only sorts.

use tm::{dataflow, element};

use crate::data::Weights;
use crate::vendors::ModelHub;
use crate::zones::{Assistant, Internet};

/// Writes the answers and chooses the tools.
///
/// The contract forbids the provider to keep prompts or to train on them. The system prompt holds no secret. The tools
/// it can choose are five, each bound to the customer who is signed in; none of them runs code that it writes.
#[element(
    LLM,
    name = "Hosted model",
    boundary = Internet,
    protocol = "HTTPS",
    port = 443,
    is_third_party,
    is_self_hosted = false,
    has_system_prompt,
    processes_untrusted_input,
    processes_personal_data,
    retains_user_data = false,
    has_agent_capabilities,
    has_access_to_sensitive_systems,
    executes_code = false,
    has_content_filtering,
    has_rag,
    has_fine_tuning = false,
    uses_downloaded_weights = false,
    shares_context = false,
    decides_about_people,
    controls(is_encrypted, implements_polp, provides_confidentiality = false, requires_human_approval = false),
    expect(
        LLM03,
        reason = "the contract forbids keeping and training, and names the region; card numbers enter no prompt",
        owner = "data protection officer",
        as = transferred,
        until = "2027-05-31"
    ),
    expect(
        LLM12,
        reason = "a wrong answer costs us 50 euros an order at most, and each answer offers a clerk",
        owner = "head of support",
        as = accepted,
        until = "2027-03-31"
    )
)]
pub struct HostedModel;

/// Sorts messages by topic and language and marks those that look like an injection. It answers with one of 40 labels.
///
/// The hash of the weights stands in our repository; others are not loaded.
#[element(
    LLM,
    boundary = Assistant,
    protocol = "gRPC",
    is_third_party = false,
    is_self_hosted,
    has_system_prompt = false,
    processes_untrusted_input,
    processes_personal_data,
    retains_user_data = false,
    has_agent_capabilities = false,
    has_access_to_sensitive_systems = false,
    executes_code = false,
    has_rag = false,
    has_fine_tuning = false,
    uses_downloaded_weights,
    shares_context = false,
    decides_about_people = false,
    has_content_filtering = false,
    controls(provides_integrity, handles_resource_consumption),
    expect(
        LLM01,
        reason = "it only ever answers one of 40 labels; a message that fools it still meets the limits of the tools",
        owner = "support engineering",
        as = mitigated,
        until = "2027-06-30"
    )
)]
pub struct Classifier;

dataflow! {
    Classifier -> ModelHub: "Asks for the weights, once a release", data = ["hash"];
    reply "Weights", data = [Weights]
}
