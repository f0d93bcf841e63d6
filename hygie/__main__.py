"""`python -m hygie` is the console command `hygie`."""

import sys

from hygie.config.cli import main

sys.exit(main())
