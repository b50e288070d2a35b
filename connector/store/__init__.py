"""The memory: tables, migrations, one transaction per promise."""

from connector.store.opening import open_memory_store, open_store, open_store_untouched
from connector.store.private import make_data_folder
from connector.store.restoring import Restored, restore

__all__ = ["Restored", "make_data_folder", "open_memory_store", "open_store", "open_store_untouched", "restore"]
