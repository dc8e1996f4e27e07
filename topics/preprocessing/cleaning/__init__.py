"""Repairs: functions from text to clean text, one kind per file, and the registry of them; `repairs` applies them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from topics.registry import Registry

__all__ = ["REPAIRS", "Repair", "RepairRegistry"]

AnyRepair = TypeVar("AnyRepair", bound=Callable[[str], tuple[str, int]])


@dataclass(frozen=True)
class Repair:
    """A named repair and the condition under which it is skipped; see `RepairRegistry.register`."""

    name: str
    apply: Callable[[str], tuple[str, int]]
    needs: Callable[[str], bool] | None = None
    writes: bool = False
    takes: str = ""
    chinese: bool = False
    libraries: tuple[str, ...] = ()


class RepairRegistry(Registry[Repair]):
    """The repairs by name, in the order in which they are applied."""

    def register(
        self,
        name: str,
        *,
        after: str = "",
        needs: str | Callable[[str], bool] | None = None,
        writes: bool = False,
        takes: Literal["", "furniture", "marks", "copy", "record"] = "",
        chinese: bool = False,
        libraries: tuple[str, ...] = (),
    ) -> Callable[[AnyRepair], AnyRepair]:
        """Declare the decorated function as a repair.

        `after` names the repair that it follows; the order of repairs affects the result. `needs` are the characters
        that call for it, or a function that tells whether a character does: a text with none of them is skipped; None
        if any text may change. `writes` says that it adds characters rather than only removing some, `chinese` that it
        is for Chinese only. `libraries` are the distributions whose version affects its result. `takes` names the
        kind of text that it takes (`topics.preprocessing.ledger.account`); a repair without it only changes how a text
        is written.
        """

        def declare(repair: AnyRepair) -> AnyRepair:
            calls = frozenset(needs).__contains__ if isinstance(needs, str) else needs
            self.add(name, Repair(name, repair, calls, writes, takes, chinese, libraries), repair.__module__, after)
            return repair

        return declare


REPAIRS = RepairRegistry("REPAIRS", __package__, "repair")
