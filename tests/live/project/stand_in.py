"""Stands in for a package of a team's own: a block type with a secret."""

from typing import Any, Optional

from prefect.blocks.core import Block
from pydantic import SecretStr


class SourceCredentials(Block):
    url: str
    user: str
    password: SecretStr
    retries: int = 0
    options: Optional[dict[str, Any]] = None


class SourcePair(Block):
    left: SourceCredentials
    right: SourceCredentials
