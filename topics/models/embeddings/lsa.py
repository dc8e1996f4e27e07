"""Latent semantic analysis (Deerwester et al. 1990) as an embedder: tf-idf and truncated SVD, without a cache."""

import numpy as np
from numpy.typing import NDArray

from topics.models.embeddings import EMBEDDERS
from topics.preprocessing.words.tokens import Tokens


@EMBEDDERS.register(
    "lsa",
    label={"en": "latent semantic analysis", "zh": "潜在语义分析"},
    identity="tf-idf, truncated SVD",
    of_tokens=True,
    libraries=("scikit-learn",),
)
def lsa_vectors(tokens: Tokens, *, dimensions: int = 100) -> NDArray[np.float32]:
    """Latent semantic analysis (Deerwester et al. 1990): tf-idf, truncated SVD, rows of length 1.

    `(n_passages, dimensions)`, with fewer columns where passages or words are fewer. Passages without a known word are
    zeros. The randomised SVD has a fixed seed.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize
    from threadpoolctl import threadpool_limits

    weights = TfidfTransformer(sublinear_tf=True).fit_transform(tokens.counts)
    n = max(1, min(dimensions, tokens.n_passages - 1, tokens.n_words - 1))
    with threadpool_limits(1):
        vectors: NDArray[np.float64] = normalize(TruncatedSVD(n, random_state=0).fit_transform(weights))
    return vectors.astype(np.float32)
