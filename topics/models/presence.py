"""Topics that have a place in the text, and topics that are left over.

A model that is asked for more topics than the text has leaves some over. They get the prior of every passage and a
trace of everything: no passage has more of them than another, and their words are a smear of the whole corpus, the same
in all of them and in every fit. Where nothing holds words together, all topics are like that. Such topics are counted,
and left out where topics are judged: they would agree from seed to seed, and take the coherence of the others down.
"""

import numpy as np
from numpy.typing import NDArray

# A topic that has a place has three times an even share of some passage, or a tenth of it where topics are few. Those
# left over by collapsed LDA (planted, and text dealt anew, K 60 to 200) have .7 to 2.3 even shares, others 4 and more.
_EVEN_SHARES, _ENOUGH = 3.0, 0.1


def present(compositions: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether each topic has a place in some passage, given `compositions (n_passages, n_topics)`.

    All have, as far as is known, where no passage is given to any topic.
    """
    if not compositions.any():
        return np.ones(compositions.shape[1], dtype=np.bool_)
    limit = min(_EVEN_SHARES / compositions.shape[1], _ENOUGH)
    found: NDArray[np.bool_] = compositions.max(axis=0) >= limit
    return found
