"""Keeps an electronic one-stop system true to specialized software and paper, dossier by dossier."""

__version__ = "0.1.0"
