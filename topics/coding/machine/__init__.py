"""A language model asked as a coder: its answers are kept by text, and are scores of an estimator, never codes."""

from topics.coding.machine.asking import Plan, ask, planned
from topics.coding.machine.endpoint import Endpoint

__all__ = ["Endpoint", "Plan", "ask", "planned"]
