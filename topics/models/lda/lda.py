"""Latent Dirichlet allocation (Blei, Ng & Jordan 2003): free, by collapsed inference, or guided by theme terms.

*Free.* `collapsed.py` infers the topics (CVB0). `inference = "gibbs"` samples them (`gibbs.py`), and `"variational"` is
gensim's variational Bayes with its E-step compiled (`fast_lda`, `e_step`): the same topics as gensim's, many times
faster, for replications of its numbers, and with `chunk` for corpora beyond memory. On short passages variational Bayes
with small priors finds nearly random topics: see docs/methods.md.

*Variational.* Every pass sees all passages before the topics are updated, and the update replaces them wholly: the
result is gensim's for `chunksize` = number of passages and `decay` = 0. gensim's online default, meant for streams,
updates them less with every pass: on a corpus that fits into memory it stops far from an optimum and looks converged
there. Training ends when the bound no longer rises.

*Guided.* The guided form is variational. It gives each theme one topic and leaves the others free. The words of a
theme's topic are read from the corpus: `lifted_words` counts, over the passages that contain the theme's terms, each
word's occurrences beyond those expected from its overall frequency. These counts enter twice: the theme's topic
*starts* from them, and they are added to its prior η (times `hold`), which keeps the words in their topic.

Both make a theme's topic narrow, which on real text keeps it from absorbing general vocabulary. But the theme's text
has the common words too. A topic that starts without them leaves them to the others for good, and the theme's share
comes out too low and too flat. `start = "whole"` starts from all the words of the theme in these passages
(`whole_words`), and with `hold = 0` nothing in the corpus is counted twice: in recovery the shares are right where
passages mix themes word by word, while fewer coded paragraphs get their main theme. Recovery has both.

The start matters more than the prior. gensim draws the statistics of its first topics at random and computes the
first expected log probabilities from those alone, without η. So a seeded prior by itself reaches the model only after
the passages have been assigned to arbitrary topics, and has almost no effect. Therefore the statistics are set before
training.

Passage compositions are the normalised parameters γ of all topics: gensim's `get_document_topics` drops values below
`minimum_probability` and makes small topics vanish. Training is sequential (`LdaMulticore` gives other numbers in every
run), and the order of passages affects the result, so callers keep it canonical.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.models.counting.lexicon import words_with_terms
from topics.models.fitted import FittedTopics
from topics.models.guided import check_guided, lifted_words, whole_words
from topics.models.kinds import MODELS
from topics.models.lda.bound import variational_bound
from topics.models.lda.collapsed import LATE
from topics.models.model_input import ModelInput, compositions, numbered
from topics.models.presence import present

if TYPE_CHECKING:
    from gensim.models import LdaModel

    from topics.models.lda.bags import Bags
    from topics.models.lda.collapsed import Collapsed
    from topics.models.lda.fast_lda import FastLda

Inference = Literal["auto", "collapsed", "gibbs", "variational"]
Form = Literal["symmetric", "asymmetric", "auto"]

_ETA, _VARIATIONAL_ETA = 0.1, 0.01
_PRIOR_TOKENS, _PRIOR_PART = 5.0, 0.5  # of a word, in the priors of all topics together
# The prior count of a word in the topics of other themes than the one whose passages lift it: small beside η, but not
# zero, so that a text with another use of the word can still be assigned.
_ELSEWHERE = 1e-4
_KEPT = 10  # drawn states
_KAPPA = 0.7  # the forgetting rate that Hoffman et al. found best on large corpora
# With fewer passages × passes gensim's own loop ends before the machine code is loaded; topics differ by rounding.
_WORTH_COMPILING = 2_000


def check_lda(
    data: ModelInput,
    *,
    topics: int,
    guided: bool = False,
    alpha: float = 0.05,
    eta: float = 0.0,
    inference: Inference = "auto",
    alpha_form: Form = "symmetric",
    eta_form: str = "symmetric",
    chunk: int = 0,
    passes: int = 100,
    draws: int = 0,
    keep_draws: bool = False,
    **_: object,
) -> None:
    """Raise ModelError for a number of topics that does not fit, and for settings that do not go together."""
    if guided:
        check_guided("lda", data, topics)
    n = len(data.rows)
    if alpha <= 0 or eta < 0:
        raise ModelError(
            f"lda: alpha = {alpha} and eta = {eta}; expected alpha above 0, and eta above 0 or, for its default, 0."
        )
    if topics > n:
        raise ModelError(f"lda: topics = {topics} for {n} passages; there must not be more topics than passages.")
    if inference in ("collapsed", "gibbs") and (guided or chunk):
        setting = "guided = true" if guided else f"chunk = {chunk}"
        raise ModelError(f'lda: {setting} needs inference = "variational", found "{inference}"; leave out one of them.')
    used = engine(inference, guided, chunk)
    if eta_form == "auto" and used == "variational":
        raise ModelError('lda: eta_form = "auto" needs inference = "collapsed" or "gibbs".')
    late = "auto" in (alpha_form, eta_form) if used == "gibbs" else alpha_form == "auto"
    if used != "variational" and late and passes <= LATE:
        raise ModelError(
            f'lda: a prior that is learnt ("auto") needs more than {LATE} passes, found passes = {passes}; raise them.'
        )
    if draws and used != "collapsed":
        raise ModelError(f'lda: draws = {draws}; states are drawn, 1 or more, with inference = "collapsed" alone.')
    if keep_draws and used != "gibbs" and not draws:
        raise ModelError('lda: keep_draws needs states that are drawn: draws = 40, or inference = "gibbs".')
    if used == "gibbs" and (alpha_form == "asymmetric" or (alpha_form == "auto") != (eta_form == "auto")):
        raise ModelError(
            'lda: gibbs learns alpha and eta together; write alpha_form and eta_form = "auto", or neither.'
        )


def engine(inference: Inference, guided: bool, chunk: int) -> str:
    """The inference that is used: without a choice, variational for guided topics and for chunks, else collapsed."""
    return inference if inference != "auto" else "variational" if guided or chunk else "collapsed"


def default_eta(inference: str, topics: int, n_tokens: int, n_words: int) -> float:
    """The η of a fit for which none is given.

    Collapsed and by Gibbs, the priors of all topics together count for at most `_PRIOR_TOKENS` tokens of a word, and
    for at most `_PRIOR_PART` of those that a word has on average. Topics start alike. Where their priors outweigh the
    rare words, which are most words, many topics stay alike and end empty.
    """
    if inference == "variational":
        return _VARIATIONAL_ETA
    return min(_ETA, min(_PRIOR_TOKENS, _PRIOR_PART * n_tokens / n_words) / topics)


def idle_lda(options: Mapping[str, Any], scores: Mapping[str, Any]) -> set[str]:
    """The settings that a fit did not read: those of another inference and of guided topics."""
    used = scores.get("inference") or engine(options["inference"], options["guided"], options["chunk"])
    idle = set() if options["guided"] else {"hold", "start"}
    if used != "collapsed":
        idle |= {"refit", "draws"}
    return idle | {"tolerance"} if used == "gibbs" else idle


@MODELS.register(
    "lda",
    label={"en": "LDA", "zh": "LDA"},
    uses={"themes", "texts"},
    unused={("guided", False): {"themes", "texts"}},
    idle=idle_lda,
    libraries=("gensim", "numba", "topica"),
    paper="Blei, Ng & Jordan 2003",
    check=check_lda,
    compiles=("topics.models.lda",),
    seconds=3.0,
)
def fit_lda(
    data: ModelInput,
    seed: int,
    *,
    topics: int = 20,
    inference: Inference = "auto",
    passes: int = 100,
    tolerance: float = 1e-4,
    guided: bool = False,
    alpha: float = 0.05,
    alpha_form: Form = "symmetric",
    eta: float = 0.0,
    eta_form: Literal["symmetric", "auto"] = "symmetric",
    hold: float = 1.0,
    chunk: int = 0,
    start: Literal["lifted", "whole"] = "lifted",
    refit: bool = True,
    draws: int = 0,
    keep_draws: bool = False,
) -> FittedTopics:
    """Fit LDA with `topics` topics; when `guided`, the first ones are the themes' and the rest are free.

    `inference` is "collapsed" (CVB0), "gibbs" or "variational"; by default collapsed for free topics and variational
    for guided ones and with `chunk`. With `chunk`, the topics are updated after every `chunk` passages, by online
    variational Bayes. Memory is then bounded by the chunk and not by the corpus, and a large corpus needs few passes.

    Training takes at most `passes` passes (of Gibbs, so many sweeps) and ends when the bound or, collapsed, the words'
    log probability changes by less than `tolerance` of itself in a pass. `alpha` and `eta` are the Dirichlet priors of
    topics in a passage (their mean over topics) and of words in a topic; `eta` 0 is .1, less with more than
    50 topics or few tokens (`default_eta`), and .01 for variational. With `alpha_form` and `eta_form` "auto" they are
    learnt: α only after 50 passes, and by Gibbs sampling η too. Collapsed, η is learnt once, at the end and from the
    topics that have formed, and so it is where `eta` is 0.

    Collapsed only: with `refit`, topics go on for some passes with documents drawn with replacement, so that bands
    know how far shares hang on the documents at hand (`topics.models.lda.refit`); fits take about a tenth longer.
    With `draws`, topics are averages over as many drawn states (`topics.models.lda.averaging`): 40 lower perplexity by
    1 to 5 % and double the time. With `keep_draws`, compositions in up to ten drawn states (of Gibbs, the last ten) are
    kept with the fit, and the posterior of shares is drawn from them.

    Guided only: `hold` is how many times the lifted counts are added to the prior of a theme's topic, and `start` the
    words from which that topic starts: "lifted", those that its passages have beyond what is expected, or "whole", all
    words about the theme there.

    Raises ModelError when fewer topics are asked for than there are themes plus one, when a theme has no word to start
    from, and for settings that exclude each other.
    """
    check_lda(
        data, topics=topics, guided=guided, alpha=alpha, eta=eta, inference=inference, alpha_form=alpha_form,
        eta_form=eta_form, chunk=chunk, passes=passes, draws=draws,
        keep_draws=keep_draws,
    )  # fmt: skip
    used = engine(inference, guided, chunk)
    prior = _alpha(topics, len(data.themes) if guided else 0, alpha, alpha_form)
    learn_eta = eta_form == "auto" or not eta
    eta = eta or default_eta(used, topics, len(data.tokens.word_ids), data.tokens.n_words)
    if used == "variational":
        return _variational(data, seed, prior, eta, alpha_form, guided, hold, start, chunk, passes, tolerance)
    bags, again = Chunks(data, 0).whole, None
    kept, learn_alpha = _KEPT if keep_draws else 0, alpha_form == "auto"
    if used == "gibbs":
        from topics.models.lda.gibbs import gibbs

        found = gibbs(bags, data.tokens.n_words, prior, eta, seed, sweeps=passes, learn=learn_alpha, keep=kept)
    else:
        from topics.models.lda.collapsed import collapsed, with_learnt_eta

        found = collapsed(
            bags, data.tokens.n_words, prior, eta, seed, passes=passes, tolerance=tolerance, learn_alpha=learn_alpha
        )
        if refit:
            from topics.models.lda.refit import documents_of, refitted

            document = documents_of([data.tokens.passage_ids[row] for row in data.rows.tolist()])
            again = refitted(bags, document, found, seed)
        if draws:
            from topics.models.lda.averaging import averaged

            found = averaged(bags, found, seed, draws, keep=kept)
        if learn_eta:
            found = with_learnt_eta(bags, found, seed)
    scores = _scores(bags, found, used, eta, len(data.tokens.word_ids))
    fitted = _fitted(data, found.gamma, found.lambda_, found.alpha, alpha_form, scores)
    return replace(
        fitted,
        refitted=None if again is None else data.with_unassigned(again),
        drawn=None if found.drawn is None else _of_all_passages(data, found.drawn),
    )


def _scores(bags: "Bags", found: "Collapsed", used: str, eta: float, n_tokens: int) -> dict[str, Any]:
    """How a collapsed or Gibbs fit went: passes, topics without a passage, η, and the bound per word."""
    bound = variational_bound(bags, found.alpha, found.eta, found.gamma, found.lambda_)
    return {
        "inference": used,
        "passes": found.passes,
        **({"converged": found.converged} if used == "collapsed" else {}),
        "empty_topics": int((~present(compositions(found.gamma))).sum()),
        "eta": eta,
        **({"eta_learnt": found.eta} if found.eta != eta else {}),
        "bound_per_word": bound / n_tokens,
    }


def _of_all_passages(data: ModelInput, drawn: NDArray[np.float32]) -> NDArray[np.float16]:
    """Compositions in drawn states, from those of the passages in `data.rows`; the others get zeros."""
    whole = np.zeros((data.tokens.n_passages, *drawn.shape[1:]), dtype=np.float16)
    whole[data.rows] = drawn
    return whole


def _variational(
    data: ModelInput,
    seed: int,
    alpha: NDArray[np.float32],
    eta: float,
    alpha_form: str,
    guided: bool,
    hold: float,
    start: str,
    chunk: int,
    passes: int,
    tolerance: float,
) -> FittedTopics:
    from topics.models.lda.fast_lda import FastLda

    tokens, topics = data.tokens, len(alpha)
    chunks = Chunks(data, chunk)
    lifted = lifted_words(data) if guided else np.zeros((0, tokens.n_words))
    model = FastLda(
        id2word=dict(enumerate(tokens.vocabulary)),
        num_topics=topics,
        alpha=alpha,
        eta=_prior(lifted, topics, eta, hold),
        chunksize=chunks.size,
        compiled=chunks.passages * passes >= _WORTH_COMPILING,
        random_state=seed,
    )
    model.optimize_alpha = alpha_form == "auto"
    if guided:
        first = lifted if start == "lifted" else whole_words(data)
        _start_from(model, first, tokens.frequency)
    bounds = _train(model, chunks, passes, tolerance, started=guided)
    gamma = chunks.in_order([gamma for gamma, _ in map(model.inference, chunks)])
    scores = {
        "inference": "variational",
        "eta": eta,
        "passes": len(bounds),
        "converged": _converged(bounds, tolerance),
    }
    # The bound of a guided model includes its informative prior and is comparable with no other model's.
    if not guided:
        scores["bound_per_word"] = model.bound(chain.from_iterable(chunks)) / len(tokens.word_ids)
    fitted = _fitted(data, gamma, model.state.get_lambda(), model.alpha, alpha_form, scores, guided=guided)
    return (
        replace(fitted, scores={**fitted.scores, "term_mass": _term_mass(fitted.topic_words, data)})
        if guided
        else fitted
    )


def _fitted(
    data: ModelInput,
    gamma: NDArray[np.floating],
    lambda_: NDArray[np.floating],
    alpha: NDArray[np.floating],
    alpha_form: str,
    scores: Mapping[str, Any],
    *,
    guided: bool = False,
) -> FittedTopics:
    """The result, from γ of the passages in `data.rows` and λ of the topics."""
    theme_ids = tuple(theme.id for theme in data.themes) if guided else ()
    topic_ids = theme_ids + numbered(len(alpha) - len(theme_ids))
    even = float(np.float32(alpha[0]))
    told = even if alpha_form == "symmetric" else dict(zip(topic_ids, map(float, alpha), strict=True))
    return FittedTopics(
        topic_ids=topic_ids,
        topic_words=compositions(lambda_),
        passage_topics=data.with_unassigned(compositions(gamma)),
        passage_ids=data.tokens.passage_ids,
        vocabulary=data.tokens.vocabulary,
        theme_of={theme: theme for theme in theme_ids},
        concentration=data.with_unassigned(gamma.sum(axis=1, keepdims=True))[:, 0],
        scores={**scores, "alpha": told},
    )


class Chunks:
    """Chunks of the bags of those passages that hold a known word; a single chunk of all of them is made only once.

    Every chunk has passages from all over the corpus, each n-th of them, because online training takes a chunk for a
    sample of the whole while passages are in the order of their dates.
    """

    def __init__(self, data: ModelInput, size: int) -> None:
        self._tokens = data.tokens
        n = len(data.rows)
        self._number = -(-n // min(size or n, n))
        self._rows = [data.rows[first :: self._number] for first in range(self._number)]
        self.passages, self.size = n, len(self._rows[0])
        self._only = [self._bags(self._rows[0])] if self._number == 1 else []

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> "Iterator[Bags]":
        return iter(self._only) if self._only else map(self._bags, self._rows)

    def in_order(self, of_chunks: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
        """Arrays of the chunks' passages as one array, in the order of the passages."""
        whole = np.empty((self.passages, *of_chunks[0].shape[1:]), dtype=of_chunks[0].dtype)
        for first, part in enumerate(of_chunks):
            whole[first :: self._number] = part
        return whole

    @property
    def whole(self) -> "Bags":
        """The bags of all passages, where they are one chunk."""
        return self._only[0]

    def _bags(self, rows: NDArray[np.intp]) -> "Bags":
        from topics.models.lda.bags import Bags

        return Bags.of_matrix(self._tokens.of_passages(rows).counts)


