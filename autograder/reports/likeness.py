"""Which texts a person takes for the same: `folded(text)` is equal for them."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Capitals, the encodings of accents, and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
