"""Sign bytes for other machines: `sign(private, data)`, `verify(key, signature, data)`, `fingerprint(key)`.

A bundle holds Python that a grader's machine imports, and the answers that make the grades. Whoever carries it there (a
mail, a shared disk, a colleague) could put in theirs. A secret that both sides share would let every grader's machine
make bundles, so the signature is Ed25519: the instructor's private folder alone can make one, and the public key that
checks it travels in the bundle. What the key is worth is told by its fingerprint, which the instructor gives on another
way, once for all bundles. It protects against changes on the way, not against who can read the private folder, and it
hides nothing: what is in a bundle, its holder can read.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from autograder.course.errors import UsageError
from autograder.judge.bundle import secret_of, write_first

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = "signing-key"  # in the private folder
KEY_BYTES, SIGNATURE_BYTES = 32, 64
GROUP, GROUPS = 4, 8  # a fingerprint: 128 bits, such as 5B1F-0C92-...


def sign(private: Path, data: bytes) -> tuple[bytes, bytes]:
    """The public key of a private folder, and its signature of the data; the key is made at its first use."""
    key = _private_key(private)
    return key.public_key().public_bytes_raw(), key.sign(data)


def verify(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the holder of the private half of `key` signed exactly this."""
    library = _library()
    from cryptography.exceptions import InvalidSignature

    try:
        library.Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: bytes) -> str:
    """The first half of the SHA-256 of a public key, in groups that can be read out on the telephone."""
    text = hashlib.sha256(key).hexdigest().upper()
    return "-".join(text[start : start + GROUP] for start in range(0, GROUP * GROUPS, GROUP))


def own_fingerprint(private: Path) -> str | None:
    """The fingerprint of a private folder's key; None where it has none."""
    if not (private / KEY).is_file():
        return None
    return fingerprint(_private_key(private).public_key().public_bytes_raw())


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints are the same, however they were typed."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _private_key(private: Path) -> Ed25519PrivateKey:
    library = _library()
    secret_of(private)  # makes the folder, for its owner only
    path = private / KEY
    if not path.exists():
        write_first(path, library.Ed25519PrivateKey.generate().private_bytes_raw())
    found = path.read_bytes()
    if len(found) != KEY_BYTES:
        raise UsageError(f"{path} is no key (expected {KEY_BYTES} bytes, got {len(found)}); move it away.")
    key: Ed25519PrivateKey = library.Ed25519PrivateKey.from_private_bytes(found)
    return key


def _library() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise UsageError(
            "Bundles are signed with the library cryptography, which is not installed; "
            "`pip install -e '.[bundle]'` brings it."
        ) from error
    return ed25519
