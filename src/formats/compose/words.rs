//! The grammars of short strings that only Compose has.

use crate::diagnostics::nearest;
use crate::formats::{Fault, Grammar};
use std::net::IpAddr;

/// When an image is pulled.
pub static PULL_POLICY: Grammar = Grammar {
    noun: "pull policy",
    example: "missing",
    words: &POLICIES,
    check: check_pull_policy,
};

/// A folder that is kept in memory, with options after a colon.
pub static TMPFS: Grammar = Grammar {
    noun: "mount in memory",
    example: "/tmp:size=64m",
    words: &[],
    check: |text| {
        let folder = text.split(':').next().unwrap_or_default();
        match folder.starts_with('/') {
            true => Ok(()),
            false => {
                let message = "a path in a container begins with `/`";
                Err(Fault::new(0..folder.len(), message).help(format!("write `/{folder}`")))
            }
        }
    },
};

/// A host name and its address.
pub static EXTRA_HOST: Grammar = Grammar {
    noun: "extra host",
    example: "legacy:10.0.0.9",
    words: &[],
    check: |text| match text.split_once(['=', ':']) {
        Some((name, address)) if !name.is_empty() && !address.is_empty() => {
            let at = text.len() - address.len();
            let bare = address
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            let is_known =
                address == "host-gateway" || bare.unwrap_or(address).parse::<IpAddr>().is_ok();
            match is_known {
                true => Ok(()),
                false => {
                    let message = "this is neither an IP address nor `host-gateway`";
                    let fault = Fault::new(at..text.len(), message);
                    Err(fault.help("write such as `legacy:10.0.0.9`: names are not looked up here"))
                }
            }
        }
        _ => {
            let fault = Fault::new(0..text.len(), "the address is missing");
            Err(fault.help("write such as `legacy:10.0.0.9`"))
        }
    },
};

/// The signal that stops a container: a name with or without SIG, or a number.
pub static SIGNAL: Grammar = Grammar {
    noun: "signal",
    example: "SIGTERM",
    words: &["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL", "SIGHUP"],
    check: |text| {
        let name = text.strip_prefix("SIG").unwrap_or(text);
        let near = known(name, SIGNALS);
        let prefix = &text[..text.len() - name.len()];
        near.map_or(Ok(()), |near| {
            Err(misspelled(text, &format!("{prefix}{near}")))
        })
    },
};

/// A capability of the kernel.
pub static CAPABILITY: Grammar = Grammar {
    noun: "capability",
    example: "NET_ADMIN",
    words: CAPABILITIES,
    check: |text| {
        let name = text.strip_prefix("CAP_").unwrap_or(text);
        let near = known(name, CAPABILITIES);
        let prefix = &text[..text.len() - name.len()];
        near.map_or(Ok(()), |near| {
            Err(misspelled(text, &format!("{prefix}{near}")))
        })
    },
};

/// The driver that takes a container's output. Plugins may bring others.
pub static LOGGING_DRIVER: Grammar = Grammar {
    noun: "logging driver",
    example: "json-file",
    words: LOGGING_DRIVERS,
    check: |text| {
        let near = known(text, LOGGING_DRIVERS);
        near.map_or(Ok(()), |near| Err(misspelled(text, near)))
    },
};

/// The driver of a network. Plugins may bring others.
pub static NETWORK_DRIVER: Grammar = Grammar {
    noun: "network driver",
    example: "bridge",
    words: NETWORK_DRIVERS,
    check: |text| {
        let near = known(text, NETWORK_DRIVERS).filter(|_| !text.contains('/'));
        near.map_or(Ok(()), |near| Err(misspelled(text, near)))
    },
};

const NETWORK_DRIVERS: &[&str] = &["bridge", "host", "ipvlan", "macvlan", "none", "overlay"];

/// Operating system, processor and its variant: `linux/arm64`.
pub static PLATFORM: Grammar = Grammar {
    noun: "platform",
    example: "linux/amd64",
    words: &["linux/amd64", "linux/arm64"],
    check: |text| {
        let mut parts: Vec<&str> = text.split('/').collect();
        let lists = [SYSTEMS, PROCESSORS];
        let is_single = parts.len() == 1;
        for (part, list) in parts.iter_mut().zip(lists) {
            let both: Vec<&'static str> = lists.concat();
            let near = known(part, if is_single { &both } else { list });
            *part = near.unwrap_or(part);
        }
        let right = parts.join("/");
        match right == text {
            true => Ok(()),
            false => Err(misspelled(text, &right)),
        }
    },
};

