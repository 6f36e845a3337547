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
from collections.abc import Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Made by `npm run test:ray`.
MOTO = Path(__file__).parents[3] / ".venv-moto" / "bin" / "python"
SECRET = "a-secret-that-nobody-may-read"
#: Of who comes as to Google's storage.
TOKEN = "a-token-that-nobody-may-read"
BUCKET = "bucket"
#: Anybody's signature will do, but there has to be one.
_SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=somebody/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


class Storage:
    """faults: what befalls those who ask for a range, by how often it was asked for; requests: for ranges; put_faults: the same
    of what is written; written: each request that writes, as it came; listings: each request for names."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.faults: Sequence[str] = ()
        self.asked: Counter[tuple[str, str]] = Counter()
        self.put_faults: Sequence[str] = ()
        self.written: list[tuple[str, str]] = []
        self.listings: list[str] = []

    @property
    def requests(self) -> int:
        return self.asked.total()

    def next_fault(self, path: str, asked: str | None) -> str | None:
        if asked is None:
            return None
        count = self.asked[path, asked]
        self.asked[path, asked] += 1
        return self.faults[count] if count < len(self.faults) else None

    def next_put_fault(self, method: str, path: str) -> str | None:
        # The name of an upload in parts is another one each time.
        of = method, re.sub(r"uploadId=[^&]*", "", path)
        count = self.written.count(of)
        self.written.append(of)
        return self.put_faults[count] if count < len(self.put_faults) else None

    def objects(self, prefix: str) -> dict[str, bytes]:
        """All under a prefix, by their names below it."""
        _, _, listing = self.ask("GET", f"/{BUCKET}?list-type=2&prefix={prefix}/", _SIGNED)
        keys = re.findall(r"<Key>([^<]*)</Key>", listing.decode())
        return {key[len(prefix) + 1 :]: self.ask("GET", f"/{BUCKET}/{key}", _SIGNED)[2] for key in keys}

    def pending(self) -> list[str]:
        """Uploads in parts that were neither finished nor given up."""
        _, _, listing = self.ask("GET", f"/{BUCKET}?uploads", _SIGNED)
        return re.findall(r"<UploadId>([^<]*)</UploadId>", listing.decode())

    def put(self, folder: Path, prefix: str) -> str:
        """Puts the files of a folder there; returns their uri."""
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            self.put_object(f"{prefix}/{path.name}", path.read_bytes())
        return f"s3://{BUCKET}/{prefix}"

    def put_object(self, key: str, data: bytes) -> None:
        status, _, _ = self.ask("PUT", f"/{BUCKET}/{key}", _SIGNED, data)
        assert status == 200

    def ask(self, method: str, path: str, headers: dict[str, str], data: bytes | None = None):
        # Google's storage has the same requests and answers, and other credentials and names of metadata.
        google = f"Bearer {TOKEN}" in headers.values()
        if google:
            headers = _renamed([*headers.items(), *_SIGNED.items()], "x-goog-meta-", "x-amz-meta-")
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        with contextlib.closing(connection):
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            told = answer.getheaders()
            named = [*_renamed(told, "x-amz-meta-", "x-goog-meta-").items()] if google else told
            return answer.status, named, answer.read()


def _renamed(headers: Iterable[tuple[str, str]], before: str, after: str) -> dict[str, str]:
    return {name.lower().replace(before, after): value for name, value in headers}


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
        "GOOGLE_BASE_URL": f"http://127.0.0.1:{between.server_port}",
        "GOOGLE_BEARER_TOKEN": TOKEN,
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
        if "list-type" in self.path:
            self.storage.listings.append(self.path)
        status, headers, body = self.storage.ask("GET", self.path, dict(self.headers.items()))
        fault = self.storage.next_fault(self.path, self.headers["Range"])
        if fault == "503":
            status, headers, body = 503, [], b"<Error><Code>SlowDown</Code></Error>"
        if fault == "reset":
            self._reset()
            return
        self._head(status, headers, body)
        for piece in range(0, len(body), max(1, len(body) // 4)):
            if fault == "truncated" and piece:
                self.close_connection = True
                return
            self.wfile.write(body[piece : piece + max(1, len(body) // 4)])
            time.sleep(0.02 if fault == "slow" else 0)

    def do_HEAD(self) -> None:
        status, headers, _ = self.storage.ask("HEAD", self.path, dict(self.headers.items()))
        self._head(status, headers, None)

    def _write(self) -> None:
        """What is written: nothing of it arrives, a half does, or the answer is lost."""
        data = self.rfile.read(int(self.headers["Content-Length"] or 0))
        removed = re.findall(r"<Key>([^<]*)</Key>", data.decode()) if self.path.endswith("?delete") else []
        for key in removed[1:]:
            self.storage.next_put_fault("DELETE", f"/{BUCKET}/{key}")
        named = ("DELETE", f"/{BUCKET}/{removed[0]}") if removed else (self.command, self.path)
        fault = self.storage.next_put_fault(*named)
        if fault == "503":
            body = b"<Error><Code>SlowDown</Code></Error>"
            self._head(503, [], body)
            self.wfile.write(body)
            return
        if fault == "reset":
            return self._reset()
        if fault == "slow":
            time.sleep(0.3)
        if fault == "truncated" and self.command == "PUT":
            data = data[: len(data) // 2]
        sent = {**dict(self.headers.items()), "Content-Length": str(len(data))}
        status, headers, body = self.storage.ask(self.command, self.path, sent, data)
        # Nobody can give up an upload in parts whose name was never heard.
        if fault == "lost" and "uploads" not in self.path:
            return self._reset()
        self._head(status, headers, body)
        self.wfile.write(body)

    do_PUT = do_POST = do_DELETE = _write

    def _head(self, status: int, headers: list[tuple[str, str]], body: bytes | None) -> None:
        self.send_response(status)
        for name, value in headers:
            told = (
                ("connection", "date", "server")
                if body is None
                else ("content-length", "connection", "date", "server")
            )
            if name.lower() not in told:
                self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass
