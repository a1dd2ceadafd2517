//! The enumerations that attribute values come from.

/// A closed set of named values.
#[derive(Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// The name in conditions, as in `Classification.Secret`.
    pub name: &'static str,
    /// One sentence on what the values tell.
    pub doc: &'static str,
    /// Whether `<` and `>` make sense: members are listed from least to most.
    pub ordered: bool,
    /// The values; a member is known by its index.
    pub members: &'static [Member],
    /// The name in pytm; empty where pytm has no such enumeration.
    pub pytm: &'static str,
}

/// One value of an [`Enumeration`].
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// The name in macros and conditions.
    pub name: &'static str,
    /// One sentence on what the value means.
    pub doc: &'static str,
    /// The spellings pytm reads and writes; none where pytm has no such member.
    pub pytm: &'static [&'static str],
}

impl Enumeration {
    /// The index of the member called `name`, spelt exactly.
    pub fn member(&self, name: &str) -> Option<u8> {
        self.members.iter().position(|member| member.name == name).map(|index| index as u8)
    }
}

/// The enumeration called `name`, spelt exactly.
pub fn enumeration(name: &str) -> Option<&'static Enumeration> {
    ENUMERATIONS.iter().copied().find(|it| it.name == name)
}

/// Every enumeration.
pub static ENUMERATIONS: [&Enumeration; 8] =
    [&CLASSIFICATION, &TLS_VERSION, &LIFETIME, &DATASTORE_TYPE, &SURFACE, &HOSTING, &HARDWARE, &DUPLICATES];

