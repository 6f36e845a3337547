"""As much of an Azure as a merge asks for. Where it differs from an S3 it was held against Azurite: blocks that are listed to
become a blob, ETags that are no checksums and stand without quotes in lists."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ACCOUNT, CONTAINER = "account", "box"
KEY = "YS1rZXktdGhhdC1ub2JvZHktbWF5LXJlYWQ="


class Azure:
    """blobs: bytes, ETag and metadata by name; blocks: those that no list has named, by blob and id; pause: seconds before something is
    written."""

    def __init__(self) -> None:
        self.blobs: dict[str, tuple[bytes, str, dict[str, str]]] = {}
        self.blocks: dict[tuple[str, str], bytes] = {}
        self.pause = 0.0
        self._number = itertools.count(0x8DC0000)

    def put(self, name: str, data: bytes, marks: dict[str, str]) -> None:
        self.blobs[name] = data, f"0x{next(self._number):X}", marks

    def objects(self, prefix: str) -> dict[str, bytes]:
        """All under a prefix, by their names below it."""
        below = {name: data for name, (data, *_) in self.blobs.items() if name.startswith(f"{prefix}/")}
        return {name[len(prefix) + 1 :]: data for name, data in below.items()}


@contextlib.contextmanager
def running() -> Iterator[Azure]:
    """The storage, with the environment set for whoever reads from it."""
    azure = Azure()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"azure": azure}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ |= {
        "AZURE_STORAGE_ENDPOINT": f"http://127.0.0.1:{server.server_port}/{ACCOUNT}",
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
    }
    try:
        yield azure
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    azure: Azure

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        return unquote(parts.path).removeprefix(f"/{ACCOUNT}/{CONTAINER}").lstrip("/"), query

    def do_PUT(self) -> None:
        name, query = self._asked()
        data = self.rfile.read(int(self.headers["Content-Length"] or 0))
        marks = {key: value for key, value in self.headers.items() if key.lower().startswith("x-ms-meta-")}
        time.sleep(self.azure.pause)
        if query.get("comp") == "block":
            self.azure.blocks[name, query["blockid"]] = data
        elif query.get("comp") == "blocklist":
            ids = re.findall(r"<(?:Uncommitted|Latest)>([^<]*)<", data.decode())
            self.azure.put(name, b"".join(self.azure.blocks.pop((name, one)) for one in ids), marks)
        else:
            self.azure.put(name, data, marks)
        self._answer(201, b"", self.azure.blobs.get(name))

    def do_POST(self) -> None:
        """A batch of what is removed, each answered as if it had come by itself."""
        data = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        parts = re.findall(r"Content-ID: (\d+)\r\n.*?^DELETE (\S+)", data, re.S | re.M)
        answers = ""
        for number, path in parts:
            name = unquote(urlsplit(path).path).partition(f"/{CONTAINER}/")[2]
            status = (
                "202 Accepted"
                if self.azure.blobs.pop(name, None)
                else "404 The specified blob does not exist"
            )
            head = f"Content-Type: application/http\r\nContent-ID: {number}\r\n\r\nHTTP/1.1 {status}\r\n"
            answers += f"--batch\r\n{head}x-ms-version: 2023-11-03\r\n\r\n"
        told = {"Content-Type": "multipart/mixed; boundary=batch"}
        self._answer(202, f"{answers}--batch--\r\n".encode(), more=told)

    def do_HEAD(self) -> None:
        there = self.azure.blobs.get(self._asked()[0])
        self._answer(200 if there else 404, there[0] if there else b"", there)

    def do_GET(self) -> None:
        name, query = self._asked()
        if query.get("comp") == "list":
            return self._answer(200, self._listing(query).encode())
        there = self.azure.blobs.get(name)
        if there is None:
            return self._answer(404, b"")
        if self.headers["If-Match"] not in (None, f'"{there[1]}"'):
            return self._answer(412, b"")
        data, whole = there[0], len(there[0])
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"] or self.headers["x-ms-range"] or "")
        if not asked:
            return self._answer(200, data, there)
        start, stop = int(asked[1]), min(int(asked[2]) + 1, whole)
        return self._answer(
            206, data[start:stop], there, {"Content-Range": f"bytes {start}-{stop - 1}/{whole}"}
        )

    def _listing(self, query: dict[str, str]) -> str:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter")
        named = [name for name in sorted(self.azure.blobs) if name.startswith(prefix)]
        deeper = {
            name: prefix + name[len(prefix) :].partition("/")[0] + "/"
            for name in named
            if delimiter and "/" in name[len(prefix) :]
        }
        blobs = "".join(
            f"<Blob><Name>{escape(name)}</Name><Properties>"
            f"<Last-Modified>Mon, 05 Jan 2026 10:00:00 GMT</Last-Modified><Etag>{self.azure.blobs[name][1]}</Etag>"
            f"<Content-Length>{len(self.azure.blobs[name][0])}</Content-Length>"
            "<Content-Type>application/octet-stream</Content-Type></Properties></Blob>"
            for name in named
            if name not in deeper
        )
        folders = "".join(
            f"<BlobPrefix><Name>{escape(one)}</Name></BlobPrefix>" for one in sorted({*deeper.values()})
        )
        return f"<EnumerationResults><Blobs>{blobs}{folders}</Blobs><NextMarker/></EnumerationResults>"

    def _answer(
        self,
        status: int,
        body: bytes,
        there: tuple[bytes, str, dict[str, str]] | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        dated = {"Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT"}
        tagged = {"ETag": f'"{there[1]}"', **dated, **there[2]} if there else {}
        for name, value in {**tagged, **(more or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
