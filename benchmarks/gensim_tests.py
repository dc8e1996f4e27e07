"""gensim's own tests of LdaModel, from the installed gensim, run on LdaModel and on FastLda in its place.

python benchmarks/gensim_tests.py
"""

import logging
import types
import unittest
import warnings

import pandas as pd
from gensim.test import test_ldamodel

from topics.models.lda.fast_lda import FastLda
from topics.report.tables import print_table


def main() -> None:
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    theirs = outcomes()
    # The tests look the class up in their module's `ldamodel`; gensim's own module must keep its class.
    substitute = types.ModuleType("ldamodel")
    substitute.__dict__.update(vars(test_ldamodel.ldamodel), LdaModel=FastLda)
    test_ldamodel.ldamodel = substitute
    ours = outcomes()
    rows = [(name, theirs[name], ours[name]) for name in theirs]
    print_table(pd.DataFrame(rows, columns=["test", "LdaModel", "FastLda"]), "table", "gensim.test.test_ldamodel")
    same = sum(theirs[name] == ours[name] for name in theirs)
    print(f"{same} of {len(theirs)} tests end the same; FastLda passes {list(ours.values()).count('passed')}")


def outcomes() -> dict[str, str]:
    """Name of each test of TestLdaModel: passed, skipped, or the last line of what went wrong."""
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(test_ldamodel.TestLdaModel)
    found = {test.id().rpartition(".")[2]: "passed" for test in tests}
    result = unittest.TestResult()
    tests.run(result)
    for test, text in [*result.failures, *result.errors]:
        found[test.id().rpartition(".")[2]] = text.strip().splitlines()[-1][:100]
    for test, _ in result.skipped:
        found[test.id().rpartition(".")[2]] = "skipped"
    return found


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
