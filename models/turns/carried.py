"""What a case carries, while a turn works on it, and what the turn changed of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.children import Child, child_from_json
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report, instant
from models.procedure.acceptance.as_typed import MEANT, fields_meant, log_as_meant
from models.procedure.recent_plays import read_log

Entry = dict[str, Any]


@dataclass
class Carried:
    """A working copy of what a case carries; the case itself is changed by the turn's answer."""

    id: str
    kind: CaseKind
    parent_id: str | None
    turns: int
    now: datetime
    log: list[Entry]
    memory: dict[str, Any]
    children: dict[str, Entry]
    before: Mapping[str, Any] = field(default_factory=dict)
    """As the case carried it when the turn began."""

    _reports: tuple[Report, ...] = field(default=(), repr=False)
    """The log, as far as it was read: entries are only ever added to it."""

    _words: dict[str, tuple[Entry, Child | None]] = field(default_factory=dict, repr=False)
    """The children as they were read, each with its entry."""

    @classmethod
    def of(cls, ask: Mapping[str, Any]) -> "Carried":
        """What a turn is asked about."""
        case, kind = ask["case"], CaseKind(ask["kind"])
        return cls(
            id=ask["id"],
            kind=kind,
            parent_id=ask.get("parent"),
            turns=int(case.get("turns", 0)),
            now=instant(ask["now"]),
            log=log_as_meant(kind, case),
            memory={**case.get("memory", {}), MEANT: fields_meant(kind, case)},
            # What a child was told is written into its entry; all else of it is put again.
            children={
                name: {**entry, "told": {**entry["told"]}} if "told" in entry else {**entry}
                for name, entry in case.get("children", {}).items()
            },
            before=case,
        )

    @property
    def state(self) -> CaseState:
        """The same, read."""
        if len(self._reports) < len(self.log):
            self._reports = read_log(self.id, self.log)
        children = (self._child(name, entry) for name, entry in self.children.items())
        return CaseState(
            id=self.id,
            kind=self.kind,
            log=self._reports,
            parent_id=self.parent_id,
            children=tuple(child for child in children if child is not None),
            memory=self.memory,
        )

    def _child(self, name: str, entry: Entry) -> Child | None:
        known = self._words.get(name)
        if known is None or known[0] is not entry:
            known = self._words[name] = entry, child_from_json(name, entry)
        return known[1]

    @property
    def beside_its_log(self) -> tuple[Mapping[str, Any], ...]:
        """What the case carries beside its log."""
        return self.memory, self.children

    @property
    def next_number(self) -> int:
        """The number of the next report."""
        return int(self.log[-1]["number"]) + 1

    def add(self, report: Report) -> None:
        """One more report."""
        self.log.append(report.as_json())

    def changes(self) -> dict[str, Any]:
        """What the turn changed: entries of the log, of the memory and of the children."""
        memory: Mapping[str, Any] = self.before.get("memory", {})
        children: Mapping[str, Any] = self.before.get("children", {})
        changed = {name: one for name, one in self.memory.items() if memory.get(name, self) != one}
        return {
            "log": self.log[len(self.before["log"]) :],
            "memory": {"set": changed, "remove": sorted(set(memory) - set(self.memory))},
            "children": {
                name: one for name, one in self.children.items() if children.get(name) != one
            },
        }


def applied(case: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a case carries after a turn's answer."""
    memory = {
        name: one
        for name, one in case.get("memory", {}).items()
        if name not in set(answer["memory"]["remove"])
    }
    return {
        "log": [*case["log"], *answer["log"]],
        "memory": memory | answer["memory"]["set"],
        "children": {**case.get("children", {}), **answer["children"]},
        "turns": int(case.get("turns", 0)) + 1,
    }
