"""Any specialized software with a JSON interface, described by configuration."""
