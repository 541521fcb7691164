"""Stands where the demo stack expects its flows: reads the block that `make create-blocks` made."""

from pathlib import Path

from prefect import flow
from prefect.runtime import flow_run
from prefect_dhis2.credentials import Dhis2Credentials


def visit():
    block = Dhis2Credentials.load("dhis2-dev")
    Path(f"{flow_run.id}.txt").write_text(f"{block.username}@{block.base_url}")


@flow
def dhis2_connection_flow():
    visit()


@flow
def dhis2_ou_flow():
    visit()
