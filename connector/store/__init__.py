"""The memory: tables, migrations, one transaction per promise."""

from connector.store.opening import open_memory_store, open_store, open_store_untouched
from connector.store.restore import Restored, restore

__all__ = ["Restored", "open_memory_store", "open_store", "open_store_untouched", "restore"]
