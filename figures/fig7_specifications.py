"""Figure 7: the change of each theme's share in every specification, sorted, and what each specification chose.

Draws from the latest `topics robustness` of a study in the store; run it and `topics run STUDY` first.

    python figures/fig7_specifications.py [--lang zh]
"""

import sys
from pathlib import Path

from topics.cli import main

if __name__ == "__main__":
    here = Path(__file__)
    sys.argv[1:] = ["figures", here.stem, "--out", str(here.parent), *sys.argv[1:]]
    main()
