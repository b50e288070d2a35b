"""The demo: a whole office on this machine, its systems failing on purpose, brought into sync before one's eyes."""
