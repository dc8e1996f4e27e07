"""Are planted shares found again, with bands that hold? The full form of `topics recover`, as a page of documentation.

    python benchmarks/recovery.py [--replications 200] [--documents 120] [--keyatm 20] [--keep DIR] [--out docs/recovery.md]

Every generator, every estimator, the negative controls. keyATM samples for a minute a fit, so it has a number of
replications of its own. Generator C mixes the coded passages of the sample study. Two hours and a half of one core as
it stands; with --keep it may be killed and started again, and the page is the same as if it had not been.
"""

import argparse
from pathlib import Path

import pandas as pd

from topics.cli.options import progress_bars
from topics.evaluation.generators import simulate
from topics.evaluation.recovery import __doc__ as columns
from topics.report.tables import to_markdown
from topics.runs.controls import negative_controls
from topics.runs.recover import ESTIMATORS, coded_passages, recover
from topics.runs.study import load_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
GENERATORS = ("A", "B", "C", "D", "E")
FAST = tuple(name for name in ESTIMATORS if name != "keyatm")
ERRORS = ("replications", "cells", "bias", "rmse", "rmse_process", "r", "slope_ratio")
BANDS = (
    "replications",
    "coverage_corpus",
    "coverage_process",
    "posterior_corpus",
    "posterior_process",
    "coverage_error",
    "width",
    "no_band",
    "gaps",
)
TESTS = ("replications", "trends", "permuted", "withheld", "refused", "seconds")
ABOUT = """\
# Recovery

Theme shares that were planted in simulated corpora, and what the estimators make of them. Written by
`benchmarks/recovery.py`; nothing here is edited by hand.

**{replications} replications a generator{slow}, {documents} documents each, seed {seed}.** {honest}The Monte Carlo error of a
coverage is in a column of its own; cells of one corpus are not independent, so it is a lower bound.

Generators: A words as LDA has them; B clauses, burstiness, 30 % boilerplate, passing mentions, synonyms that replace
keywords over the years, correlated themes, changing lengths, copies; C coded passages of the sample study mixed at set
rates; D as A with constant shares; E as A with sparse years and an empty one. Estimators have the toolkit's defaults and are
told half of each theme's keywords and one wrong word in five. `true weights` is the truth about every passage, so its
errors are those of bands and tests alone. Shares are by weight, of text.

```
{columns}```
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--keyatm", type=int, default=20, help="replications with keyATM; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--keep", type=Path, help="a folder for what is known already")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "recovery.md")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    coded = coded_passages(load_study(SAMPLE))
    common = {
        "documents": given.documents,
        "coded": coded,
        "seed": given.seed,
        "workers": given.workers,
        "keep": given.keep,
    }
    with progress_bars() as progress:
        tables = [recover(GENERATORS, FAST, replications=given.replications, progress=progress, **common).scores]
        if given.keyatm:
            slow = recover(GENERATORS, ("keyatm",), replications=given.keyatm, progress=progress, **common).scores
            tables.append(slow[slow["estimator"] == "keyatm"])
    scores = pd.concat(tables, ignore_index=True).sort_values("generator", kind="stable")
    controls = negative_controls(simulate("A", documents=given.documents, seed=given.seed), FAST)
    few = "Fewer than the 200 replications of the full form: small differences mean nothing.\n"
    page = ABOUT.format(
        replications=given.replications,
        slow=f" ({given.keyatm} with keyATM)" if given.keyatm else " (keyATM left out)",
        documents=given.documents,
        seed=given.seed,
        honest=few if given.replications < 200 else "",
        columns=(columns or "").partition("per cent (coverage, rates).\n\n")[2],
    )
    for title, wanted in (("Errors", ERRORS), ("Bands", BANDS), ("Trends and refusals", TESTS)):
        page += f"\n## {title}\n\n{to_markdown(scores[['generator', 'estimator', *wanted]])}"
    page += f"\n## Negative controls, on one corpus of A\n\n{to_markdown(controls)}"
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
