"""Keeps compiled templates in memory, shared by the environments that compile them alike."""

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """The latest compiled code of each template file; a file that changed is compiled again."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over the code that was compiled from the same text, if there is any."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)


@cache
def compiled_templates(kind: type[Environment], *, autoescape: bool) -> CompiledTemplates:
    """One store per kind of environment: the sandbox and autoescaping change what is compiled."""
    del kind, autoescape
    return CompiledTemplates()
