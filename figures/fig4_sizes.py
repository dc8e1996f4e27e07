"""Figure 4: numbers of topics side by side: coherence, stability, held-out perplexity, agreement with codes.

Draws from the latest `topics sweep STUDY` of the study whose `topics run` is the latest.

    python figures/fig4_sizes.py [--lang zh]
"""

import sys
from pathlib import Path

from topics.cli import main

if __name__ == "__main__":
    here = Path(__file__)
    sys.argv[1:] = ["figures", here.stem, "--out", str(here.parent), *sys.argv[1:]]
    main()
