"""Keeping a process that lives for months as small as on its first day."""

import ctypes
import sys

#: Heaps that the C library may keep. It would make eight for each processor, one for each of the threads that come and
#: go with every run, and give none of them back: small losses in each, which look like a leak for weeks.
HEAPS = 2

_M_ARENA_MAX = -8  # malloc.h of glibc


def keep_few_heaps() -> None:
    """To be called before the first thread begins. Nothing where the C library has no such setting."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, HEAPS)
