"""Downloads end, whatever the host does."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from packing import zip_bytes
from toy_data import CONTENT, read_files

from shared.data import DataUnavailableError, fetch
from shared.data.catalogue.entries import WebArchive, WebFiles
from shared.data.errors import SourceError
from shared.data.sources.archives import GZIP_MARGIN
from shared.data.sources.download import download

ANSWERS = {
    "/a.txt": CONTENT["a.txt"],
    "/flood": bytes(1_000_000),
    "/c.txt.gz": gzip.compress(CONTENT["b/c.txt"]),
    "/toy.zip": zip_bytes({f"toy/{path}": data for path, data in CONTENT.items()}),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        data = ANSWERS.get(self.path, b"")
        self.send_response(200 if data or self.path == "/cut" else 404)
        self.send_header("Content-Length", str(len(data) if data else 1000))
        self.end_headers()
        self.wfile.write(data)  # "/cut" promises 1000 bytes and hangs up

    def log_message(self, *_):
        pass


@pytest.fixture
def host(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_files_from_an_address_plain_or_gzipped(host, register):
    register(WebFiles((f"{host}/a.txt", f"{host}/c.txt.gz")))
    assert read_files(fetch("toy")) == CONTENT


def test_an_archive_from_an_address(host, register):
    register(WebArchive(f"{host}/toy.zip", prefix="toy/"))
    assert read_files(fetch("toy")) == CONTENT


@pytest.mark.parametrize(
    ("page", "limit", "reason"),
    [
        ("/nothing", 1000, "HTTP 404"),
        ("/a.txt", 599, "longer than the 599 bytes"),
        ("/cut", 1000, "IncompleteRead|broken|wrong"),
    ],
)
def test_a_host_that_refuses_floods_or_hangs_up_is_told_apart(host, tmp_path, page, limit, reason):
    with pytest.raises(SourceError, match=reason):
        download(f"{host}{page}", tmp_path / "file", limit)


def test_a_flood_is_cut_off_while_it_downloads(host, register):
    register(WebFiles((f"{host}/flood", f"{host}/c.txt.gz")))
    limit = len(CONTENT["a.txt"]) + GZIP_MARGIN
    with pytest.raises(DataUnavailableError, match=f"longer than the {limit} bytes"):
        fetch("toy")


def test_a_host_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(SourceError, match="no connection to the host"):
        download("http://127.0.0.1:9/a.txt", tmp_path / "file", 10)
