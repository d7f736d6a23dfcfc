"""Numbers of pods and lists of names, put into words."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.model.workload import Workload


def counted(number: int, word: str) -> str:
    """Return ``1 file`` or ``2 files``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def all_of(count: int) -> str:
    """Say all of a number of pods: ``both``, ``all 3``."""
    return "both" if count == 2 else f"all {count}"


def listed(names: Sequence[str], most: int = 10, *, count: int | None = None) -> str:
    """List names, of many only the first: ``a, b and 3 more``; ``count`` is of all there are."""
    more = (len(names) if count is None else count) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more} more"


def one_of(names: Sequence[str]) -> str:
    """Say that it is any of several names: ``a, b or c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def agree(count: object, one: str, several: str) -> str:
    """Return the form of a word that goes with a number, or with a range of them."""
    return one if str(count) == "1" else several


def cannot_roll_out(workload: Workload, replicas: int) -> str:
    """Say at how many replicas a rollout hangs for ever."""
    return f"{workload} can never roll out at {counted(replicas, 'replica')}"


def stays_pending(pending: int, replicas: int, workload: Workload, *, always: bool = True) -> str:
    """Say how many pods stay Pending: ``1 of 3 pods of deployment/web stays Pending``.

    Where it is not ``always`` that many: ``up to 2 of 4 pods of deployment/web stay Pending``.
    """
    verb = agree(pending, "stays", "stay")
    most = "" if always else "up to "
    return f"{most}{pending} of {replicas} pods of {workload} {verb} Pending"
