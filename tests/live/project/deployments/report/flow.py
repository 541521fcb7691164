"""A flow that writes down its parameters and a secret."""

from live_notes import note
from prefect import flow
from prefect.blocks.system import Secret


@flow
def report(text: str = "", number: int = 0, nested: dict | None = None):
    note(text=text, number=number, nested=nested, token=Secret.load("live-token").get())