const fn member(name: &'static str, pytm: &'static [&'static str], doc: &'static str) -> Member {
    Member { name, doc, pytm }
}

/// A member that pytm does not have: there it is the first one, which says nothing.
const fn ours(name: &'static str, doc: &'static str) -> Member {
    Member { name, doc, pytm: &[] }
}

/// How secret data is.
pub static CLASSIFICATION: Enumeration = Enumeration {
    name: "Classification",
    doc: "How secret data is, from least to most.",
    ordered: true,
    members: &[
        member("Unknown", &["UNKNOWN"], "Nobody has said."),
        member("Public", &["PUBLIC"], "Anyone may know it."),
        member("Restricted", &["RESTRICTED"], "For the people it concerns."),
        member("Sensitive", &["SENSITIVE"], "Harm follows if it leaks."),
        member("Secret", &["SECRET"], "Serious harm follows if it leaks."),
        member("TopSecret", &["TOP_SECRET"], "The worst harm follows if it leaks."),
    ],
    pytm: "Classification",
};

/// Versions of SSL and TLS.
pub static TLS_VERSION: Enumeration = Enumeration {
    name: "TlsVersion",
    doc: "Versions of SSL and TLS, oldest first.",
    ordered: true,
    members: &[
        member("None", &["NONE"], "No TLS at all."),
        member("Ssl1", &["SSLv1"], "SSL 1.0, never released."),
        member("Ssl2", &["SSLv2"], "SSL 2.0, broken (RFC 6176)."),
        member("Ssl3", &["SSLv3"], "SSL 3.0, broken (RFC 7568)."),
        member("Tls10", &["TLSv10"], "TLS 1.0, deprecated (RFC 8996)."),
        member("Tls11", &["TLSv11"], "TLS 1.1, deprecated (RFC 8996)."),
        member("Tls12", &["TLSv12"], "TLS 1.2."),
        member("Tls13", &["TLSv13"], "TLS 1.3."),
    ],
    pytm: "TLSVersion",
};

/// How long a credential stays valid.
pub static LIFETIME: Enumeration = Enumeration {
    name: "Lifetime",
    doc: "How long a credential stays valid, and how it ends.",
    ordered: false,
    members: &[
        member("None", &["NONE"], "Not a credential."),
        member("Unknown", &["UNKNOWN"], "A credential whose life nobody has said."),
        member("Short", &["SHORT", "SHORT_LIVED"], "Expires by itself, soon."),
        member("Long", &["LONG", "LONG_LIVED"], "Expires late or never."),
        member("Auto", &["AUTO", "AUTO_REVOKABLE"], "Can be revoked by a program."),
        member("Manual", &["MANUAL", "MANUALLY_REVOKABLE"], "Can be revoked by a person only."),
        member("Hardcoded", &["HARDCODED"], "Built into the program."),
    ],
    pytm: "Lifetime",
};

/// What kind of store a datastore is.
pub static DATASTORE_TYPE: Enumeration = Enumeration {
    name: "DatastoreType",
    doc: "What kind of store a datastore is.",
    ordered: false,
    members: &[
        member("Unknown", &["UNKNOWN"], "Nobody has said."),
        member("FileSystem", &["FILE_SYSTEM"], "Files and folders."),
        member("Sql", &["SQL"], "A relational database."),
        member("Ldap", &["LDAP"], "A directory service."),
        member("AwsS3", &["AWS_S3"], "An S3 bucket or a compatible object store."),
        ours("KeyValue", "A key-value store or a cache."),
        ours("Document", "A document database."),
        ours("Queue", "A message broker, queue or event stream."),
        ours("Vault", "A secrets manager, KMS or HSM."),
        ours("Registry", "A registry of packages, images or firmware."),
        ours("Vector", "A vector database that texts are retrieved from."),
        ours("Backup", "Copies of other stores."),
    ],
    pytm: "DatastoreType",
};

/// What about a program attackers can work with.
pub static SURFACE: Enumeration = Enumeration {
    name: "Surface",
    doc: "What about a program attackers can work with.",
    ordered: false,
    members: &[
        ours("UnsafeCode", "It has `unsafe` code of its own."),
        ours("ForeignCode", "It calls C or other foreign code, or is called by it."),
        ours("Deserialization", "It builds types of the sender's choosing: tagged trait objects, unchecked archives."),
        ours("OwnParser", "It has a parser of its own for what comes in."),
        ours("OwnCryptography", "It implements cryptography itself."),
        ours("Arithmetic", "It calculates amounts, sizes or indices from what callers send."),
        ours("Async", "It runs on an async executor such as tokio."),
        ours("UnboundedQueues", "It passes work on through channels or lists without a bound."),
        ours("SharedState", "It checks shared state and then changes it, for many callers at once."),
        ours("Commands", "It starts other programs."),
        ours("FilePaths", "It opens files whose paths hold what callers send."),
        ours("Urls", "It opens addresses that callers name."),
        ours("Evaluation", "It runs scripts, templates or expressions that callers send."),
        ours("Uploads", "It takes files from callers."),
        ours("Archives", "It unpacks archives or compressed data of callers."),
        ours("Html", "It builds HTML pages."),
        ours("CrossOrigin", "It answers scripts of other web origins (CORS)."),
        ours("WebSockets", "It holds WebSocket connections with browsers."),
        ours("Redirects", "It sends browsers on to addresses that callers name."),
        ours("ObjectIds", "It looks things up by ids that callers send."),
        ours("Tenants", "It serves several customers from one instance."),
        ours("Administration", "It offers functions that only administrators may use."),
        ours("Diagnostics", "It offers metrics, profiles, traces or debug pages."),
    ],
    pytm: "",
};

/// Where and how a program is run.
pub static HOSTING: Enumeration = Enumeration {
    name: "Hosting",
    doc: "Where and how something is run.",
    ordered: false,
    members: &[
        ours("Container", "In a container."),
        ours("Kubernetes", "On a Kubernetes cluster."),
        ours("Privileged", "As the superuser, or with devices, folders or namespaces of the host."),
        ours(
            "PlatformIdentity",
            "A token of the platform's own identity lies in its reach: a service account, an instance role.",
        ),
        ours("CloudInstance", "On a cloud machine with a metadata service."),
        ours("SharedHost", "On a machine that runs programs of others too."),
    ],
    pytm: "",
};

/// What about a device attackers can work with.
pub static HARDWARE: Enumeration = Enumeration {
    name: "Hardware",
    doc: "What about a device attackers can work with.",
    ordered: false,
    members: &[
        ours("DebugPort", "JTAG, SWD or a serial console."),
        ours("ExternalFlash", "Memory in a chip of its own, outside the processor."),
        ours("RemovableStorage", "A slot for cards, sticks or other storage."),
        ours("Radio", "A radio: Wi-Fi, Bluetooth, Zigbee, LoRa, cellular."),
        ours("Sensors", "Sensors that decisions rest on."),
        ours("Actuators", "Motors, valves, locks, heaters: it acts on the world."),
    ],
    pytm: "",
};

/// What to do with two flows that say the same.
pub static DUPLICATES: Enumeration = Enumeration {
    name: "Duplicates",
    doc: "What to do with a flow that repeats another: same ends, same attributes.",
    ordered: false,
    members: &[
        member("Keep", &["NO_ACTION"], "Keep and draw both."),
        member("Deny", &["RESTRICT"], "Report the second as an error."),
        member("Hide", &["IGNORE"], "Evaluate both, draw the first."),
    ],
    pytm: "Action",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for it in ENUMERATIONS {
            assert_eq!(enumeration(it.name), Some(it));
            for (index, member) in it.members.iter().enumerate() {
                assert_eq!(it.member(member.name), Some(index as u8), "{}.{}", it.name, member.name);
            }
        }
    }
}
