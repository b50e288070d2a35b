"""The checks themselves, one module per subject; ``connector.testing.exam.paper`` lists them all."""
