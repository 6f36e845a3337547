"""An S3 that runs here (moto's server, over real HTTP), and what goes wrong between it and us."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import struct
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Made by `npm run test:ray`.
MOTO = Path(__file__).parents[3] / ".venv-moto" / "bin" / "python"
SECRET = "a-secret-that-nobody-may-read"
BUCKET = "bucket"
#: Anybody's signature will do, but there has to be one.
_SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=somebody/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


class Storage:
    """faults: what befalls those who ask for a range, by how often it was asked for; requests: for ranges."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.faults: Sequence[str] = ()
        self.asked: Counter[tuple[str, str]] = Counter()

    @property
    def requests(self) -> int:
        return self.asked.total()

    def next_fault(self, path: str, asked: str | None) -> str | None:
        if asked is None:
            return None
        count = self.asked[path, asked]
        self.asked[path, asked] += 1
        return self.faults[count] if count < len(self.faults) else None

    def put(self, folder: Path, prefix: str) -> str:
        """Puts the files of a folder there; returns their uri."""
        for path in sorted(folder.iterdir()):
            self.put_object(f"{prefix}/{path.name}", path.read_bytes())
        return f"s3://{BUCKET}/{prefix}"

    def put_object(self, key: str, data: bytes) -> None:
        status, _, _ = self.ask("PUT", f"/{BUCKET}/{key}", _SIGNED, data)
        assert status == 200

    def ask(self, method: str, path: str, headers: dict[str, str], data: bytes | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        with contextlib.closing(connection):
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()


@contextlib.contextmanager
def running() -> Iterator[Storage]:
    """The storage, with the environment set for whoever reads from it."""
    moto = subprocess.Popen(
        [MOTO, "-m", "moto.server", "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert moto.stderr is not None
    port = next(found[1] for line in moto.stderr if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
    threading.Thread(target=moto.stderr.read, daemon=True).start()
    storage = Storage(int(port))
    assert storage.ask("PUT", f"/{BUCKET}", _SIGNED)[0] == 200
    between = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Between,), {"storage": storage}))
    threading.Thread(target=between.serve_forever, daemon=True).start()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{between.server_port}",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
    }
    try:
        yield storage
    finally:
        between.shutdown()
        between.server_close()
        moto.kill()
        moto.wait()


class _Between(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    storage: Storage

    def do_GET(self) -> None:
        status, headers, body = self.storage.ask("GET", self.path, dict(self.headers.items()))
        fault = self.storage.next_fault(self.path, self.headers["Range"])
        if fault == "503":
            status, headers, body = 503, [], b"<Error><Code>SlowDown</Code></Error>"
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for piece in range(0, len(body), max(1, len(body) // 4)):
            if fault == "truncated" and piece:
                self.close_connection = True
                return
            self.wfile.write(body[piece : piece + max(1, len(body) // 4)])
            time.sleep(0.02 if fault == "slow" else 0)

    def log_message(self, *_: object) -> None:
        pass
