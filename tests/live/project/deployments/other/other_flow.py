"""A flow without parameters; its name has the hyphen that Prefect makes of an underscore."""

from live_notes import note
from prefect import flow


@flow
def tick_tock():
    note()
