"""Make the archives that the tests read: tar, zip and Debian packages."""

import io
import lzma
import tarfile
import zipfile
from pathlib import Path


def tar_bytes(content: dict[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def zip_bytes(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def deb_bytes(content: dict[str, bytes], data_name: str = "data.tar.xz") -> bytes:
    data = lzma.compress(tar_bytes(content, "w"))
    package = b"!<arch>\n"
    for name, member in (
        ("debian-binary", b"2.0\n"),
        ("control.tar.xz", b"odd"),
        (data_name, data),
    ):
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(member):<10}`\n"
        package += header.encode() + member + b"\n" * (len(member) % 2)
    return package


PACKERS = {"x.tgz": tar_bytes, "x.whl": zip_bytes, "x.deb": deb_bytes}


def pack(folder: Path, name: str, content: dict[str, bytes]) -> Path:
    path = folder / name
    path.write_bytes(PACKERS[f"x{path.suffix}"](content))
    return path
