"""The folders of stories hold no tests: there are a thousand, and none is looked through."""

collect_ignore_glob = ["*-*"]
