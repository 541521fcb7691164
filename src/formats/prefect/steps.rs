//! The steps that Prefect and its packages bring: their arguments, and the outputs that later steps
//! may name.
//!
//! Prefect stores pull steps unchecked: a wrong argument shows when the first run fails. A function
//! that is not in this table is the user's own, and all that is known of it is its name.

use super::{FREE, TEXT};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table};

/// A function that may be used as a step.
#[derive(Debug)]
pub struct Step {
    /// Its dotted name.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// The package that it comes with, as pip names it.
    pub package: &'static str,
    /// Its arguments, with the two that Prefect reads for every step: `id` and `requires`.
    pub arguments: Table,
    /// Whether it takes arguments beyond these.
    pub open: bool,
    /// The names that its output has.
    pub outputs: &'static [&'static str],
}

/// The known step of this dotted name.
pub fn step(name: &str) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.name == name)
}

/// All known steps.
pub static STEPS: &[Step] = &[
    Step {
        name: "prefect.deployments.steps.set_working_directory",
        doc: "Goes to a folder in which the code already is.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                Key::new("directory", Text, "The folder, as the worker sees it.")
                    .example(r#""/opt/prefect/flows""#)
                    .required(),
            ],
        ]),
        open: false,
        outputs: &["directory"],
    },
    Step {
        name: "prefect.deployments.steps.git_clone",
        doc: "Clones a Git repository into the worker's folder.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                Key::new("repository", Text, "URL of the repository.")
                    .example(r#""https://git.example.org/team/flows.git""#)
                    .required(),
                Key::new(
                    "branch",
                    TEXT,
                    "Branch or tag; default that of the repository; not beside commit_sha.",
                )
                .example(r#""main""#),
                Key::new(
                    "commit_sha",
                    TEXT,
                    "Commit to check out; not beside branch.",
                )
                .example(r#""3f2a9c1""#),
                Key::new(
                    "include_submodules",
                    Bool,
                    "Whether submodules are cloned too.",
                )
                .default("false"),
                Key::new(
                    "access_token",
                    TEXT,
                    "Token to clone with; not beside credentials.",
                )
                .example(r#""{{ prefect.blocks.secret.git-token }}""#),
                Key::new(
                    "credentials",
                    CREDENTIALS,
                    "Block with the credentials to clone with; not beside access_token.",
                )
                .example(r#""{{ prefect.blocks.github-credentials.team }}""#),
                Key::new(
                    "directories",
                    TEXTS,
                    "The only folders to check out; default all.",
                )
                .example(r#"["flows"]"#),
                Key::new(
                    "clone_directory_name",
                    TEXT,
                    "Folder to clone into; default made from URL and branch.",
                )
                .example(r#""flows""#),
            ],
        ]),
        open: false,
        outputs: &["directory"],
    },
    Step {
        name: "prefect.deployments.steps.pull_from_remote_storage",
        doc: "Copies the code from a storage that fsspec knows.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[Key::new(
                "url",
                Text,
                "URL of the folder; further keys are settings for fsspec.",
            )
            .example(r#""s3://flows/main""#)
            .required()],
        ]),
        open: true,
        outputs: &["directory"],
    },
    Step {
        name: "prefect.deployments.steps.pull_with_block",
        doc: "Copies the code with a storage block.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                Key::new("block_document_name", Text, "Name of the block.")
                    .example(r#""flows""#)
                    .required(),
                Key::new("block_type_slug", Text, "Slug of the block's type.")
                    .example(r#""s3-bucket""#)
                    .required(),
            ],
        ]),
        open: false,
        outputs: &["directory"],
    },
    Step {
        name: "prefect.deployments.steps.run_shell_script",
        doc: "Runs commands, each line as a process of its own.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                Key::new(
                    "script",
                    Text,
                    "The commands, one a line; pipes and variables need `shell`.",
                )
                .example(r#""git rev-parse --short HEAD""#)
                .required(),
                Key::new(
                    "directory",
                    TEXT,
                    "Folder to run them in; default the current one.",
                )
                .example(r#""./src""#),
                Key::new(
                    "env",
                    Either(&[Names(None, &Text), Text, Null]),
                    "Further environment variables.",
                )
                .example(r#"{ LANG = "C" }"#),
                Key::new("stream_output", Bool, "Whether the output is shown.").default("true"),
                Key::new(
                    "expand_env_vars",
                    Bool,
                    "Whether `$NAME` in the script is replaced.",
                )
                .default("false"),
                Key::new("shell", Bool, "Whether a shell runs the script.").default("false"),
            ],
        ]),
        open: false,
        outputs: &["stdout", "stderr"],
    },
    Step {
        name: "prefect.deployments.steps.pip_install_requirements",
        doc: "Installs Python packages with pip.",
        package: "prefect",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                Key::new(
                    "directory",
                    TEXT,
                    "Folder of the file; default the current one.",
                )
                .example(r#""{{ clone.directory }}""#),
                Key::new("requirements_file", Text, "Name of the file.")
                    .default(r#""requirements.txt""#)
                    .example(r#""requirements.txt""#),
                Key::new("stream_output", Bool, "Whether the output is shown.").default("true"),
            ],
        ]),
        open: false,
        outputs: &["stdout", "stderr"],
    },
    Step {
        name: "prefect_docker.deployments.steps.build_docker_image",
        doc: "Builds an image with the code.",
        package: "prefect-docker",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                IMAGE_NAME,
                Key::new("dockerfile", Text, "The Dockerfile, or `auto` to make one.")
                    .default(r#""Dockerfile""#)
                    .example(r#""auto""#),
                IMAGE_TAG,
                ADDITIONAL_TAGS,
                IGNORE_CACHE,
                Key::new(
                    "persist_dockerfile",
                    Bool,
                    "Whether a Dockerfile made by `auto` is kept.",
                )
                .default("false"),
                Key::new("dockerfile_output_path", Text, "Where it is kept.")
                    .default(r#""Dockerfile.generated""#)
                    .example(r#""Dockerfile.generated""#),
                BUILD_BACKEND,
            ],
        ]),
        open: true,
        outputs: &["image_name", "tag", "image", "image_id", "additional_tags"],
    },
    Step {
        name: "prefect_docker.deployments.steps.push_docker_image",
        doc: "Pushes an image to its registry.",
        package: "prefect-docker",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                IMAGE_NAME,
                IMAGE_TAG,
                Key::new(
                    "credentials",
                    CREDENTIALS,
                    "username, password, registry_url and reauth, or a block.",
                )
                .example(r#""{{ prefect.blocks.docker-registry-credentials.team }}""#),
                ADDITIONAL_TAGS,
                IGNORE_CACHE,
                BUILD_BACKEND,
            ],
        ]),
        open: false,
        outputs: &["image_name", "tag", "image", "additional_tags"],
    },
    Step {
        name: "prefect_aws.deployments.steps.push_to_s3",
        doc: "Copies the code to a bucket of S3.",
        package: "prefect-aws",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[
                BUCKET,
                FOLDER,
                STORE_CREDENTIALS,
                CLIENT_PARAMETERS,
                IGNORE_FILE,
            ],
        ]),
        open: false,
        outputs: &["bucket", "folder"],
    },
    Step {
        name: "prefect_aws.deployments.steps.pull_from_s3",
        doc: "Copies the code from a bucket of S3.",
        package: "prefect-aws",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[BUCKET, FOLDER, STORE_CREDENTIALS, CLIENT_PARAMETERS],
        ]),
        open: false,
        outputs: &["bucket", "folder", "directory"],
    },
    Step {
        name: "prefect_gcp.deployments.steps.push_to_gcs",
        doc: "Copies the code to a bucket of Google Cloud Storage.",
        package: "prefect-gcp",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[BUCKET, FOLDER, GCP_PROJECT, STORE_CREDENTIALS, IGNORE_FILE],
        ]),
        open: false,
        outputs: &["bucket", "folder"],
    },
    Step {
        name: "prefect_gcp.deployments.steps.pull_from_gcs",
        doc: "Copies the code from a bucket of Google Cloud Storage.",
        package: "prefect-gcp",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[BUCKET, FOLDER, GCP_PROJECT, STORE_CREDENTIALS],
        ]),
        open: false,
        outputs: &["bucket", "folder", "directory"],
    },
    Step {
        name: "prefect_azure.deployments.steps.push_to_azure_blob_storage",
        doc: "Copies the code to a container of Azure Blob Storage.",
        package: "prefect-azure",
        arguments: arguments(&[
            RESERVED_KEYS,
            &[CONTAINER, FOLDER, AZURE_CREDENTIALS, IGNORE_FILE],
        ]),
        open: false,
        outputs: &["container", "folder"],
    },
    Step {
        name: "prefect_azure.deployments.steps.pull_from_azure_blob_storage",
        doc: "Copies the code from a container of Azure Blob Storage.",
        package: "prefect-azure",
        arguments: arguments(&[RESERVED_KEYS, &[CONTAINER, FOLDER, AZURE_CREDENTIALS]]),
        open: false,
        outputs: &["container", "folder", "directory"],
    },
];

