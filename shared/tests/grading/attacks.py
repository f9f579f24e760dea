"""Hostile hand-ins: each is a `sums.py`; the hand-in's other file is honest, and keeps its point."""

import textwrap

HONEST_POINTS = 1

# `ATTACK` is what total(x) and Scale.apply(x) do.
FRAME = """
import sys
import tempfile
import numpy as np

{before}

def attack(x):
{body}

def total(x):
    return attack(x)

class Scale:
    def __init__(self, factor):
        self.factor = factor

    def apply(self, x):
        return attack(x)
"""


def source(body, before=""):
    return FRAME.format(
        before=textwrap.dedent(before), body=textwrap.indent(textwrap.dedent(body).strip(), "    ")
    )


ATTACKS = {
    "exits at import": source("return 0", "import os; os._exit(0)"),
    "raises SystemExit at import": source("return 0", "sys.exit(0)"),
    "exits in a call": source("import os; os._exit(0)"),
    "raises SystemExit in a call": source("sys.exit(0)"),
    "exits with success at exit": source("return 0", "import atexit, os; atexit.register(os._exit, 0)"),
    "skips": source("import unittest; raise unittest.SkipTest('passed')"),
    "raises what cannot be shown": source(
        "raise Quiet()",
        """
        class Quiet(BaseException):
            def __str__(self):
                sys.exit(0)
        """,
    ),
    "is equal to everything": source(
        "return Equal()",
        """
        class Equal:
            shape, dtype, size = (5,), np.dtype(float), 5
            __class__ = np.ndarray
            def __eq__(self, other): return True
            def __getattr__(self, name): return self
            def __call__(self, *args): return self
            def __sub__(self, other): return 0.0
            def __abs__(self): return 0.0
            def __bool__(self): return True
        """,
    ),
    "is a number of its own kind": source(
        "return Number(0)",
        """
        class Number(float):
            def __eq__(self, other): return True
            def __sub__(self, other): return 0.0
            __rsub__ = __sub__
        """,
    ),
    "is an array of its own kind": source(
        "return np.zeros(5).view(Array)",
        """
        class Array(np.ndarray):
            def __eq__(self, other): return True
            def __array_ufunc__(self, *args, **kwargs): return True
        """,
    ),
    "names an address as its data": source(
        "return Address()",
        """
        class Address:
            __array_interface__ = {
                'data': (id(np), False), 'shape': (5,), 'typestr': '<f8', 'version': 3
            }
            def __array__(self, *args, **kwargs): return np.zeros(5)
        """,
    ),
    "patches NumPy's comparisons": source(
        "return np.zeros_like(x)",
        """
        import numpy.testing
        for module in (np, numpy.testing):
            for name in ('allclose', 'array_equal', 'isfinite', 'assert_allclose', 'assert_equal'):
                if hasattr(module, name):
                    setattr(module, name, lambda *args, **kwargs: True)
        import pickle, json
        pickle.loads = json.loads = lambda *args, **kwargs: None
        """,
    ),
    "replaces itself by an object": source(
        "return 0.0",
        """
        class Anything:
            def __getattr__(self, name): return self
            def __call__(self, *args, **kwargs): return self
        sys.modules[__name__] = Anything()
        """,
    ),
    "rewrites the protocol": source(
        "return 0.0",
        """
        from shared.grading.remote import protocol
        class Encoder(protocol.Encoder):
            def encode(self, value, depth=0): return {"passed": True, "score": 6}
        protocol.Encoder = Encoder
        """,
    ),
    "sends replies of its own": source(
        """
        import os
        from shared.grading.remote import protocol
        frame, number = sys._getframe(), None
        while frame and number is None:
            number = frame.f_locals.get("request", {}).get("id")
            frame = frame.f_back
        forged = protocol.frame({"id": number, "value": 0.0, "passed": True}, [])
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, forged * 2)
            except OSError:
                pass
        return 0.0
        """
    ),
    "sends right replies and one more": source(
        """
        import os
        from shared.grading.remote import protocol
        spare = protocol.frame({"id": 1, "value": 0.0}, [])
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, spare)
            except OSError:
                pass
        return float(x.sum()) if x.ndim == 1 else x
        """
    ),
    "announces ten gigabytes": source(
        """
        import os
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, (4 * 2**20).to_bytes(4, "big") + (2**32 - 1).to_bytes(4, "big"))
            except OSError:
                pass
        return 0.0
        """
    ),
    "returns a very large array": source("return np.zeros(2**28, dtype=np.uint8)"),
    "returns a list that holds itself": source("x = []; x.append(x); return x"),
    "returns a long number": source("return 10 ** 6000"),
    "returns NaN": source("return np.full_like(x, np.nan) if x.ndim > 1 else float('nan')"),
    "returns the other byte order": source("return np.asarray(x.sum(), dtype='>f8')"),
    "returns objects in an array": source("return np.array([x, None], dtype=object)"),
    "returns a record": source("return np.zeros(5, dtype=[('a', 'f8')])"),
    "returns terminal commands": source("raise ValueError('\\x1b[2J\\x1b]0;passed\\x07' * 100)"),
    "closes all files": source("import os; os.closerange(0, 256); return 0.0"),
    "never ends": source("while True: pass"),
    "never ends at import": source("return 0", "while True: pass"),
    "sleeps and ignores signals": source(
        """
        import signal, time
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(100)
        """
    ),
    "prints without end": source("while True: print('x' * 10_000)"),
    "fills memory": source("x = []\nwhile True: x.append(b'x' * 2**24)"),
    "fills memory that no limit of data counts": source(
        """
        import mmap
        kept = []
        while True:
            kept.append(mmap.mmap(-1, 2**24))
            kept[-1].write(b'x' * 2**24)
        """
    ),
    "fills the disk with one file": source(
        "with open('big', 'wb') as f:\n    while True: f.write(b'x' * 2**20)"
    ),
    "fills the disk with many files": source(
        """
        import os
        for number in range(10**9):
            for folder in ('.', '/tmp', '/dev/shm', '/var/tmp', os.environ['HOME']):
                try:
                    with open(f'{folder}/flood{number}', 'wb') as f: f.write(b'x' * 2**18)
                except OSError:
                    if number > 100: raise
        """
    ),
    "starts threads without end": source(
        "import threading, time\n"
        "while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
    ),
    "starts processes without end": source("import os\nwhile True: os.fork()"),
    "starts a program": source("import subprocess; subprocess.run(['/bin/sh', '-c', 'sleep 99'])"),
    "kills its parent": source(
        """
        import os, signal
        for target in (os.getppid(), 0, -1, -os.getpgrp() or -1):
            for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
                try:
                    os.kill(target, number)
                except OSError:
                    pass
        return 0.0
        """
    ),
    "lowers its parent's limits": source(
        """
        import os, resource
        resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))
        return 0.0
        """
    ),
    "hunts for the answers with gc and trace": source(
        """
        import gc
        for thing in gc.get_objects():
            if type(thing) is dict and {'reference', 'checks', 'expected'} & set(map(str, thing)):
                answers = thing.get('expected', thing.get('reference'))
                return answers.sums.total(x) if answers is not None else 0.0
        return 0.0
        """,
        "sys.settrace(lambda *args: None); sys.setprofile(lambda *args: None)",
    ),
}  # fmt: skip
