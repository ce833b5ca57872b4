"""A server of https on this machine: read by parts, asked again where it fails, refused in one sentence."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from remote_cases import MODEL_BYTES

pytest.importorskip("aiohttp", reason="aiohttp is not installed: pip install '.[remote]'")
pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[remote]'")
x509 = pytest.importorskip(
    "cryptography.x509", reason="cryptography is not installed: pip install '.[test-remote]'"
)
pytestmark = pytest.mark.slow
FAILURES: dict[str, int] = {}
"""How often the next requests for a path fail."""


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder, by ranges unless the path says otherwise."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Silent."""

    def do_HEAD(self) -> None:
        self.answer(False)

    def do_GET(self) -> None:
        self.answer(True)

    def answer(self, body: bool) -> None:
        if FAILURES.get(self.path, 0) > 0:
            FAILURES[self.path] -= 1
            self.send_error(503)
            return
        file = Path(self.translate_path(self.path))
        if "forbidden" in self.path:
            self.send_error(403)
        elif file.is_dir():
            links = "".join(f'<a href="{one.name}">{one.name}</a>\n' for one in sorted(file.iterdir()))
            self.give(links.encode(), 200, body)
        elif not file.is_file():
            self.send_error(404)
        else:
            self.give_file(file.read_bytes(), body)

    def give_file(self, content: bytes, body: bool) -> None:
        asked = self.headers.get("Range")
        if asked is None or "whole" in self.path:
            self.give(content, 200, body)
            return
        first, last = asked.removeprefix("bytes=").split("-")
        part = content[int(first) : int(last) + 1 if last else None]
        self.give(part, 206, body, f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}")

    def give(self, content: bytes, status: int, body: bool, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{len(content)}"')
        self.send_header("Accept-Ranges", "none" if "whole" in self.path else "bytes")
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        if body:
            self.wfile.write(content)


def write_certificate(folder: Path) -> None:
    """A certificate for this machine alone, and its key."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.datetime(2020, 1, 1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(start).not_valid_after(datetime.datetime(2120, 1, 1))
    made = made.add_extension(address, False).add_extension(x509.BasicConstraints(True, None), True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    home = tmp_path_factory.mktemp("https")
    write_certificate(home)
    files = home / "files"
    (files / "t").mkdir(parents=True)
    (files / "m.json").write_bytes(MODEL_BYTES)
    for number in range(11):
        random = np.random.default_rng(number)
        np.save(files / "t" / f"p{number}.npy", random.normal(size=(4 + number, 5, 3)).astype("f4"))
    np.save(files / "large.npy", np.zeros((4000, 50, 3), "f4"))
    np.save(files / "large_whole.npy", np.zeros((4000, 50, 3), "f4"))
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(files)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "cert.pem", home / "key.pem")
    running.socket = context.wrap_socket(running.socket, server_side=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{running.server_address[1]}", home / "cert.pem"
    running.shutdown()
    running.server_close()


def command(server: tuple[str, Path], *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SSL_CERT_FILE": str(server[1])}
    return subprocess.run(
        [sys.executable, "-m", "lstmdoctor", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )


def test_a_pattern_of_shards_and_a_model(server: tuple[str, Path]) -> None:
    url = server[0]
    FAILURES["/t/p3.npy"] = FAILURES["/m.json"] = 2
    done = command(server, "diagnose", f"{url}/m.json", f"{url}/t/p*.npy", "--output-format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"]["arrays"][0]["shape"] == [99, 5, 3]
    assert FAILURES["/t/p3.npy"] == FAILURES["/m.json"] == 0


def test_a_large_file_is_read_by_parts(server: tuple[str, Path]) -> None:
    done = command(server, "diagnose", f"{server[0]}/m.json", f"{server[0]}/large.npy", "--ignore", "LD502")
    assert done.returncode in (0, 1), done.stderr
    assert "4,000" in done.stdout


REFUSED = {
    "large_whole.npy": "its server gives no parts of a file",
    "none.npy": "no such file",
    "forbidden.npy": "permission denied",
    "t/z*.npy": "no file that matches",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(server: tuple[str, Path], name: str) -> None:
    done = command(server, "diagnose", f"{server[0]}/m.json", f"{server[0]}/{name}")
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr
    assert REFUSED[name] in done.stderr


def test_a_server_that_always_fails(server: tuple[str, Path]) -> None:
    FAILURES["/t/p5.npy"] = 1000
    done = command(server, "diagnose", f"{server[0]}/m.json", f"{server[0]}/t/p5.npy")
    assert done.returncode == 2 and "p5.npy: cannot be read (ClientResponseError)" in done.stderr
    assert done.stderr.count("\n") == 1
    FAILURES.clear()


def test_a_certificate_that_nobody_signed_is_no_place(server: tuple[str, Path], tmp_path: Path) -> None:
    done = command((server[0], tmp_path / "none.pem"), "diagnose", f"{server[0]}/m.json", "x.npy")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "cannot be read" in done.stderr
