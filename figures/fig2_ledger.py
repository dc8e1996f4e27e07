"""Figure 2: every estimator's share of each theme side by side, and how far apart they are.

Draws from the latest complete `topics run` in the store; run `topics run STUDY` first.

    python figures/fig2_ledger.py [--lang zh]
"""

import sys
from pathlib import Path

from topics.cli import main

if __name__ == "__main__":
    here = Path(__file__)
    sys.argv[1:] = ["figures", here.stem, "--out", str(here.parent), *sys.argv[1:]]
    main()
