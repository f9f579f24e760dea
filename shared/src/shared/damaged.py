"""What the standard library raises where an archive or a packed file is damaged."""

import gzip
import lzma
import tarfile
import zipfile
import zlib

BROKEN = (
    EOFError, gzip.BadGzipFile, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, zlib.error,
    RuntimeError, ValueError, LookupError, OverflowError,
)  # fmt: skip
"""Whoever reads an archive catches OSError as well: a damaged offset leads before its start. It is not
in here since it also says that a file cannot be read at all. zipfile raises RuntimeError for a password,
and NotImplementedError, which is one, for a rare method."""
