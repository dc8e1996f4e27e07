"""Figure 3: the likeliest words of each theme's topics, model by model.

Draws from the latest complete `topics run` in the store; run `topics run STUDY` first.

    python figures/fig3_top_words.py [--lang zh]
"""

import sys
from pathlib import Path

from topics.cli import main

if __name__ == "__main__":
    here = Path(__file__)
    sys.argv[1:] = ["figures", here.stem, "--out", str(here.parent), *sys.argv[1:]]
    main()
