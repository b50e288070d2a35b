"""A bench for every kind of system that is shipped: what the exam of each is sat on, and examples to write one from."""
