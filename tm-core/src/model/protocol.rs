//! Protocols that encrypt what they carry.
//!
//! ```text
//! HTTPS, https, HTTP/3, SSH, MQTTS      nobody on the way can read it
//! HTTP, HTTP/2, gRPC, MySQL             that depends on what is beneath
//! ```

/// In small letters.
const ENCRYPTED: [&str; 24] = [
    "amqps",
    "coaps",
    "dtls",
    "ftps",
    "http/3",
    "https",
    "imaps",
    "ipsec",
    "ldaps",
    "mqtts",
    "mtls",
    "pop3s",
    "quic",
    "rediss",
    "scp",
    "sftp",
    "sips",
    "smtps",
    "srtp",
    "ssh",
    "tls",
    "webtransport",
    "wireguard",
    "wss",
];

/// Whether `protocol`, however it is capitalised, is one of them.
pub(crate) fn encrypts(protocol: &str) -> bool {
    ENCRYPTED.iter().any(|known| known.eq_ignore_ascii_case(protocol.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_do_not_matter() {
        assert!(encrypts("HTTPS") && encrypts("WireGuard") && encrypts("wss"));
        assert!(!encrypts("HTTP") && !encrypts("HTTP/2") && !encrypts(""));
    }
}
