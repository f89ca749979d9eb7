"""Run the `homeward` command as `python -m homeward`."""

import sys

from homeward.cli.main import main

if __name__ == "__main__":  # a process started for one desk of the demo reads this too
    sys.exit(main())
