"""What a user would write instead: tomllib, and a Jinja2 template a file.

In: the folder of a generated stack, and `gen` or `check`. Out: compose.yml, every prefect.yaml and the Makefile, written or
compared. It is simpler than stackgen on purpose (no checks, no flows read, no lock, no other files), and does nothing that
would make it slow: a template is compiled once, a file is read or written once.
"""

import sys
import tomllib
from pathlib import Path

from jinja2 import Environment

PREFECT = """\
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: /opt/prefect/{{ directory }}

deployments:
{% for name, deployment in deployments %}
  - name: {{ name }}
    entrypoint: {{ deployment.entrypoint }}
{% if deployment.description %}
    description: {{ deployment.description | tojson }}
{% endif %}
    parameters:
{% for key, value in deployment.parameters.items() %}
      {{ key }}: {{ value | tojson }}
{% endfor %}
{% if deployment.schedules %}
    schedules:
{% for schedule in deployment.schedules %}
      - cron: {{ schedule.cron | tojson }}
        timezone: {{ schedule.timezone or defaults.timezone }}
{% endfor %}
{% else %}
    schedules: []
{% endif %}
    work_pool:
      name: {{ deployment.work_pool or defaults.work_pool }}
{% endfor %}
"""

COMPOSE = """\
services:
{% for name, service in services.items() %}
  {{ name }}:
    image: {{ service.image }}
    restart: unless-stopped
{% if service.kind == "postgres" %}
    environment:
      POSTGRES_USER: {{ credentials[service.credential].user }}
      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-{{ credentials[service.credential].password.default }}}
      POSTGRES_DB: {{ credentials[service.credential].database }}
{% elif service.env %}
    environment:
{% for group in service.env %}
{% for key, value in env[group].items() %}
      {{ key }}: {{ value | tojson }}
{% endfor %}
{% endfor %}
{% endif %}
{% if service.kind == "prefect-worker" %}
    command: ["prefect", "worker", "start", "-p", "{{ service.work_pool }}"]
{% endif %}
{% if service.ports %}
    ports: {{ service.ports | tojson }}
{% endif %}
{% if service.volumes %}
    volumes:
{% for volume in service.volumes %}
      - {{ volumes[volume].source }}:{{ volumes[volume].target }}
{% endfor %}
{% endif %}
{% endfor %}
"""

MAKEFILE = """\
.PHONY: start stop deploy{% for directory in directories %} deploy-{{ directory | basename }}{% endfor %}

start:
\tdocker compose up -d --wait

stop:
\tdocker compose down

deploy:{% for directory in directories %} deploy-{{ directory | basename }}{% endfor %}

{% for directory in directories %}

deploy-{{ directory | basename }}:
\tcd {{ directory }} && uv run prefect deploy --all
{% endfor %}
"""


def render(stack):
    """Yields path and text of each file."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["basename"] = lambda path: path.rpartition("/")[2]
    prefect = environment.from_string(PREFECT)
    directories = {}
    for name, deployment in stack["deployments"].items():
        directories.setdefault(deployment["directory"], []).append((name, deployment))
    yield "compose.yml", environment.from_string(COMPOSE).render(stack)
    yield "Makefile", environment.from_string(MAKEFILE).render(directories=directories)
    defaults = stack["defaults"]["deployment"]
    for directory, deployments in directories.items():
        text = prefect.render(directory=directory, deployments=deployments, defaults=defaults)
        yield f"{directory}/prefect.yaml", text


def main():
    command, folder = sys.argv[1], Path(sys.argv[2])
    with open(folder / "stack.toml", "rb") as file:
        stack = tomllib.load(file)
    stale = 0
    for path, text in render(stack):
        path = f"{folder}/{path}"
        if command == "gen":
            with open(path, "w") as file:
                file.write(text)
        else:
            with open(path) as file:
                stale += file.read() != text
    sys.exit(1 if stale else 0)


main()
