"""Access to a DHIS2 server: where it is, who asks, and what it answers."""

import json
import os
import urllib.request
from base64 import b64encode
from dataclasses import dataclass


@dataclass(frozen=True)
class Server:
    """A server and the login of whoever asks."""

    base_url: str
    username: str
    password: str

    def get(self, path: str) -> dict:
        """The answer to a GET request below `/api`."""
        login = b64encode(f"{self.username}:{self.password}".encode()).decode()
        request = urllib.request.Request(f"{self.base_url}/api/{path}")
        request.add_header("Authorization", f"Basic {login}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def from_environment() -> Server:
    """The server that the environment names."""
    return Server(
        base_url=os.environ.get("DHIS2_URL", "https://play.im.dhis2.org/dev"),
        username=os.environ.get("DHIS2_USERNAME", "admin"),
        password=os.environ.get("DHIS2_PASSWORD", "district"),
    )
