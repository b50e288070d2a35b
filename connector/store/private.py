"""Files and folders that only the account of the service can read. Windows inherits this from the folder's list."""

import os
from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, for this account alone; what stands is left as it is."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file for this account alone, in a folder that stands. Raises FileExistsError where one is."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
