"""The process in which LibreOffice makes a Word file of a .doc, .odt or .rtf.

Started by `converting.py` as `python -m feedback.plans.reading.converter_process ENDING FOLDER`,
with the file on standard input; the Word file goes to standard output. No network, no macros, a
profile that is thrown away with FOLDER; linked pictures are not fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from feedback import sandbox
from feedback.plans.reading.formats import MOST_BYTES

BOUNDS = sandbox.Bounds(
    cpu_seconds=60, memory=4 * sandbox.GIGABYTE, file_bytes=200 * 1024 * 1024, open_files=512
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"  # where the network cannot be left, nothing answers either


def main() -> None:
    """Writes the file down, lets LibreOffice convert it, gives what came out."""
    ending, folder = sys.argv[1], Path(sys.argv[2])
    sandbox.limit_this_process(BOUNDS)
    source = folder / f"source{ending}"
    office = shutil.which("soffice") or ""
    source.write_bytes(sys.stdin.buffer.read(MOST_BYTES + 1))
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder)}
    environment |= dict.fromkeys(("http_proxy", "https_proxy"), _NOWHERE)
    subprocess.run(  # noqa: S603 - our own words; the file's name is ours too
        [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         "--nologo", "--convert-to", "docx:Office Open XML Text", "--outdir", str(folder / "out"),
         str(source)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    sys.stdout.buffer.write((folder / "out" / "source.docx").read_bytes())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