def _train(model: "FastLda", chunks: Chunks, passes: int, tolerance: float, *, started: bool = False) -> list[float]:
    """Online variational Bayes (Hoffman, Blei & Bach 2010, algorithm 2); returns the documents' bound in each pass.

    After chunk t the topics move by ρ_t = (τ₀ + t)^−κ of the way, τ₀ = 1, so the first chunk replaces the topics that
    were drawn. Where they have `started` from the corpus, τ₀ is as if one pass had been made. With a single chunk this
    is their algorithm 1, batch variational Bayes: ρ = 1, with the bits of `model.update(bags, decay=0)` in as many
    passes.
    """
    from gensim.models.ldamodel import LdaState

    model.state.numdocs = chunks.passages
    bounds: list[float] = []
    while len(bounds) < passes and not _converged(bounds, tolerance):
        bound = 0.0
        for t, bags in enumerate(chunks, start=(len(bounds) + started) * len(chunks)):
            rho = 1.0 if len(chunks) == 1 else (1 + t) ** -_KAPPA
            found = LdaState(model.eta, model.state.sstats.shape, model.dtype)
            gamma = model.do_estep(bags, found)
            if model.optimize_alpha:
                model.update_alpha(gamma, rho)
            model.do_mstep(rho, found, extra_pass=bool(bounds))
            bound += model.documents_bound
        bounds.append(bound)
    return bounds


