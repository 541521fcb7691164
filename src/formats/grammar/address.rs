//! Addresses of networks: fixed ones of containers, gateways, subnets.
//!
//! In: text. Out: an [`IpAddr`] or a [`Subnet`]. Whether an address lies in a network of the stack is not asked here.

use super::whole;
use crate::formats::{Fault, Grammar};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses, `ADDRESS/LENGTH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    pub address: IpAddr,
    /// How many bits all of its addresses have in common.
    pub length: u8,
}

pub static IPV4: Grammar = Grammar {
    noun: "IPv4 address",
    example: "172.28.0.10",
    words: &[],
    check: |text| match text.parse::<Ipv4Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(whole(
            text,
            "an IPv4 address is four numbers from 0 to 255, with dots between",
        )
        .help("write such as `172.28.0.10`")),
    },
};

pub static IPV6: Grammar = Grammar {
    noun: "IPv6 address",
    example: "2001:db8::10",
    words: &[],
    check: |text| match text.parse::<Ipv6Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(whole(text, "this is no IPv6 address").help("write such as `2001:db8::10`")),
    },
};

/// Of either version.
pub static ADDRESS: Grammar = Grammar {
    noun: "IP address",
    example: "172.28.0.1",
    words: &[],
    check: |text| match text.parse::<IpAddr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(whole(text, "this is no IP address").help("write such as `172.28.0.1`")),
    },
};

pub static SUBNET: Grammar = Grammar {
    noun: "subnet",
    example: "172.28.0.0/16",
    words: &[],
    check: |text| Subnet::parse(text).map(drop),
};

impl Subnet {
    /// Reads `ADDRESS/LENGTH`.
    ///
    /// # Errors
    /// What is neither an address nor a length that it can have.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let help = "write such as `172.28.0.0/16`";
        let Some((address, length)) = text.split_once('/') else {
            return Err(whole(text, "a subnet is an address, `/` and a length").help(help));
        };
        let Ok(parsed) = address.parse::<IpAddr>() else {
            return Err(Fault::new(0..address.len(), "this is no IP address").help(help));
        };
        let most = if parsed.is_ipv4() { 32 } else { 128 };
        match length.parse::<u8>() {
            Ok(length) if length <= most => Ok(Self {
                address: parsed,
                length,
            }),
            _ => {
                let range = address.len() + 1..text.len();
                Err(Fault::new(range, format!("a length is at most {most}")).help(help))
            }
        }
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let bits = |one: IpAddr| match one {
            IpAddr::V4(one) => u128::from(one.to_bits()) << 96,
            IpAddr::V6(one) => one.to_bits(),
        };
        let differ = bits(self.address) ^ bits(address);
        self.address.is_ipv4() == address.is_ipv4()
            && differ.leading_zeros() >= u32::from(self.length)
    }
}
