"""Small pictures of the figures in a folder, for figures/README.md; of those that are not there, the old ones stay.

python figures/thumbnails.py [FOLDER]
"""

import sys
from pathlib import Path

from PIL import Image

import topics.report.figures

HERE = Path(__file__).parent
WIDTH, HIGHEST, COLOURS = 420, 420, 256  # pixels; the lower part of a higher figure is left out
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
(HERE / "small").mkdir(exist_ok=True)
for name in topics.report.figures.FIGURES:
    if (folder / f"{name}.png").is_file():
        with Image.open(folder / f"{name}.png") as picture:
            scaled = picture.convert("RGB").resize(
                (WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS
            )
        small = scaled.crop((0, 0, WIDTH, min(scaled.height, HIGHEST)))
        small.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(HERE / "small" / f"{name}.png", optimize=True)
