"""An S3 that gives so many bytes a second, as the network of one machine does."""

from __future__ import annotations

import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_CHUNK = 1 << 18


class Line:
    """What all requests share."""

    def __init__(self, rate: float | None) -> None:
        self._rate, self._free, self._lock = rate, 0.0, threading.Lock()

    def take(self, count: int) -> None:
        """Waits until so many bytes may go."""
        if self._rate is None:
            return
        with self._lock:
            self._free = max(self._free, time.monotonic()) + count / self._rate
            wait = self._free - time.monotonic()
        time.sleep(max(0.0, wait))


def serve(folder: Path, rate: float | None) -> ThreadingHTTPServer:
    """Serves the folders of `folder` as buckets, at `rate` bytes a second, until it is shut down."""
    line = Line(rate)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if "list-type" in parse_qs(url.query):
                bucket, prefix = url.path.strip("/"), parse_qs(url.query)["prefix"][0]
                return self._send(200, _listing(folder / bucket, prefix), {})
            path = folder / url.path.strip("/")
            size = path.stat().st_size
            first, last = self.headers["Range"].removeprefix("bytes=").split("-")
            last = min(int(last), size - 1)
            with open(path, "rb") as file:
                file.seek(int(first))
                data = file.read(last + 1 - int(first))
            where = {"Content-Range": f"bytes {first}-{last}/{size}", "ETag": _tag(path)}
            return self._send(
                206, data, where | {"Last-Modified": formatdate(path.stat().st_mtime, usegmt=True)}
            )

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(0, len(body), _CHUNK):
                line.take(len(body[at : at + _CHUNK]))
                self.wfile.write(body[at : at + _CHUNK])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _tag(path: Path) -> str:
    return f'"{path.stat().st_mtime_ns:x}"'


def _listing(folder: Path, prefix: str) -> bytes:
    entries = "".join(
        f"<Contents><Key>{prefix}{path.name}</Key><Size>{path.stat().st_size}</Size><ETag>{_tag(path)}</ETag>"
        "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
        for path in sorted((folder / prefix).iterdir())
        if path.is_file()
    )
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode()
