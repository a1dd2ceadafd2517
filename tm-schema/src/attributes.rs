//! The attributes of each class, controls aside.

use crate::attribute::{Attribute, Kind, Value, ValueType};
use crate::class::Class::{self, *};
use crate::enumeration::{
    CLASSIFICATION, DATASTORE_TYPE, DUPLICATES, Enumeration, HARDWARE, HOSTING, LIFETIME, SURFACE, TLS_VERSION,
};

type Owners = &'static [Class];

const fn attribute(
    classes: Owners,
    name: &'static str,
    pytm: &'static str,
    value: ValueType,
    default: Value,
    doc: &'static str,
) -> Attribute {
    Attribute {
        name,
        is_control: false,
        value,
        default,
        exceptions: &[],
        classes,
        absent_from: &[],
        derived: false,
        doc,
        pytm,
    }
}

const fn flag(classes: Owners, name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::Bool, Value::Bool(false), doc)
}

const fn yes(classes: Owners, name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::Bool, Value::Bool(true), doc)
}

const fn text(classes: Owners, name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::Text, Value::Text(""), doc)
}

const fn port(classes: Owners, name: &'static str, pytm: &'static str, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::Int { min: 0, max: 65_535 }, Value::Int(-1), doc)
}

const fn member(
    classes: Owners,
    name: &'static str,
    pytm: &'static str,
    of: &'static Enumeration,
    doc: &'static str,
) -> Attribute {
    attribute(classes, name, pytm, ValueType::Member(of), Value::Member(0), doc)
}

const fn members(classes: Owners, name: &'static str, of: &'static Enumeration, doc: &'static str) -> Attribute {
    attribute(classes, name, "", ValueType::Members(of), Value::Nothing, doc)
}

const fn one(classes: Owners, name: &'static str, pytm: &'static str, of: Kind, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::One(of), Value::Nothing, doc)
}

const fn many(classes: Owners, name: &'static str, pytm: &'static str, of: Kind, doc: &'static str) -> Attribute {
    attribute(classes, name, pytm, ValueType::Many(of), Value::Nothing, doc)
}

const fn derived(attribute: Attribute) -> Attribute {
    Attribute { derived: true, ..attribute }
}

const fn absent_from(attribute: Attribute, absent_from: Owners) -> Attribute {
    Attribute { absent_from, ..attribute }
}

const fn except(attribute: Attribute, exceptions: &'static [(Class, Value)]) -> Attribute {
    Attribute { exceptions, ..attribute }
}

/// The classes of boxes in the diagram: they have a boundary, ports and data, where a flow or a boundary has not.
const NODES: Owners = &[Asset, Actor];

/// The classes of what runs code.
const PROGRAMS: Owners = &[Server, Process, Lambda, Agent];

