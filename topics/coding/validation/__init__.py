"""Human judgement of topics and themes: blind sheets with a sealed key, and the scores of the filled sheets.

>>> from pathlib import Path
>>> job = topics.open_store().latest_job("my-study")
>>> made = topics.validation.make(job, job.model("nmf").runs[0], "best-label", Path("judged"), n=6, suffix="csv")
>>> sorted(made.coders)
['coder-1', 'coder-2']
"""

from topics.coding.validation.make import make_validation as make
from topics.coding.validation.score import score_validation as score

__all__ = ["make", "score"]
