"""Keeps templates compiled, for all environments of a process that compile them alike."""

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """The last that was compiled of each file, in memory; compiled anew when the file changes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what was compiled of the same text, if anything was."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)


@cache
def compiled_templates(kind: type[Environment], *, autoescape: bool) -> CompiledTemplates:
    """Those of environments of one kind: a sandbox, or one that escapes, compiles otherwise."""
    del kind, autoescape
    return CompiledTemplates()
