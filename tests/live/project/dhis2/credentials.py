"""Stands in for the package of the demo stack: the block type that its credentials have."""

from prefect.blocks.core import Block
from pydantic import SecretStr


class Dhis2Credentials(Block):
    base_url: str
    username: str
    password: SecretStr
