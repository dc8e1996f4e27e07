"""A planted corpus: two subjects with words of their own, filler that both use, one passage without a known word."""

import numpy as np
import pytest

from topics.models import ModelInput
from topics.models.codes import PassageCodes
from topics.models.embeddings.lsa import lsa_vectors
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

N_EACH = 60


def planted_data() -> ModelInput:
    random = np.random.default_rng(7)
    subjects = [[f"{letter}{i:02d}" for i in range(30)] for letter in "ab"]
    filler = [f"f{i:02d}" for i in range(40)]
    segmented = [
        [
            *random.choice(subjects[n % 2], 18),
            *random.choice(filler, 6),
            *(["antenna", "vault"][n % 2 : n % 2 + 1] * (n % 3)),
        ]
        for n in range(2 * N_EACH)
    ]
    segmented.insert(5, ["once"])
    tokens = build_tokens([f"d{i}#1" for i in range(len(segmented))], segmented)
    return ModelInput(
        tokens,
        tuple(" ".join(words) for words in segmented),
        (Theme("radio", ("antenna",)), Theme("safety", ("vault",))),
        lambda _: lsa_vectors(tokens, dimensions=10),
        codes=PassageCodes(np.arange(len(segmented)), planted_subjects()[:, None] == [0, 1]),
        scores=lambda _: planted_scores(),
    )


def planted_scores() -> np.ndarray:
    """What somebody who knows the subjects would say: .9 for the subject and .05 for the other."""
    return np.where(np.eye(2)[planted_subjects()] > 0, 0.9, 0.05).astype(np.float32)


def planted_subjects() -> np.ndarray:
    """0 or 1 for every passage, −1 for the one that is about nothing."""
    return np.insert(np.arange(2 * N_EACH) % 2, 5, -1)


@pytest.fixture(scope="session")
def data() -> ModelInput:
    return planted_data()


@pytest.fixture(scope="session")
def subjects() -> np.ndarray:
    return planted_subjects()
