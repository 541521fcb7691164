"""Prints, as JSON, the keys that the real readers of Compose and Prefect know.

In: an environment with `check-jsonschema` (it carries the Compose schema) and `prefect`.
Out: {"compose": {path: [keys]}, "prefect": {name: [keys]}, "steps": {function: [arguments]}}, sorted.

A path of "compose" leads from the top of the file to a mapping whose keys are fixed: `.key` goes into a key, `[]` into
the items of a list, `.*` into a mapping whose keys are names; the top is the empty path. The test that reads this walks
its own tables in the same way. Nothing is compared here.
"""

import importlib
import inspect
import json
import sys
from importlib.resources import files


def compose_schema():
    """The schema as the package carries it; its folder has moved between versions, so it is looked for."""
    folders = [files("check_jsonschema")]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif entry.name == "compose-spec.json":
                return json.loads(entry.read_text(encoding="utf-8"))
    sys.exit("check-jsonschema carries no compose-spec.json")


class Walk:
    """Collects the keys of every mapping that a schema describes."""

    def __init__(self, schema):
        self.schema = schema
        self.found = {}

    def resolve(self, node):
        while "$ref" in node:
            target = self.schema
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def visit(self, node, path):
        node = self.resolve(node)
        for alternative in ("allOf", "oneOf", "anyOf"):
            for part in node.get(alternative, []):
                self.visit(part, path)
        for key, value in node.get("properties", {}).items():
            self.found.setdefault(path, set()).add(key)
            self.visit(value, f"{path}.{key}")
        for pattern, value in node.get("patternProperties", {}).items():
            if pattern != "^x-":
                self.visit(value, f"{path}.*")
        if "items" in node:
            self.visit(node["items"], f"{path}[]")


def compose_keys():
    walk = Walk(compose_schema())
    walk.visit(walk.schema, "")
    return {path: sorted(keys) for path, keys in sorted(walk.found.items())}


def fields(model):
    return sorted(field.alias or name for name, field in model.model_fields.items())


def prefect_keys():
    from prefect._experimental.sla import objects as sla
    from prefect.cli.deploy import _models as models
    from prefect.events.schemas import automations
    from prefect.events.schemas import deployment_triggers as triggers

    return {
        "root": fields(models.PrefectYamlModel),
        "deployment": fields(models.DeploymentConfig),
        "work_pool": fields(models.WorkPoolConfig),
        "schedule": fields(models.RawScheduleConfig),
        "concurrency_limit": fields(models.ConcurrencyLimitSpec),
        "event_trigger": fields(triggers.DeploymentEventTrigger),
        "metric_trigger": fields(triggers.DeploymentMetricTrigger),
        "compound_trigger": fields(triggers.DeploymentCompoundTrigger),
        "sequence_trigger": fields(triggers.DeploymentSequenceTrigger),
        "metric": fields(automations.MetricTriggerQuery),
        "sla": sorted(
            set(fields(sla.TimeToCompletionSla)) | set(fields(sla.FrequencySla)) | set(fields(sla.LatenessSla))
        ),
    }


STEPS = {
    "prefect.deployments.steps": [
        "set_working_directory",
        "git_clone",
        "pull_from_remote_storage",
        "pull_with_block",
        "run_shell_script",
        "pip_install_requirements",
    ],
    "prefect_docker.deployments.steps": ["build_docker_image", "push_docker_image"],
    "prefect_aws.deployments.steps": ["push_to_s3", "pull_from_s3"],
    "prefect_gcp.deployments.steps": ["push_to_gcs", "pull_from_gcs"],
    "prefect_azure.deployments.steps": ["push_to_azure_blob_storage", "pull_from_azure_blob_storage"],
}


def step_arguments():
    """The named arguments of the steps whose package is installed; the others are left out."""
    found = {}
    for module, names in STEPS.items():
        try:
            imported = importlib.import_module(module)
        except ImportError:
            continue
        for name in names:
            parameters = inspect.signature(getattr(imported, name)).parameters.values()
            found[f"{module}.{name}"] = sorted(p.name for p in parameters if p.kind is not p.VAR_KEYWORD)
    return found


if __name__ == "__main__":
    json.dump({"compose": compose_keys(), "prefect": prefect_keys(), "steps": step_arguments()}, sys.stdout, indent=1)
    print()
