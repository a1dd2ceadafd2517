//! What is said of findings, and of files in other languages, on every kind of thing.

use tm::{boundary, data, dataflow, element};

/// A boundary whose rules are in a file.
#[boundary(source = "infra/firewall.tf", assume("Nobody else is in it"), override("ORG-001", always))]
#[derive(Clone, Copy, Debug)]
pub struct Perimeter;

/// Everything that can be said.
#[element(
    Server,
    boundary = Perimeter,
    source = "deploy/*.conf",
    levels = [0, 2],
    override(INP05, severity = VeryHigh, cvss = "9.3", response = "mitigated: the proxy \"validates\"", always),
    override("ORG-001", severity = Low),
    assume("The proxy validates the schema", description = "It does.", exclude = [INP05, "ORG-001"]),
    assume("The kernel is patched"),
    expect(DO02, reason = "the proxy limits bodies", as = mitigated),
)]
pub fn gateway() {}

/// A field, not a keyword.
#[data(override(DS06, response = "see the ticket"), assume("Nobody prints it"))]
#[derive(Clone, Copy, Debug)]
pub struct Letter;

/// A type whose methods are elements.
#[derive(Clone, Copy, Debug)]
pub struct Mailer;

#[element(Process, source_files = ["mail/send.py", "mail/templates/"], assume("In one block",))]
impl Mailer {
    /// In an annotated block.
    #[element(Process, override(r#DO02, cvss = "AV:N/AC:L"), source = "mail/./send.py")]
    pub fn send(self) {}
}

impl Mailer {
    /// In a plain block.
    #[element(Process, assume("In a body"), override(DO02, always,))]
    pub fn receive(self) {}
}

/// A trait.
#[element(ExternalEntity, marker = AnyPost, override(DO01, always), source = "post/../post.proto")]
pub trait Post {}

/// A constant.
#[element(Datastore, assume("It is read only"))]
pub const STAMPS: u8 = 1;

dataflow! {
    gateway -> Mailer: "send", source = "mail/queue.yaml", order = 3, levels = [0, 2], data = [Letter],
    override(DE01, severity = Info, response = "accepted: one machine"), assume("It stays on the host", exclude = [r#DE01]);
    reply "sent", source_files = ["mail/a.yaml", "mail/b.yaml"], override(DE01, always), assume("So does this")
}
dataflow! { AnyPost -> STAMPS: "stamp", source = "post" }
