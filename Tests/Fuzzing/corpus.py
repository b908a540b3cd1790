"""The corpus of the fuzzing targets: one file a target, one input a line as hexadecimal digits.

    corpus.py unpack FILE FOLDER     each input as a file, as libFuzzer wants them
    corpus.py pack FILE FOLDER       adds the thousand shortest, of at most 300 octets, to what is there
    corpus.py seeds TARGET FOLDER    what the tests have of well-formed inputs, as files
"""

import gzip
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 1500
LARGEST_KEPT = 300
MOST_KEPT = 1000


def keep(folder, octets):
    (pathlib.Path(folder) / hashlib.sha1(octets).hexdigest()).write_bytes(octets)


def unpack(file, folder):
    path = pathlib.Path(file)
    for line in path.read_text().split() if path.exists() else []:
        keep(folder, bytes.fromhex(line))


def pack(file, folder):
    inputs = [path.read_bytes() for path in pathlib.Path(folder).iterdir()]
    kept = {octets.hex() for octets in inputs if 0 < len(octets) <= LARGEST_KEPT}
    before = pathlib.Path(file).read_text().split() if pathlib.Path(file).exists() else []
    lines = sorted(kept, key=lambda line: (len(line), line))[:MOST_KEPT]
    lines = sorted(set(before) | set(lines), key=lambda line: (len(line), line))
    pathlib.Path(file).parent.mkdir(exist_ok=True)
    pathlib.Path(file).write_text("".join(line + "\n" for line in lines))


def vectors(pattern):
    for path in sorted((ROOT / "Tests").glob(pattern)):
        for line in path.read_text().splitlines():
            octets = bytes.fromhex(json.loads(line)["hex"])
            if 0 < len(octets) <= LARGEST:
                yield octets


def seeds(target, folder):
    patterns = {
        "ydt3709": "MessagesCSAETests/Vectors/csae157*.jsonl", "csae53": "MessagesCSAETests/Vectors/csae53*.jsonl",
        "sae": "MessagesSAETests/Vectors/*.jsonl", "etsi": "MessagesETSITests/Vectors/*.jsonl",
        "framings": "FramingTests/Vectors/*.jsonl"}
    if target in patterns:
        for octets in vectors(patterns[target]):
            keep(folder, octets)
    elif target == "edge":
        for index, octets in enumerate(vectors(patterns["ydt3709"])):
            if index % 5 == 0:
                keep(folder, bytes([index % 4]) + octets)
    elif target == "recordings":
        for path in sorted((ROOT / "fixtures" / "recording").glob("*.pcap*")):
            with gzip.open(path) as stream:
                plain = stream.read(3000)
            keep(folder, plain)
            keep(folder, gzip.compress(plain))


{"unpack": unpack, "pack": pack, "seeds": seeds}[sys.argv[1]](*sys.argv[2:])