/// Every attribute, by class.
#[rustfmt::skip] // a table: one attribute a line
pub(crate) static ATTRIBUTES: &[Attribute] = &[
    text(&[Element, Data, Model], "name", "name", "What people call it."),
    text(&[Element, Data, Model], "description", "description", "What it is for, in a sentence or two."),

    absent_from(one(&[Element], "boundary", "inBoundary", Kind::Boundary, "The trust boundary it stands in; the innermost, where boundaries nest."), &[Dataflow, Boundary]),
    yes(&[Element], "in_scope", "inScope", "Whether threats to it are evaluated; if not, `because` says why."),
    text(&[Element], "because", "", "Why it is out of scope."),
    member(&[Element], "max_classification", "maxClassification", &CLASSIFICATION, "The most secret data it may handle."),
    member(&[Element], "min_tls_version", "minTLSVersion", &TLS_VERSION, "The oldest version of TLS it accepts."),
    attribute(&[Element], "levels", "levels", ValueType::Ints, Value::Nothing, "The levels of detail it is drawn at; level 0 if none is written."),
    attribute(&[Element], "source_files", "sourceFiles", ValueType::Texts, Value::Nothing, "The files, folders or patterns that implement it, relative to the package, where that is not the annotated item; `source` takes one."),

    port(NODES, "port", "port", "The TCP port it listens on; flows to it inherit it."),
    text(NODES, "protocol", "protocol", "The protocol it speaks; flows to it inherit it."),
    many(NODES, "data", "data", Kind::Data, "The data it sends; flows from it that say nothing of data inherit it."),
    derived(many(NODES, "inputs", "inputs", Kind::Dataflow, "The flows that end at it, replies aside.")),
    derived(many(NODES, "outputs", "outputs", Kind::Dataflow, "The flows that start at it, replies aside.")),

    except(flag(&[Asset], "on_aws", "onAWS", "Runs in the Amazon cloud."), &[(Lambda, Value::Bool(true))]),
    flag(&[Asset], "handles_resources", "handlesResources", "Manages resources on behalf of callers."),
    flag(&[Asset], "uses_environment_variables", "usesEnvironmentVariables", "Takes settings or secrets from environment variables."),
    text(&[Asset], "os", "OS", "The operating system it runs on."),
    members(&[Asset, Boundary], "hosting", &HOSTING, "Where and how it, or what stands in it, is run; what is not listed does not apply."),
    members(PROGRAMS, "surface", &SURFACE, "What about it attackers can work with; what is not listed, it does not do."),

    flag(&[Actor], "is_admin", "isAdmin", "May administer the system."),

    flag(&[Server], "uses_session_tokens", "usesSessionTokens", "Recognises callers by a session token."),
    flag(&[Server], "uses_cache", "usesCache", "Keeps copies of what it serves in a cache."),
    flag(&[Server], "uses_vpn", "usesVPN", "Is reached through a virtual private network."),
    flag(&[Server], "uses_xml_parser", "usesXMLParser", "Parses XML."),

    flag(&[ExternalEntity], "has_physical_access", "hasPhysicalAccess", "Can touch the hardware."),

    text(&[Lambda, Process], "environment", "environment", "Where it runs, for example `Production`."),
    flag(&[Lambda, Process], "implements_api", "implementsAPI", "Offers an API to callers."),

    except(text(&[Process], "code_type", "codeType", "Whether its code is `Managed` or `Unmanaged`."), &[(Process, Value::Text("Unmanaged"))]),
    flag(&[Process, Dataflow], "implements_communication_protocol", "implementsCommunicationProtocol", "Implements a network protocol itself."),
    flag(&[Process], "tracks_execution_flow", "tracksExecutionFlow", "Notices when its control flow leaves the intended paths."),
    flag(&[Process], "allows_client_side_scripting", "allowsClientSideScripting", "Runs scripts in its user's browser."),

    members(&[Device], "hardware", &HARDWARE, "What about it attackers can work with; what is not listed, it does not have."),
    yes(&[Device], "updates_firmware", "", "Its firmware can be replaced in the field."),
    flag(&[Device], "stands_unwatched", "", "Strangers can touch it unseen, or own it."),

    flag(&[Pipeline], "builds_untrusted_changes", "", "Builds changes that strangers propose."),
    flag(&[Pipeline], "publishes_releases", "", "Puts what it builds where others take it from."),
    flag(&[Pipeline], "deploys", "", "Puts what it builds into operation."),

    flag(&[Datastore], "on_rds", "onRDS", "Runs on Amazon's managed relational databases."),
    flag(&[Datastore], "stores_log_data", "storesLogData", "Holds logs."),
    flag(&[Datastore], "stores_pii", "storesPII", "Holds data about persons."),
    flag(&[Datastore], "stores_sensitive_data", "storesSensitiveData", "Holds data whose leak does harm."),
    yes(&[Datastore], "is_sql", "isSQL", "Is queried in SQL."),
    flag(&[Datastore], "is_shared", "isShared", "Is used by several systems."),
    flag(&[Datastore], "has_write_access", "hasWriteAccess", "Those who read it may also write."),
    member(&[Datastore], "type", "type", &DATASTORE_TYPE, "What kind of store it is."),

    yes(&[LLM], "is_third_party", "isThirdParty", "A provider runs it and sees what it is sent."),
    yes(&[LLM], "has_system_prompt", "hasSystemPrompt", "Its behaviour rests on a system prompt."),
    yes(&[LLM], "processes_untrusted_input", "processesUntrustedInput", "Reads text that strangers can write."),
    flag(&[LLM], "is_self_hosted", "isSelfHosted", "Runs on machines of ours."),
    flag(&[LLM], "processes_personal_data", "processesPersonalData", "Reads data about persons."),
    flag(&[LLM], "retains_user_data", "retainsUserData", "Keeps prompts or answers after the request."),
    flag(&[LLM], "has_agent_capabilities", "hasAgentCapabilities", "Decides on actions that a program then takes."),
    flag(&[LLM], "has_access_to_sensitive_systems", "hasAccessToSensitiveSystems", "Its actions reach systems that matter."),
    flag(&[LLM], "executes_code", "executesCode", "Code it writes is run."),
    flag(&[LLM], "has_content_filtering", "hasContentFiltering", "Prompts and answers pass a filter."),
    flag(&[LLM], "has_rag", "hasRAG", "Retrieved documents become part of its prompt."),
    flag(&[LLM], "has_fine_tuning", "hasFineTuning", "It was trained further on data of ours."),
    flag(&[LLM], "uses_downloaded_weights", "", "Its weights or adapters were made by others."),
    flag(&[LLM], "shares_context", "", "Texts of several users reach one context, cache or index."),
    flag(&[LLM], "decides_about_people", "", "People's money, work, health or rights depend on its answers."),

    flag(&[Agent], "uses_external_tools", "usesExternalTools", "Starts tools that others supply."),
    flag(&[Agent], "validates_tool_launch_config", "validatesToolLaunchConfig", "Checks the configuration that tools are started from."),
    flag(&[Agent], "has_memory", "", "Remembers from one task to the next what it has read."),
    flag(&[Agent], "delegates_to_agents", "", "Hands work to other agents or takes work from them."),

    one(&[Dataflow], "source", "source", Kind::Element, "Where it starts."),
    one(&[Dataflow], "sink", "sink", Kind::Element, "Where it ends."),
    flag(&[Dataflow], "is_response", "isResponse", "Answers another flow."),
    one(&[Dataflow], "response_to", "responseTo", Kind::Dataflow, "The flow it answers."),
    derived(one(&[Dataflow], "response", "response", Kind::Dataflow, "The flow that answers it.")),
    port(&[Dataflow], "src_port", "srcPort", "The TCP port it comes from."),
    port(&[Dataflow], "dst_port", "dstPort", "The TCP port it goes to; the sink's `port` if not written."),
    member(&[Dataflow], "tls_version", "tlsVersion", &TLS_VERSION, "The version of TLS it is protected by."),
    text(&[Dataflow], "protocol", "protocol", "The protocol it uses; the sink's if not written."),
    many(&[Dataflow], "data", "data", Kind::Data, "What it carries; the source's `data` if not written."),
    attribute(&[Dataflow], "order", "order", ValueType::Int { min: 0, max: 1_000_000 }, Value::Int(-1), "Its number in the diagrams."),
    flag(&[Dataflow], "uses_vpn", "usesVPN", "Runs inside a virtual private network."),
    flag(&[Dataflow], "uses_session_tokens", "usesSessionTokens", "Carries a session token."),
    flag(&[Dataflow], "is_local", "", "Stays on one machine: a function call, a pipe, a file; what has a protocol or a port does not, unless it says so."),
    flag(&[Dataflow], "is_wireless", "", "Goes by radio."),
    text(&[Dataflow], "note", "note", "A note for the sequence diagram."),

    one(&[Boundary], "within", "inBoundary", Kind::Boundary, "The boundary around this one."),

    text(&[Data], "format", "format", "How it is written down, for example `JSON`."),
    member(&[Data], "classification", "classification", &CLASSIFICATION, "How secret it is."),
    flag(&[Data], "is_pii", "isPII", "Identifies a person."),
    flag(&[Data], "is_credentials", "isCredentials", "Lets its holder in: a password, token or key."),
    member(&[Data], "credentials_life", "credentialsLife", &LIFETIME, "How long the credential stays valid."),
    flag(&[Data], "is_stored", "isStored", "Is kept, not only passed on."),
    flag(&[Data], "is_special_category", "", "Tells of health, belief, origin, sex life, genes or other things that law protects most."),
    flag(&[Data], "is_pseudonymous", "", "Tells who it is about only to those who hold a key kept elsewhere."),
    text(&[Data], "retention", "", "How long it is kept, for example `30 days`."),
    flag(&[Data], "is_code", "", "Is run by whoever receives it: firmware, plug-ins, scripts, WebAssembly."),
    flag(&[Data], "implements_debug", "", "Its Rust type prints what it holds with `{:?}`; said by a `#[derive(Debug)]` below `#[data]`."),
    flag(&[Data], "is_dest_encrypted_at_rest", "isDestEncryptedAtRest", "Encrypted where it arrives; if not written, taken from the stores it flows to."),
    flag(&[Data], "is_source_encrypted_at_rest", "isSourceEncryptedAtRest", "Encrypted where it comes from; if not written, taken from the stores it flows from."),
    derived(many(&[Data], "carried_by", "carriedBy", Kind::Dataflow, "The flows that carry it.")),
    derived(many(&[Data], "processed_by", "processedBy", Kind::Element, "The elements it passes.")),

    flag(&[Model], "is_ordered", "isOrdered", "Number the flows in the diagrams in the order they are declared."),
    flag(&[Model], "merge_responses", "mergeResponses", "Draw a flow and its reply as one arrow."),
    flag(&[Model], "ignore_unused", "ignoreUnused", "Leave out elements that no flow touches."),
    member(&[Model], "on_duplicates", "onDuplicates", &DUPLICATES, "What to do with a flow that repeats another."),
];
