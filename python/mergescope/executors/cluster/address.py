"""Whether a Ray cluster is where it is said to be, found out before Ray waits for it without an end."""

from __future__ import annotations

import os
import re
import socket

from mergescope.errors import MergescopeError

#: One that runs on this machine, or else one is started; one of this machine alone, whatever runs here.
AUTO, OWN = "auto", "local"
#: How long a server may take to say something.
SECONDS = 10.0
#: Of HTTP/2, as every gRPC server understands: the first that a client says, and what the answer to it begins with.
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
_SETTINGS = 4


def check_address(address: str) -> None:
    """Whether a cluster answers there; AUTO and OWN are left to who connects.

    Raises:
        MergescopeError: usage, cluster-unusable.
    """
    if address in (AUTO, OWN):
        return
    if address.startswith("ray://"):
        raise MergescopeError(
            "usage",
            f"{address} is an address of Ray Client, which is made for interactive work",
            "give the address of the cluster itself, HOST:6379",
        )
    host, port = _parts(address)
    why = _silent(host, port)
    if why:
        raise MergescopeError(
            "cluster-unusable",
            f"no Ray cluster answers at {address}: {why}",
            "see whether it runs (`ray status`, which tells its address), or leave the address away for one of this machine",
        )


def answers(address: str) -> bool:
    """The same as a question, of an address that Ray itself has found."""
    return not _silent(*_parts(address))


def _parts(address: str) -> tuple[str, int]:
    parts = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/]+)):(\d{1,5})", address)
    if not parts or not 0 < int(parts[3]) < 65536:
        raise MergescopeError(
            "usage",
            f"{address} is no address of a Ray cluster",
            "write HOST:6379, or leave it away for the cluster of this machine, or one that is started",
        )
    return parts[1] or parts[2], int(parts[3])


def _silent(host: str, port: int) -> str | None:
    """Why nothing of Ray's is there; None where it is."""
    try:
        with socket.create_connection((host, port), SECONDS) as connection:
            # With TLS it says nothing to whoever has no certificate.
            if os.environ.get("RAY_USE_TLS", "0").lower() in ("1", "true"):
                return None
            connection.settimeout(SECONDS)
            connection.sendall(_HELLO)
            said = b""
            while len(said) < 4 and (more := connection.recv(9)):
                said += more
    except TimeoutError:
        return "nothing was said for 10 s"
    except OSError as error:
        return error.strerror or str(error)
    return None if said[3:4] == bytes([_SETTINGS]) else "something else than Ray is there"
