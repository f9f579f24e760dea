"""Download one file from a web address."""

from pathlib import Path

import pooch

from shared.data.errors import SourceError
from shared.data.files import CheckedWriter
from shared.data.progress import progress

# Seconds: a dead host must not keep the next source waiting.
CONNECT_TIMEOUT, READ_TIMEOUT = 3.0, 30.0


def download(url: str, path: Path, limit: int) -> None:
    """Write what `url` answers to the new file `path`, at most `limit` bytes.

    Raises:
        SourceError: the host cannot be reached, refuses, or does not end.
    """
    with progress(path.name, limit) as bar, CheckedWriter(path, limit) as writer:
        # pooch sets the bar's total to the length that the host announces.
        fetch = pooch.HTTPDownloader(
            progressbar=bar, chunk_size=1 << 16, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT)
        )
        try:
            fetch(url, writer, None)
        except (OSError, ValueError) as error:  # requests' own are OSErrors; a header may be odd
            raise SourceError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """Say in a few words what requests says in a paragraph."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"the host answers HTTP {response.status_code}"
    known = {
        "ConnectTimeout": f"no connection within {CONNECT_TIMEOUT:.0f} s",
        "ConnectionError": "no connection to the host",
        "ProxyError": "no connection through the proxy",
        "ReadTimeout": f"the host fell silent for {READ_TIMEOUT:.0f} s",
        "SSLError": "the host's certificate is not trusted",
    }
    return known.get(type(error).__name__, str(error))
