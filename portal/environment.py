"""Reads settings from the environment, and collects what is wrong with them, each by the name of its variable.

What is said of a fault never holds the value: it may be a password.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environ import Env

ON = ("true", "on", "ok", "y", "yes", "1")
OFF = ("false", "off", "no", "n", "0", "")
LEVELS = ("DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL")
#: Without a host, they are asked by a socket.
POSTGRES = ("postgres", "postgresql", "pgsql", "psql")
DATABASES = (*POSTGRES, "sqlite")
MAIL_SERVERS = ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "dummymail")
#: What Elasticsearch takes as the beginning of an index's name; it has room for 255 bytes, and versions are added.
INDEX_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
HINT = "encode @, /, : and # in a password as %40, %2F, %3A and %23"


class Environment:
    """Values by their kind. A bad one gives the default and is kept in `faults`, so that all are said at once."""

    def __init__(self, file: Path):
        Env.read_env(file)
        self.values = Env.ENVIRON
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """As it stands: where it begins with "$", as a password may, that means no other variable."""
        return self.values.get(name, default)

    def folder(self, name: str, default: Path) -> Path:
        """Empty means the default, as for most settings: not the folder that the process happens to stand in."""
        return Path(self.text(name) or default)

    def index_prefix(self, name: str, default: str) -> str:
        wanted = "up to 100 small letters, digits, hyphens, dots and underscores, with a letter or a digit first"
        return self._cast(name, default, str, lambda value: bool(INDEX_PREFIX.fullmatch(value)), wanted)

    def parts(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        if name not in self.values:
            return list(default)
        return [part.strip() for part in self.values[name].split(",") if part.strip()]

    def switch(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "on" if default else "off").strip().lower()
        if value not in ON + OFF:
            self.faults.append(f"{name} is neither on nor off")
            return default
        return value in ON

    def whole(self, name: str, default: int, *, least: int = 0, among: tuple[int, ...] = ()) -> int:
        def right(value: int) -> bool:
            return value in among if among else value >= least

        wanted = f"one of {', '.join(map(str, among))}" if among else f"a whole number from {least} on"
        return self._cast(name, default, int, right, wanted)

    def seconds(self, name: str, default: float) -> float:
        return self._cast(name, default, float, lambda value: 0 < value < 3600, "a number of seconds above 0")

    def level(self, name: str, default: str) -> str:
        return self._cast(
            name, default, lambda value: value.strip().upper(), LEVELS.__contains__, f"one of {', '.join(LEVELS)}"
        )

    def file(self, name: str) -> str:
        def readable(value: str) -> bool:
            with open(value, "rb"):
                return True

        return self._cast(name, "", str, readable, "a file that the portal may read")

    def address(self, name: str, *schemes: str) -> str:
        value = self.text(name)
        return value if value and self._is_address(name, value, schemes) else ""

    def addresses(self, name: str, *schemes: str, port: bool = False) -> tuple[str, ...]:
        """Addresses of servers, with commas between."""
        return tuple(each for each in self.parts(name) if self._is_address(name, each, schemes, port))

    def database(self, name: str, default: str) -> dict:
        return self._parsed(name, default, DATABASES, Env.db_url_config)

    def mail(self, name: str, default: str) -> dict:
        return self._parsed(name, default, MAIL_SERVERS, Env.email_url_config)

    def site(self, name: str, default: str) -> str:
        """Where readers find the portal: a scheme and a host, and maybe a port."""
        value = self.text(name, default).rstrip("/")
        if self._is_address(name, value, ("https", "http")) and value.count("/") > 2:
            self.faults.append(f"{name} has a path, and the portal has no place but the root of a host")
        elif "?" in value or "#" in value:
            self.faults.append(f"{name} has more than a scheme, a host and a port")
        return value

    def hosts(self, name: str, default: tuple[str, ...]) -> list[str]:
        hosts = self.parts(name, default)
        if any("/" in host or (":" in host and not host.startswith("[")) for host in hosts):
            self.faults.append(f"{name} has more than names of hosts: no scheme, port or path belongs there")
        return hosts

    def _cast(self, name: str, default: Any, cast: Callable, right: Callable, wanted: str) -> Any:
        if not self.values.get(name):
            return default
        try:
            value = cast(self.values[name])
            if right(value):
                return value
        except (ValueError, OSError):
            pass
        self.faults.append(f"{name} is not {wanted}")
        return default

    def _parsed(self, name: str, default: str, schemes: tuple[str, ...], parse: Callable[[str], dict]) -> dict:
        value = self.text(name) or default
        return parse(value if self._is_address(name, value, schemes) else default)

    def _is_address(self, name: str, value: str, schemes: tuple[str, ...], port: bool = False) -> bool:
        scheme = value.partition("://")[0]
        if scheme not in schemes:
            self.faults.append(f"{name} does not begin with {', '.join(each + '://' for each in schemes)}")
            return False
        if scheme in ("sqlite", "consolemail", "filemail", "dummymail"):  # A file, or nothing.
            return True
        try:
            parts = urlsplit(value)
            named = parts.port if "," not in parts.netloc else 0  # PostgreSQL takes several hosts.
            needs_host = scheme not in POSTGRES
            fault = (
                "names no host" if needs_host and not parts.hostname else "names no port" if port and not named else ""
            )
            fault = fault or ("has an @, / or # too many" if "@" in parts.path + parts.query + parts.fragment else "")
        except ValueError:  # urllib finds letters where a port should be: often the rest of a password.
            fault = "has a port that is no number"
        if fault:
            self.faults.append(f"{name} {fault} ({HINT})" if "@" in value else f"{name} {fault}")
        return not fault
