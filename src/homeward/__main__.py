"""Run the `homeward` command as `python -m homeward`."""

import sys

from homeward.cli.main import main

sys.exit(main())
