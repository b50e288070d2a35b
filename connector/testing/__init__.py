"""The exam: simulated systems and the conformance suite, for adapter authors and ourselves."""
