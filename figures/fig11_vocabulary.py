"""Figure 11: the vocabulary of the themes, period by period.

Draws from the latest complete `topics run` in the store; run `topics run STUDY` first.

    python figures/fig11_vocabulary.py [--lang zh]
"""

import sys
from pathlib import Path

from topics.cli import main

if __name__ == "__main__":
    here = Path(__file__)
    sys.argv[1:] = ["figures", here.stem, "--out", str(here.parent), *sys.argv[1:]]
    main()
