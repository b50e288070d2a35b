"""The memory: tables, migrations, one transaction per promise."""

from connector.store.opening import open_memory_store, open_store, open_store_untouched

__all__ = ["open_memory_store", "open_store", "open_store_untouched"]
