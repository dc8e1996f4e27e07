"""People's judgement of topics and themes: blind sheets with a sealed key, and what the filled sheets say."""

from topics.coding.validation.make import make_validation as make
from topics.coding.validation.score import score_validation as score

__all__ = ["make", "score"]
