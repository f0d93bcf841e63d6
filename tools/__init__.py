"""Scripts of the Makefile. `install.py` needs the standard library alone; the others run in `.venv`."""
