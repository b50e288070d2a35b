"""A long life does not make the daemon large."""

import platform
import subprocess
import sys

import pytest

from connector.daemon.memory import HEAPS

#: As many threads at once as a few runs have, each with something in hand; then how many heaps there are.
THREADS = """
import ctypes, sys, threading
from connector.daemon.memory import keep_few_heaps

if sys.argv[1] == "few":
    keep_few_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
all_there = threading.Barrier(24)

def work():
    libc.malloc(1000)
    all_there.wait()

threads = [threading.Thread(target=work) for _ in range(24)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fflush(ctypes.c_void_p(out))
"""


def heaps(wish: str) -> int:
    done = subprocess.run([sys.executable, "-c", THREADS, wish], check=True, capture_output=True, text=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no heap for each thread")
def test_threads_share_few_heaps() -> None:
    assert heaps("as it is") > HEAPS
    assert heaps("few") <= HEAPS
