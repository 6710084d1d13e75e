#!/usr/bin/env python3
"""Changes the layouts of real boards at random with `rampart reserve`, and looks at each result with other programs.

Boards are Debian's, half of them as blobs, half as the sources that dtc makes of them. Each change is one of add, resize,
move and remove. Of what is written:
- dtc compiles it, and the tree differs from the old one only in what the steps of the answer say (read here, by a
  reader of blobs of this file's own);
- no two places overlap that did not before; carve-outs begin on 1 MiB, pools on 4 MiB;
- `rampart check` and `rampart predict` take it, and neither has an error that was not there before;
- after an add, `remove` gives back the same bytes; of a blob that no usual compiler wrote, the same tree.
Blobs are as Debian has them, and as dtc writes them again with free space, a size, an alignment or free reservations.
A refusal is no failure if it says what was expected, and leaves the file as it was.

usage: tests/reserve_test.py RAMPART DEVICE-TREES [--count N] [--boards N] [--seed N] [--verify N [--guest RAMPART]]
--verify boots that many of the results with `rampart verify`.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
FAST_FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # fsync of a disk takes most of the time
MIB = 1 << 20
BEGIN, END, PROPERTY, NOP, FINISH = 1, 2, 3, 4, 9
BLOB_FORMS = [[], [], ["-p", "4096"], ["-S", "1000000"], ["-a", "64"], ["-R", "4"], ["-p", "1023", "-R", "2"]]


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


# --- A reader of blobs ------------------------------------------------------------------------------------------------

def read_tree(blob):
    """Properties by path and name, in the order of the tree."""
    _, _, structure, strings = struct.unpack_from(">4I", blob)
    nodes, path, at = {}, [], structure
    while True:
        tag, = struct.unpack_from(">I", blob, at)
        at += 4
        if tag == BEGIN:
            end = blob.index(b"\0", at)
            path.append(blob[at:end].decode())
            nodes["/".join(path) or "/"] = {}
            at = (end + 4) & ~3
        elif tag == PROPERTY:
            size, name = struct.unpack_from(">2I", blob, at)
            begin = strings + name
            word = blob[begin:blob.index(b"\0", begin)].decode()
            nodes["/".join(path) or "/"][word] = blob[at + 8:at + 8 + size]
            at = (at + 8 + size + 3) & ~3
        elif tag == END:
            path.pop()
        elif tag == FINISH:
            return nodes


def is_usual_blob(blob):
    """Version 17, and reservations, structure and strings in this order, which is how dtc and libfdt write them."""
    _, _, structure, strings, reservations, version = struct.unpack_from(">6I", blob)
    return version == 17 and reservations < structure < strings


def cells(value):
    return struct.unpack(f">{len(value) // 4}I", value[:len(value) // 4 * 4])


def number(words):
    value = 0
    for word in words:
        value = value << 32 | word
    return value


def count(node, name, default):
    return cells(node[name])[0] if name in node else default


def places(nodes):
    """(name, base, size) of every entry of a reg below /reserved-memory that is enabled and no empty range."""
    parent = nodes.get("/reserved-memory")
    if parent is None:
        return []
    address, size = count(parent, "#address-cells", 2), count(parent, "#size-cells", 1)
    step, found = address + size, []
    for path, node in nodes.items():
        if not path.startswith("/reserved-memory/") or path.count("/") != 2 or "reg" not in node or step == 0:
            continue
        if node.get("status", b"okay\0") not in (b"okay\0", b"ok\0"):
            continue
        words = cells(node["reg"])
        if len(words) % step:
            continue
        for i in range(0, len(words), step):
            base, length = number(words[i:i + address]), number(words[i + address:i + step])
            if length:
                found.append((path.rsplit("/", 1)[1], base, length))
    return found


def overlapping(regions):
    """Pairs of names, without unit addresses, whose places overlap."""
    pairs = collections.Counter()
    for i, (name, base, size) in enumerate(regions):
        for other, start, length in regions[i + 1:]:
            if base < start + length and start < base + size:
                pairs[tuple(sorted((name.split("@")[0], other.split("@")[0])))] += 1
    return pairs


def ram(nodes):
    root = nodes["/"]
    address, size = count(root, "#address-cells", 2), count(root, "#size-cells", 1)
    banks = []
    for path, node in nodes.items():
        if path.count("/") == 1 and node.get("device_type") == b"memory\0" and "reg" in node:
            words = cells(node["reg"])
            for i in range(0, len(words) - address - size + 1, address + size):
                length = number(words[i + address:i + address + size])
                if length:
                    banks.append((number(words[i:i + address]), length))
    return banks


# --- Changes ----------------------------------------------------------------------------------------------------------

def random_size(rng, unit=MIB, most=64):
    return unit * rng.randint(1, most)


def random_change(rng, nodes, regions):
    """The arguments of one change, without the file."""
    kinds = ["add-static", "add-static", "add-dynamic", "add-device"]
    named = [path.rsplit("/", 1)[1] for path in nodes if path.startswith("/reserved-memory/") and path.count("/") == 2]
    if named:
        kinds += ["resize", "resize", "resize", "move", "remove"]
    kind = rng.choice(kinds)
    banks = ram(nodes) or [(0x40000000, 0x40000000)]
    base, length = rng.choice(banks)
    top = min(base + length, 1 << 32) if length > MIB else base + length
    place = rng.randrange(base // MIB + 1, max(top // MIB, base // MIB + 2)) * MIB
    name = f"test{rng.randrange(1000)}_mem"
    if kind == "add-static":
        return kind, ["add", "--name", name, "--base", hex(place), "--size", hex(random_size(rng)),
                      *rng.choice([["--no-map"], [], ["--no-map"]])]
    if kind == "add-dynamic":
        return kind, ["add", "--name", name, "--size", hex(random_size(rng, 4 * MIB, 8)), "--alignment", "0x400000",
                      *rng.choice([["--reusable"], ["--no-map"], ["--reusable", "--below", "4G"]])]
    if kind == "add-device":
        devices = [path for path in nodes if path.startswith("/soc") and path.count("/") == 2 and "compatible" in nodes[path]]
        device = ["--device", rng.choice(devices)] if devices else []
        return kind, ["add", "--name", name, "--base", hex(place), "--size", hex(random_size(rng)), "--no-map",
                      "--compatible", "shared-dma-pool", *device]
    target = rng.choice(named)
    force = rng.choice([[], [], ["--force"]])
    if kind == "resize":
        old = next((size for region, _, size in regions if region == target), 16 * MIB)
        size = rng.choice([old + random_size(rng, MIB, 32), max(MIB, old // 2 // MIB * MIB), random_size(rng, 4 * MIB, 16)])
        return kind, ["resize", target, "--size", hex(size), *force]
    if kind == "move":
        return kind, ["move", target, "--base", hex(place), *force]
    return kind, ["remove", target, *force]


class Board:
    def __init__(self, tree, directory, as_source, form):
        self.name = tree.stem
        self.file = pathlib.Path(directory) / (tree.stem + (".dts" if as_source else ".dtb"))
        self.is_source = as_source
        if as_source:
            text = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", str(tree)], capture_output=True, check=True).stdout
            self.file.write_bytes(text)
        elif form:
            subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dtb", *form, "-o", str(self.file), str(tree)], check=True)
        else:
            shutil.copyfile(tree, self.file)

    def blob(self):
        if not self.is_source:
            return self.file.read_bytes()
        made = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", str(self.file)], capture_output=True, check=False)
        if made.returncode:
            raise AssertionError(f"dtc: {made.stderr.decode()}")
        return made.stdout

    def source(self):
        return subprocess.run(["dtc", "-q", "-I", "dts" if self.is_source else "dtb", "-O", "dts", str(self.file)],
                              capture_output=True, check=True).stdout


def touched(answer):
    """Names of nodes, before and after, that the answer says are changed."""
    return {step[key] for step in answer["steps"] for key in ("region", "renamed") if step[key]}


def is_expected(path, names, device):
    parts = path.split("/")
    if path in ("/reserved-memory", "/__symbols__", "/__local_fixups__", "/__fixups__", "/aliases", device):
        return True
    return len(parts) > 2 and parts[1] in ("reserved-memory", "__local_fixups__") and (names & set(parts[2:]) or device)


def check_difference(before, after, answer, device, failures):
    names = touched(answer)
    for path in before.keys() | after.keys():
        old, new = before.get(path), after.get(path)
        if old == new or is_expected(path, names, device):
            continue
        changed = {name for name in (old or {}).keys() | (new or {}).keys() if (old or {}).get(name) != (new or {}).get(name)}
        if changed - {"memory-region", "memory-region-names", "phandle", "linux,phandle"} or old is None or new is None:
            failures.append(f"{path} changed in {sorted(changed)}, and the answer does not say so")


def check_steps(after, answer, failures):
    regions = places(after)
    for step in answer["steps"]:
        if step["to"]:
            place = (step["renamed"] or step["region"], int(step["to"]["base"], 16), step["to"]["size"])
            if place not in regions:
                failures.append(f"{place} is not in the tree")


def error_count(rampart, board, command):
    answer = run(rampart, command, "--json", board)
    if answer.returncode not in (0, 1):
        raise AssertionError(f"{command}: {answer.stderr}")
    return sum(finding["severity"] == "error" for finding in json.loads(answer.stdout)["findings"])


def undo(rampart, board, name, original, source, failures):
    """The file has the same bytes again; of an unusual blob the same tree."""
    answer = run(rampart, "reserve", "remove", board.file, name, "--apply")
    if answer.returncode:
        failures.append(f"undo: {answer.stderr or answer.stdout}")
    elif (board.is_source or is_usual_blob(original)) and board.file.read_bytes() != original:
        failures.append("undo: not the same bytes")
    elif board.source() != source:
        failures.append("undo: not the same tree")


def one_change(rampart, board, arguments, kind):
    """What became of it, and what is wrong with that."""
    failures = []
    original = board.file.read_bytes()
    before = read_tree(board.blob())
    errors = {command: error_count(rampart, board.file, command) for command in ("check", "predict")}
    command = [rampart, "reserve", arguments[0], board.file, *arguments[1:], "--json", "--apply"]
    answer = run(*command)
    if answer.returncode == 2:
        if "(expected" not in answer.stderr:
            failures.append(f"refused without a word of what was expected: {answer.stderr}")
        if board.file.read_bytes() != original:
            failures.append("refused, and the file is another")
        return "refused: " + answer.stderr.strip().split(": ", 2)[-1][:60], failures
    if answer.returncode not in (0, 1):
        return "crashed", [f"exit status {answer.returncode}: {answer.stderr}"]
    told = json.loads(answer.stdout)
    if answer.returncode == 1:
        if told["applied"] or board.file.read_bytes() != original:
            failures.append("an error was predicted, and the file is another")
        return "error predicted", failures
    after = read_tree(board.blob())
    device = arguments[arguments.index("--device") + 1] if "--device" in arguments else None
    check_difference(before, after, told, device, failures)
    check_steps(after, told, failures)
    new_pairs = overlapping(places(after)) - overlapping(places(before))
    if new_pairs:
        failures.append(f"overlap now: {dict(new_pairs)}")
    for what, count_before in errors.items():
        if error_count(rampart, board.file, what) > count_before:
            failures.append(f"{what} has more errors than before")
    for file in (file for file in told["files"] if file["backup"]):
        backup = pathlib.Path(file["backup"])
        if backup.read_bytes() != original:
            failures.append("the backup is not the old file")
        backup.unlink()
    return kind, failures


def back_to(board, original):
    board.file.write_bytes(original)
    for backup in board.file.parent.glob(board.file.name + ".orig*"):
        backup.unlink()


def try_board(rampart, board, rng, changes, counts, kept):
    failures = []
    for _ in range(changes):
        original = board.file.read_bytes()
        source = board.source()
        nodes = read_tree(board.blob())
        kind, arguments = random_change(rng, nodes, places(nodes))
        try:
            what, wrong = one_change(rampart, board, arguments, kind)
        except AssertionError as fault:
            what, wrong = "unusable", [str(fault)]
        counts[what] += 1
        if not wrong and what == kind:
            kept.append((board.name, board.blob()))
            if kind.startswith("add"):
                added = arguments[arguments.index("--name") + 1]
                undo(rampart, board, added, original, source, wrong)
        if wrong or rng.random() < 0.5:  # else the next change is made on top of this one
            if wrong:
                keep = pathlib.Path(tempfile.gettempdir()) / f"reserve-failed-{board.file.name}"
                keep.write_bytes(original)
                failures.append(f"{board.name}: {' '.join(arguments)}: {'; '.join(wrong)} (of {keep})")
            back_to(board, original)
    return failures


def boot(rampart, guest, kept, count_wanted, rng):
    failures, booted = [], 0
    for name, blob in rng.sample(kept, len(kept)):
        if booted == count_wanted:
            break
        with tempfile.NamedTemporaryFile(suffix=".dtb") as file:
            file.write(blob)
            file.flush()
            answer = run(rampart, "verify", file.name, "--kernel", rng.choice(["6.1", "6.12"]), "--json",
                         *(["--guest", guest] if guest else []))
        if answer.returncode == 2:
            print(f"not booted: {name}: {answer.stderr.strip()}")
            continue
        booted += 1
        if not json.loads(answer.stdout)["agrees"]:
            failures.append(f"{name}: the kernel does not do as predicted: {answer.stdout}")
    print(f"{booted} booted")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart")
    parser.add_argument("trees", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--boards", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--verify", type=int, default=0)
    parser.add_argument("--guest")
    options = parser.parse_args()
    trees = sorted(options.trees.rglob("*.dtb"))
    if not trees or shutil.which("dtc") is None:
        print(f"skipped: no device trees in {options.trees} (tools/device-trees/fetch.sh fetches them), or no dtc")
        return SKIPPED
    print(f"seed {options.seed}")
    rng = random.Random(options.seed)
    counts, failures, kept = collections.Counter(), [], []
    if options.verify:
        trees = [tree for tree in trees if "arm64" in tree.parts]
    boards = rng.sample(trees, min(options.boards, len(trees)))
    with tempfile.TemporaryDirectory(dir=FAST_FOLDER) as directory:
        for i, tree in enumerate(boards):
            changes = options.count // len(boards) + (i < options.count % len(boards))
            board = Board(tree, directory, i % 2 == 0, BLOB_FORMS[i // 2 % len(BLOB_FORMS)])
            failures += try_board(options.rampart, board, rng, changes, counts, kept)
    for what, times in counts.most_common():
        print(f"{times:5} {what}")
    if options.verify:
        failures += boot(options.rampart, options.guest, kept, options.verify, rng)
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
