"""What is at the address of a cluster is known within seconds: Ray itself would wait for it without an end."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from mergescope.errors import MergescopeError
from mergescope.executors.cluster import address
from mergescope.executors.cluster.address import answers, check_address

SETTINGS = bytes([0, 0, 18, 4, 0, 0, 0, 0, 0])


@contextlib.contextmanager
def saying(answer: bytes | None) -> Iterator[str]:
    """The address of a server that says this to whoever comes; None: nothing, and keeps the line open."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    held.append(connection)
                    if answer is not None:
                        connection.recv(1000)
                        connection.sendall(answer)
                        connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "given",
    [
        "nonsense",
        "host",
        "host:",
        ":6379",
        "host:0",
        "host:65536",
        "host:x",
        "http://host:6379",
        "::1:6379",
        "a b:1",
        "",
    ],
)
def test_what_is_no_address_is_told(given):
    with pytest.raises(MergescopeError, match="is no address of a Ray cluster") as caught:
        check_address(given)
    assert caught.value.code == "usage" and "HOST:6379" in caught.value.hint


def test_an_address_of_ray_client_is_told():
    with pytest.raises(MergescopeError, match="Ray Client"):
        check_address("ray://host:10001")


@pytest.mark.parametrize(
    "answer, told",
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "something else than Ray"),
        (b"-ERR unknown command\r\n", "something else than Ray"),
        (b"", "something else than Ray"),
        (None, "nothing was said for 10 s"),
    ],
)
def test_what_is_there_and_is_no_ray_is_told(answer, told, monkeypatch):
    monkeypatch.setattr(address, "SECONDS", 0.3)
    with saying(answer) as where:
        with pytest.raises(MergescopeError, match=f"no Ray cluster answers at {where}: {told}") as caught:
            check_address(where)
        assert caught.value.code == "cluster-unusable" and not answers(where)


def test_what_says_what_ray_does_is_taken_and_of_who_wants_certificates_it_is_not_asked(monkeypatch):
    with saying(SETTINGS) as where:
        check_address(where)
        assert answers(where)
    monkeypatch.setattr(address, "SECONDS", 0.3)
    monkeypatch.setenv("RAY_USE_TLS", "1")
    with saying(None) as where:
        assert answers(where)


def test_where_nothing_listens_and_of_names_that_lead_nowhere_it_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"127.0.0.1:{server.getsockname()[1]}"
    for where in (closed, "no-such-host.invalid:6379"):
        with pytest.raises(MergescopeError, match=f"no Ray cluster answers at {where}: "):
            check_address(where)


def test_a_cluster_of_this_machine_is_left_to_who_connects():
    check_address("auto")
    check_address("local")
