"""Repairs: text to clean text, one kind of repair per file, and the registry of them; `repairs` applies them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from topics.registry import Registry

__all__ = ["REPAIRS", "Repair", "RepairRegistry"]

AnyRepair = TypeVar("AnyRepair", bound=Callable[[str], tuple[str, int]])


@dataclass(frozen=True)
class Repair:
    """A named repair, and when it can be passed over; see `RepairRegistry.register`."""

    name: str
    apply: Callable[[str], tuple[str, int]]
    needs: Callable[[str], bool] | None = None
    writes: bool = False
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
        chinese: bool = False,
        libraries: tuple[str, ...] = (),
    ) -> Callable[[AnyRepair], AnyRepair]:
        """Declare the repair that the decorated function makes.

        `after` names the repair that it follows: the order of repairs decides what a text becomes. `needs` are the characters
        that call for it, or a function that says so of a character: a text that holds none of them stays as it is; None when
        any text may change. `writes`: does it write characters that were not there, rather than remove some? `chinese`: is it
        for Chinese alone? `libraries` are the distributions on whose version depends what it makes of a text.
        """

        def declare(repair: AnyRepair) -> AnyRepair:
            calls = frozenset(needs).__contains__ if isinstance(needs, str) else needs
            self.add(name, Repair(name, repair, calls, writes, chinese, libraries), repair.__module__, after)
            return repair

        return declare


REPAIRS = RepairRegistry("REPAIRS", __package__, "repair")
