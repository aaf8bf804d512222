#!/usr/bin/env python3
"""Makes Sources/Identity/Passwords/Data/common-passwords.txt: passwords that new ones are compared with.

    python3 -m pip download --no-deps --dest /tmp/lists django==5.2.19 zxcvbn==4.5.0
    python3 scripts/common-passwords.py /tmp/lists > Sources/Identity/Passwords/Data/common-passwords.txt

The two packages carry lists of passwords by how often they stood in published leaks. What is kept is a fact about those
leaks: the words themselves, in lower case, sorted: all of twelve characters or more, and the most frequent of four or
more, which people lengthen by figures and signs.
"""
import gzip
import importlib
import pathlib
import sys
import zipfile

MOST = 10_000
LEAST_CHARACTERS = 4
# What people who choose a password for this service think of first.
OWN = ["giro", "giropay", "girokonto", "payment", "payments", "zahlung", "makse"]


def lists(directory: pathlib.Path) -> list[list[str]]:
    django = next(directory.glob("django-*.whl"))
    zxcvbn = next(directory.glob("zxcvbn-*.whl"))
    packed = zipfile.ZipFile(django).read("django/contrib/auth/common-passwords.txt.gz")
    sys.path.insert(0, str(zxcvbn))
    frequency = importlib.import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS
    return [gzip.decompress(packed).decode().split("\n"), list(frequency["passwords"])]


def is_kept(word: str) -> bool:
    return len(word) >= LEAST_CHARACTERS and all("!" <= c <= "~" for c in word)


def main() -> None:
    ranked = [[w.lower() for w in words if is_kept(w)] for words in lists(pathlib.Path(sys.argv[1]))]
    kept = set(OWN) | {w for words in ranked for w in words if len(w) >= 12}
    # Rank by rank, so that both lists count the same.
    for rank in range(max(map(len, ranked))):
        for words in ranked:
            if rank < len(words) and len(kept) < MOST:
                kept.add(words[rank])
    print("\n".join(sorted(kept)))


if __name__ == "__main__":
    main()
