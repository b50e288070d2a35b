"""The knobs: YAML and environment become one typed value, every problem reported at once."""
