"""The coded sample of a study: drawn, coded by people, read back, and used to correct shares.

`draw` writes blind sheets, `read` checks the filled ones, `import_codes` takes codes that were made elsewhere,
`estimate` corrects shares with the codes, and `power` gives the expected precision of a sample of a given size before
anything is coded. A `GoldFolder` is the folder of one sample.

>>> from pathlib import Path
>>> study, store = topics.load_study("my-study"), topics.open_store()
>>> [path.name for path in topics.gold.draw(study, store, 6, coders=1, folder=topics.gold.GoldFolder(Path("sample")))]
['batch-1-coder-1.xlsx', 'batch-1-coder-1.csv']
"""

from topics.coding.gold.draw import draw_sample as draw
from topics.coding.gold.estimate import gold_estimates as estimate
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.imported import import_codes
from topics.coding.gold.power import expected_widths as power
from topics.coding.gold.read import read_codes as read

__all__ = ["GoldFolder", "draw", "estimate", "import_codes", "power", "read"]
