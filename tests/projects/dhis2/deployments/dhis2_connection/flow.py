"""Asks the server who it is: the first thing that fails when a login or an address is wrong."""

from prefect import flow, task
from prefect_examples.dhis2 import from_environment


@task(retries=2)
def read_version() -> str:
    return from_environment().get("system/info")["version"]


@flow(log_prints=True)
def dhis2_connection_flow() -> str:
    version = read_version()
    print(f"DHIS2 answers, version {version}")
    return version


if __name__ == "__main__":
    dhis2_connection_flow()