def _converged(bounds: Sequence[float], tolerance: float) -> bool:
    """Whether the last pass changed the bound by less than `tolerance` of itself."""
    return len(bounds) > 1 and abs(bounds[-1] - bounds[-2]) < tolerance * abs(bounds[-1])


def _term_mass(topic_words: NDArray[np.float32], data: ModelInput) -> dict[str, float]:
    """The share of each theme's topic that belongs to words with the theme's terms.

    Near 0 the topic has absorbed general vocabulary; near 1 it has found nothing beside the terms.
    """
    terms = words_with_terms(data.themes, data.tokens.vocabulary)
    mass = (topic_words[: len(terms)] * terms).sum(axis=1, dtype=np.float64)
    return {theme.id: float(m) for theme, m in zip(data.themes, mass, strict=True)}


def _alpha(topics: int, n_themes: int, alpha: float, form: str) -> NDArray[np.float32]:
    """α `(n_topics)` of mean `alpha`: all equal or, "asymmetric", gensim's 1/(i + √K), the largest for free topics.

    "auto" starts from equal values, and every pass then learns them from the passages (Huang 2005, as in gensim).
    """
    weights = 1 / (np.arange(topics) + np.sqrt(topics)) if form == "asymmetric" else np.ones(topics)
    prior: NDArray[np.float64] = np.roll(alpha * weights / weights.mean(), n_themes)
    return prior.astype(np.float32)


def _prior(lifted: NDArray[np.float64], topics: int, eta: float, hold: float) -> NDArray[np.float32]:
    """η `(topics, n_words)`: flat, except that a lifted word is held by the theme that lifts it most."""
    prior = np.full((topics, lifted.shape[1]), eta, dtype=np.float32)
    if not len(lifted) or not hold:
        return prior
    held = np.flatnonzero(lifted.any(axis=0))
    holder = lifted[:, held].argmax(axis=0)
    prior[:, held] = min(eta, _ELSEWHERE)
    prior[holder, held] = eta + hold * lifted[holder, held]
    return prior


def _start_from(model: "LdaModel", words: NDArray[np.float64], counts: NDArray[np.int64]) -> None:
    """Set the first statistics: `words (n_themes, n_words)`, and noisy equal parts of the rest for free topics."""
    n_themes = len(words)
    others = np.maximum(0, counts - words.sum(axis=0)) / (len(model.state.sstats) - n_themes)
    model.state.sstats[n_themes:] *= others  # gensim drew gamma noise of mean 1 here
    model.state.sstats[:n_themes] = words
    model.sync_state()  # with η this time
