"""A tar that cannot keep its reader busy: `PlainTar.open(...)` refuses long headers and maps of holes.

The library reads all that stands before an entry at once, as long as the archive says, and looks through it in a time
that grows with the square of that: 200 bytes of gzip are enough for hours.
"""

from __future__ import annotations

import tarfile

from autograder.classroom.paths import BadSubmission

MAX_HEADER = 16 * 1024  # what stands before an entry: a long name, a few facts
MAX_HEADERS = 1 << 31  # the squares of their sizes: 10,000 entries with 400 bytes each
MAX_FACTS = 64  # of the whole archive; git writes one
SPARSE = "it holds a file with holes (a sparse one); make the archive again, without data"


class _Entry(tarfile.TarInfo):
    """An entry of a tar; what stands before it is short, for the library's time grows with the square of it."""

    def _proc_pax(self, archive: PlainTar) -> tarfile.TarInfo:
        archive.meet(self.size)
        return super()._proc_pax(archive)  # type: ignore[misc, no-any-return]

    def _proc_gnulong(self, archive: PlainTar) -> tarfile.TarInfo:
        archive.meet(self.size)
        return super()._proc_gnulong(archive)  # type: ignore[misc, no-any-return]

    def _proc_sparse(self, archive: PlainTar) -> tarfile.TarInfo:
        raise BadSubmission(SPARSE)

    def _proc_gnusparse_10(self, *_: object) -> None:
        raise BadSubmission(SPARSE)


class PlainTar(tarfile.TarFile):
    """A tar whose headers together are short as well."""

    tarinfo = _Entry
    squares = 0

    def meet(self, size: int) -> None:
        """Refuse one header, or one too many; those of the whole archive are copied for every entry."""
        self.squares += size * size
        if size > MAX_HEADER or self.squares > MAX_HEADERS or len(self.pax_headers) > MAX_FACTS:
            raise BadSubmission("it says too much about its files, before each of them; make the archive again")
