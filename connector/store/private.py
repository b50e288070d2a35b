"""Files and folders that only the account of the service can read. Windows inherits this from the folder's list."""

import os
from pathlib import Path

from connector.domain.errors import StoreError, os_reason


def make_data_folder(folder: Path) -> None:
    """The folder of everything that this program keeps. Raises StoreError where it cannot be made."""
    try:
        private_folder(folder)
    except OSError as error:
        raise StoreError(
            f"Không tạo được thư mục dữ liệu: {os_reason(error)}.",
            where=str(folder),
            do="Cấp cho tài khoản dịch vụ quyền ghi vào thư mục trên nó, hoặc sửa khóa data trong connector.yaml.",
        ) from error


def private_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, for this account alone; what stands is left as it is."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file for this account alone, in a folder that stands. Raises FileExistsError where one is."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