const SIGNALS: &[&str] = &[
    "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "RTMAX", "RTMIN", "SEGV", "STKFLT", "STOP", "SYS", "TERM",
    "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
];

const CAPABILITIES: &[&str] = &[
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

const LOGGING_DRIVERS: &[&str] = &[
    "awslogs",
    "etwlogs",
    "fluentd",
    "gcplogs",
    "gelf",
    "journald",
    "json-file",
    "k8s-file",
    "local",
    "loki",
    "none",
    "passthrough",
    "splunk",
    "syslog",
];

const SYSTEMS: &[&str] = &["linux", "windows", "darwin", "freebsd", "wasi", "wasip1"];

const PROCESSORS: &[&str] = &[
    "386", "aarch64", "amd64", "arm", "arm64", "armhf", "armel", "i386", "loong64", "mips64le",
    "mips64", "ppc64le", "riscv64", "s390x", "wasm", "wasm32", "x86_64",
];

/// Nothing for a word that is known, or that nothing known is like; else the word that was meant.
fn known<'a>(text: &str, words: &[&'a str]) -> Option<&'a str> {
    let is_known = words.iter().any(|word| word.eq_ignore_ascii_case(text));
    let is_other = is_known || text.len() < 4 || text.contains(['+', ':']);
    match is_other {
        true => None,
        // Programs beside these have names of their own: two letters make a slip, three another word.
        false => nearest(text, words.iter().copied()).filter(|near| {
            strsim::damerau_levenshtein(&text.to_lowercase(), &near.to_lowercase()) <= 2
        }),
    }
}

fn misspelled(text: &str, right: &str) -> Fault {
    Fault::new(0..text.len(), "there is no such word").help(format!("write `{right}`"))
}

/// The name of an environment variable as a container sees it. Wider than a shell's: the settings
/// of some programs hold dots and hyphens. Compose takes blanks too, but nobody can use such a name.
pub static ENVIRONMENT_NAME: Grammar = Grammar {
    noun: "environment variable name",
    example: "PREFECT_API_URL",
    words: &[],
    check: check_environment_name,
};

const POLICIES: [&str; 8] = [
    "always",
    "never",
    "missing",
    "if_not_present",
    "build",
    "refresh",
    "daily",
    "weekly",
];

/// One of the words, or `every_` and one or more of `<number><unit>` with the units w, d, h, m, s.
fn check_pull_policy(text: &str) -> Result<(), Fault> {
    if POLICIES.contains(&text) || text.strip_prefix("every_").is_some_and(is_period) {
        return Ok(());
    }
    let help = format!(
        "write {} or `every_` and a period, such as `every_12h`",
        POLICIES.join(", ")
    );
    Err(Fault::new(0..text.len(), "not a pull policy").help(help))
}

/// Not empty, without `=`, blanks and control characters.
fn check_environment_name(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the name is empty"));
    }
    let wrong = |c: char| c == '=' || c.is_whitespace() || c.is_control();
    match text.char_indices().find(|(_, character)| wrong(*character)) {
        Some((at, character)) => {
            let message = "`=`, blanks and control characters cannot stand in a variable's name";
            Err(Fault::new(at..at + character.len_utf8(), message))
        }
        None => Ok(()),
    }
}

fn is_period(mut text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    while !text.is_empty() {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(rest) = unit.strip_prefix(['w', 'd', 'h', 'm', 's']) else {
            return false;
        };
        if unit.len() == text.len() {
            return false;
        }
        text = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_that_a_shell_does_not() {
        for good in ["PREFECT_API_URL", "discovery.type", "node-name", "Æ"] {
            assert!(check_environment_name(good).is_ok(), "{good}");
        }
        for bad in ["", "A B", "A=B", "A\n"] {
            assert!(check_environment_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn takes_the_words_and_periods_of_the_schema() {
        for good in ["always", "if_not_present", "every_12h", "every_1w2d"] {
            assert!(check_pull_policy(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Always",
            "every_",
            "every_h",
            "every_12",
            "every_1y",
            "every_1h ",
        ] {
            assert!(check_pull_policy(bad).is_err(), "{bad}");
        }
    }
}
