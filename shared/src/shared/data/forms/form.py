"""How sources hold a data set, and how each form becomes the files of the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.data.catalogue.entries import DataSet, FormName
from shared.data.files import Bar
from shared.data.forms import cifar10, plain_files


@dataclass(frozen=True)
class Form:
    """What a form needs from a source, and how the files are made of it.

    `inputs` gives the paths of the inputs with the bytes each may have. `build(raw, data_set, into,
    bar)` reads them in the folder `raw` and writes the data set's files into the folder `into`.
    """

    inputs: Callable[[DataSet], Mapping[str, int]]
    build: Callable[[Path, DataSet, Path, Bar], None]


FORMS: Mapping[FormName, Form] = {
    "files": Form(plain_files.file_inputs, plain_files.copy_files),
    "cifar10-batches": Form(cifar10.batch_inputs, cifar10.from_batches),
    "cifar10-pngs": Form(cifar10.png_inputs, cifar10.from_pngs),
}
