"""`make bench`: everything in one run of about a minute, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import installation, pages, posts, report, servers


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    opinions: int
    pages: pages.Effort
    posts: posts.Effort


# What must last lies on a disk: /tmp may be memory, where writing durably costs nothing.
ON_DISK = Path("/var/tmp")
FULL = Scale(
    opinions=100,
    pages=pages.Effort(rounds=7, seconds=0.5, connections=8),
    posts=posts.Effort(rounds=5, alone=20, at_once=24, senders=8),
)


def measured(scale: Scale, folder: Path) -> Iterator[str]:
    """The lines of the report, as they come; the installation stands in the empty `folder`."""
    yield report.machine(scale.opinions, scale.pages)
    settings = installation.settings_in(folder, servers.free_port())
    places = installation.prepare(settings, scale.opinions)
    with servers.serve(
        "app:create_app", int(settings["PORT"]), settings, folder / "web.log"
    ) as web:
        yield ""
        yield from report.of_first_view(pages.first_view(web.port, places.plan))
        yield ""
        yield from report.of_pages(pages.compare(web, places, scale.pages, folder))
        yield ""
        written = posts.compare(web.port, places.form, scale.posts, folder / "feedback.db")
        yield from report.of_posts(written, scale.posts)


def main() -> None:
    """Measure and print."""
    place = os.environ.get("TMPDIR") or (ON_DISK if ON_DISK.is_dir() else None)
    with tempfile.TemporaryDirectory(prefix="feedback-bench-", dir=place) as folder:
        began = time.monotonic()
        for line in measured(FULL, Path(folder)):
            print(line, flush=True)
        print(f"\nMeasured in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