const fn arguments(keys: &'static [&'static [Key]]) -> Table {
    Table {
        noun: "the step",
        keys,
        extensions: false,
    }
}

/// What Prefect itself reads of every step.
static RESERVED_KEYS: &[Key] = &[
    Key::new(
        "id",
        Text,
        "Name under which later steps find its output, as `{{ id.output }}`.",
    )
    .example(r#""clone""#),
    Key::new(
        "requires",
        Either(&[Text, List(&Text)]),
        "Packages that are installed with pip if they are missing.",
    )
    .example(r#""prefect-docker>=0.7""#),
];

/// A list of strings, or a placeholder for one.
const TEXTS: Shape = Either(&[List(&Text), Text, Null]);

/// Fields of credentials, or a placeholder for a block.
const CREDENTIALS: Shape = Either(&[Text, FREE, Null]);

const IMAGE_NAME: Key = Key::new("image_name", Text, "Name of the image, with its registry.")
    .example(r#""registry.example.org/flows""#)
    .required();
const IMAGE_TAG: Key = Key::new("tag", TEXT, "Tag of the image; default made from the time.")
    .example(r#""{{ version.stdout }}""#);
const ADDITIONAL_TAGS: Key =
    Key::new("additional_tags", TEXTS, "Further tags.").example(r#"["latest"]"#);
const IGNORE_CACHE: Key = Key::new(
    "ignore_cache",
    Bool,
    "Whether it is done again though done before in this deploy.",
)
.default("false");
const BUILD_BACKEND: Key = Key::new(
    "build_backend",
    Word(&["docker-py", "buildx"]),
    "What builds and pushes.",
)
.default(r#""docker-py""#)
.example(r#""buildx""#);
const BUCKET: Key = Key::new("bucket", Text, "Name of the bucket.")
    .example(r#""flows""#)
    .required();
const CONTAINER: Key = Key::new("container", Text, "Name of the container.")
    .example(r#""flows""#)
    .required();
const FOLDER: Key = Key::new("folder", Text, "Folder in the bucket or container.")
    .example(r#""main""#)
    .required();
const GCP_PROJECT: Key = Key::new(
    "project",
    TEXT,
    "Google Cloud project; default that of the environment.",
)
.example(r#""data-team""#);
const STORE_CREDENTIALS: Key = Key::new(
    "credentials",
    CREDENTIALS,
    "Credentials; default those of the environment.",
)
.example(r#""{{ prefect.blocks.aws-credentials.team }}""#);
const AZURE_CREDENTIALS: Key = Key::new(
    "credentials",
    CREDENTIALS,
    "A connection string, or account_url and its credentials.",
)
.example(r#""{{ prefect.blocks.azure-blob-storage-credentials.team }}""#)
.required();
const CLIENT_PARAMETERS: Key = Key::new(
    "client_parameters",
    CREDENTIALS,
    "Further settings of the client.",
)
.example(r#"{ endpoint_url = "http://rustfs:9000" }"#);
const IGNORE_FILE: Key = Key::new(
    "ignore_file",
    TEXT,
    "File with patterns of what is not copied.",
)
.default(r#"".prefectignore""#)
.example(r#"".prefectignore""#);
