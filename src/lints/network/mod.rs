//! Ports, networks, and what is declared for services to use.

pub mod host_port_clash;
pub mod invalid_address;
pub mod invalid_port;
pub mod network_mode_ports;
pub mod no_common_network;
pub mod undeclared_resource;
pub mod unlistened_port;
pub mod unpublished_server;
