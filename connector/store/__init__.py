"""The memory: tables, migrations, one transaction per promise."""
