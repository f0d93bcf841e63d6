"""What is fast, measured: each module runs as `python -m bench.<name> [--json]`."""
