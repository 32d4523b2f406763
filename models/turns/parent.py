"""What a case tells the one that started it: a snapshot, whenever anything of it has changed."""

import hashlib
import json
from typing import Any

from models.cases.children import Word
from models.cases.standing import Standing
from models.turns.carried import Carried
from models.words.english.tables import say

_TOLD = "told_parent"

_NOT_NEWS = {"sequence", "what"}
"""What alone is no reason to speak."""


def tell_parent(carried: Carried, standing: Standing) -> list[dict[str, Any]]:
    """The word for the parent, where it has one and anything it may use has changed."""
    if carried.parent_id is None:
        return []
    word = Word(
        child=carried.id,
        kind=carried.kind,
        sequence=carried.turns + 1,
        stage=standing.stage,
        what=say(standing.notes[-1].said) if standing.notes else "",
        milestones=tuple(standing.milestones),
        evidence=tuple(standing.evidence),
        ending=standing.ending,
    )
    content = word.model_dump(mode="json")
    news = {name: one for name, one in content.items() if name not in _NOT_NEWS}
    mark = hashlib.sha256(json.dumps(news, sort_keys=True).encode()).hexdigest()[:16]
    if carried.memory.get(_TOLD) == mark:
        return []
    carried.memory[_TOLD] = mark
    return [{"to": carried.parent_id, "word": content}]
