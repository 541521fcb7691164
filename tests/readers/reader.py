"""Reads generated text as its consumers in Python do, for the tests in Rust.

In: one JSON object a line on standard input, `{"read": READER, ...}`. Out: one JSON object a line on standard output,
`{"value": ...}` or `{"error": "..."}`. Nothing is judged here but what the reader itself refuses. The process ends with
its input. A reader is imported when it is first asked for: Prefect costs two seconds, PyYAML nothing.
"""

import ast
import asyncio
import datetime
import functools
import io
import json
import math
import os
import subprocess
import sys
import tomllib
import zoneinfo
from pathlib import Path

import expectation


def encode(value):
    """Turns a value into what JSON can say; what it cannot is told apart by a key that begins with `!`."""
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"!map": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"!float": str(value)}
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (datetime.date, datetime.time)):
        return {"!date": value.isoformat()}
    if isinstance(value, (set, frozenset, bytes)):
        return {"!" + type(value).__name__: repr(value)}
    return value


def load_yaml(text):
    """PyYAML's safe_load, which takes the last of two equal keys in silence: here that is an error."""
    import yaml

    def refuse_equal_keys(node, done):
        if node is None or id(node) in done:
            return
        done.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                refuse_equal_keys(item, done)
        elif isinstance(node, yaml.MappingNode):
            keys = [(key.tag, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            for key in keys:
                if keys.count(key) > 1:
                    raise ValueError(f"key {key[1]!r} stands twice in one mapping, line {node.start_mark.line + 1}")
            for key, item in node.value:
                refuse_equal_keys(key, done)
                refuse_equal_keys(item, done)

    refuse_equal_keys(yaml.compose(text, Loader=yaml.SafeLoader), set())
    return yaml.safe_load(text)


def read_yaml(request):
    return load_yaml(request["text"])


def unknown_keys(raw, model):
    """Keys of a prefect.yaml that Prefect's model ignores in silence; anchors may stand at the top (`x-...`)."""
    from prefect.cli.deploy import _models as models

    def lacking(place, table, fields):
        return [f"{place}{key}" for key in table if key not in fields]

    names = {field.alias or name for name, field in models.PrefectYamlModel.model_fields.items()}
    found = [key for key in lacking("", raw, names) if not key.startswith("x-")]
    for index, deployment in enumerate(raw.get("deployments") or []):
        place = f"deployments[{index}]."
        found += lacking(place, deployment, models.DeploymentConfig.model_fields)
        found += lacking(f"{place}work_pool.", deployment.get("work_pool") or {}, models.WorkPoolConfig.model_fields)
        limit = deployment.get("concurrency_limit")
        if isinstance(limit, dict):
            found += lacking(f"{place}concurrency_limit.", limit, models.ConcurrencyLimitSpec.model_fields)
    return found


def read_prefect(request):
    """What `prefect deploy` makes of a prefect.yaml: deployments, their schedules, the steps, the keys it ignores."""
    from prefect.cli.deploy._models import PrefectYamlModel
    from prefect.cli.deploy._schedules import _schedule_config_to_deployment_schedule as construct

    text = Path(request["path"]).read_text("utf-8") if "path" in request else request["text"]
    raw = load_yaml(text)
    model = PrefectYamlModel.model_validate(raw)
    deployments = [item.model_dump(exclude_unset=True, mode="json") for item in model.deployments]
    for deployment in deployments:
        built = [construct(schedule) for schedule in deployment.get("schedules") or []]
        deployment["!schedules"] = [
            {**item, "schedule": item["schedule"].model_dump(mode="json", exclude_unset=True)} for item in built
        ]
    steps = {key: raw[key] for key in ("build", "push", "pull") if key in raw}
    return {"deployments": deployments, "steps": steps, "ignored": unknown_keys(raw, model)}


def compose_schema():
    import check_jsonschema

    folder = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    return json.loads((folder / "compose-spec.json").read_text("utf-8"))


def read_compose_schema(request):
    """Where a compose.yml breaks the Compose schema: one line each, none if it fits."""
    from jsonschema.validators import validator_for

    schema = compose_schema()
    errors = validator_for(schema)(schema).iter_errors(load_yaml(request["text"]))
    return sorted(f"{error.json_path}: {error.message}" for error in errors)


def read_schema_notes(request):
    """Examples and defaults of a JSON Schema that do not fit the place that they stand at: one line each."""
    validator = stack_schema(request["schema"])
    wrong = []

    def visit(schema, path):
        if isinstance(schema, list):
            for item in schema:
                visit(item, path)
        if not isinstance(schema, dict):
            return
        places = [item for key in ("properties", "$defs") for item in (schema.get(key) or {}).items()]
        for name, place in places:
            shown = place.get("examples", []) + ([place["default"]] if "default" in place else [])
            for value in shown:
                errors = validator.evolve(schema=place).iter_errors(value)
                wrong.extend(f"{path}/{name}: {error.message[:200]}" for error in errors)
        for key, value in schema.items():
            visit(value, f"{path}/{key}")

    visit(validator.schema, "")
    return wrong


@functools.cache
def stack_schema(path):
    from jsonschema.validators import validator_for

    schema = json.loads(Path(path).read_text("utf-8"))
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def read_stack_schema(request):
    """Where a stack.toml breaks a JSON Schema: one line each, none if it fits."""
    document = json.loads(json.dumps(tomllib.loads(request["text"]), default=lambda date: date.isoformat()))
    errors = stack_schema(request["schema"]).iter_errors(document)
    return sorted(f"{error.json_path}: {error.message[:300]}" for error in errors)


def read_dotenv(request):
    """What python-dotenv, with which Prefect's settings read `.env`, gives each name."""
    from dotenv import dotenv_values

    return dict(dotenv_values(stream=io.StringIO(request["text"]), interpolate=True))


def read_python(request):
    """What Python and ruff have against a module: one line each, none if it is sound and laid out as ruff does."""
    text, name = request["text"], request.get("name", "module.py")
    try:
        ast.parse(text, name)
    except SyntaxError as error:
        return [f"{name}:{error.lineno}: {error.msg}"]
    width = ["--line-length", str(request.get("line_length", 120))]
    check = [*width, "--select", "E,F,W,I,B,UP", "--output-format", "concise", "--quiet"]
    found = ruff(["check", "--isolated", "--no-cache", *check, "--stdin-filename", name, "-"], text)
    if request.get("format", False):
        found += ruff(
            ["format", "--isolated", "--no-cache", *width, "--diff", "--quiet", "--stdin-filename", name, "-"], text
        )
    return found


def ruff(arguments, text):
    program = Path(sys.executable).parent / "ruff"
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        raise ValueError(f"ruff {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def read_literal(request):
    """The value of a literal as Python reads it."""
    return ast.literal_eval(request["text"])


def read_sqlalchemy_url(request):
    """The parts of a connection URL as SQLAlchemy, and so Prefect's server, sees them."""
    from sqlalchemy.engine import make_url

    url = make_url(request["text"])
    parts = ("drivername", "username", "password", "host", "port", "database")
    return {**{part: getattr(url, part) for part in parts}, "query": dict(url.query)}


def read_markdown(request):
    """The HTML that a CommonMark reader with tables makes of a page."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").render(request["text"])


def read_fire_times(request):
    """The next times of a schedule after an instant, by the schedule engine of Prefect's server."""
    from prefect.server.schemas import schedules

    kinds = {"cron": schedules.CronSchedule, "interval": schedules.IntervalSchedule, "rrule": schedules.RRuleSchedule}
    kind = next(kinds[key] for key in kinds if key in request["schedule"])
    start = datetime.datetime.fromisoformat(request["after"])
    dates = asyncio.run(kind(**request["schedule"]).get_dates(request.get("count", 5), start=start))
    return [date.astimezone(datetime.UTC).isoformat() for date in dates]


def read_wall_times(request):
    """Instants as clocks in a zone show them, with the day of the week and the seconds since 1970."""
    zone = zoneinfo.ZoneInfo(request["zone"])

    def wall(text):
        instant = datetime.datetime.fromisoformat(text).astimezone(zone)
        day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[instant.weekday()]
        return {
            "date": f"{instant:%Y-%m-%d}",
            "time": f"{instant:%H:%M:%S}",
            "day": day,
            "seconds": instant.timestamp(),
        }

    return [wall(text) for text in request["times"]]


def read_toml(request):
    """tomllib's reading of a text; `{ null = true }` is null."""
    return expectation.read(request)


def read_blocks(request):
    """What a create_blocks.py saves, with block classes that only record."""
    return expectation.run_blocks(request)


def read_compose_differences(request):
    """Where Compose's reading of a compose.yml is not what stack.toml says: one line each."""
    return expectation.hold_compose(request)


def read_prefect_differences(request):
    """The same for each prefect.yaml."""
    return expectation.hold_prefect(request)


READERS = {
    "yaml": read_yaml,
    "prefect": read_prefect,
    "compose-schema": read_compose_schema,
    "schema-notes": read_schema_notes,
    "stack-schema": read_stack_schema,
    "toml": read_toml,
    "blocks": read_blocks,
    "compose-differences": read_compose_differences,
    "prefect-differences": read_prefect_differences,
    "dotenv": read_dotenv,
    "python": read_python,
    "literal": read_literal,
    "sqlalchemy-url": read_sqlalchemy_url,
    "markdown": read_markdown,
    "fire-times": read_fire_times,
    "wall-times": read_wall_times,
}


def answer(line):
    request = json.loads(line)
    try:
        return {"value": encode(READERS[request["read"]](request))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
        answers.write(json.dumps(answer(line)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
