//! The keys of the Compose format, as its current schema has them, in the order in which people
//! write them.
//!
//! Out: one [`Table`](crate::formats::Table) for each kind of mapping. Every form that Compose
//! reads fits, the short and the long ones, so that no sound file is refused. What a value means,
//! and which keys exclude each other, is not judged here. Where Compose reads a number or a boolean
//! it also reads a string with a `${VAR}`: that is left to the walker.

mod build;
mod container;
mod deploy;
mod hooks;
mod mounts;
mod resources;
mod service;
mod words;

pub use build::{BUILD, BUILD_SECRET, DEVELOP, WATCH};
pub use container::{
    BLKIO_CONFIG, BLKIO_LIMIT, BLKIO_WEIGHT, CREDENTIAL_SPEC, DEVICE, ENV_FILE, GPU, LOGGING,
    SERVICE_CONFIG, SERVICE_MODEL, SERVICE_NETWORK, SERVICE_SECRET, ULIMIT,
};
pub use deploy::{
    DEPLOY, DEVICE_RESERVATION, DISCRETE_RESOURCE, GENERIC_RESOURCE, LIMITS, PLACEMENT, PREFERENCE,
    RESERVATIONS, RESOURCES, RESTART_POLICY, UPDATE_CONFIG,
};
pub use hooks::{HOOK, PRE_START_HOOK};
pub use mounts::{MOUNT, MOUNT_BIND, MOUNT_IMAGE, MOUNT_TMPFS, MOUNT_VOLUME};
pub use resources::{
    CONFIG, EXTERNAL, INCLUDE, IPAM, IPAM_CONFIG, MODEL, NETWORK, SECRET, TOP, VOLUME,
};
pub use service::{
    DEPENDENCY, EXTENDS, HEALTHCHECK, JOB, JOB_SCHEDULE, JOB_TRIGGERS, PORT, PROVIDER, SERVICE,
};
pub use words::{ENVIRONMENT_NAME, PULL_POLICY};

use crate::formats::Shape::{self, *};
use crate::formats::grammar;

/// A scalar that Compose turns into text, or null.
const SCALAR: Shape = Either(&[Text, Number, Bool, Date, Null]);

/// A list of strings.
const TEXTS: Shape = List(&Text);

/// One string or a list of them.
const STRINGS: Shape = Either(&[Text, List(&Text)]);

/// A map of scalars or a list of `KEY=VALUE`: labels, annotations, build arguments, sysctls.
const LABELS: Shape = Either(&[Names(None, &SCALAR), List(&Text)]);

/// The environment of a service: its values may also be tables that say where they come from.
static ENVIRONMENT: Shape = Either(&[Names(Some(&ENVIRONMENT_NAME), &Value), List(&Text)]);

/// The environment of what is carried verbatim, such as a hook: plain values only.
static PLAIN_ENVIRONMENT: Shape = Either(&[Names(Some(&ENVIRONMENT_NAME), &SCALAR), List(&Text)]);

/// A program and its arguments; null keeps what the image says.
const COMMAND: Shape = Either(&[Text, List(&Text), Null]);

/// A number of bytes, or a string with a unit.
static SIZE: Shape = Either(&[Format(&grammar::size::SIZE), Int]);

static DURATION: Shape = Format(&grammar::duration::DURATION);

/// What a driver is told.
const DRIVER_OPTS: Shape = Names(None, &Either(&[Text, Number]));

/// Host names and their addresses.
const EXTRA_HOSTS: Shape = Either(&[List(&Format(&words::EXTRA_HOST)), Names(None, &STRINGS)]);

/// The permissions of a file: `0o440` or `"0440"`.
const FILE_MODE: Shape = Either(&[Number, Text]);
