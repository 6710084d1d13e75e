#!/usr/bin/env python3
"""Lets every write-side system call of `rampart reserve --apply` fail, one after the other, and looks at the file.

A first run under strace tells which calls there are. Then, for each of them, one run in which it fails with ENOSPC, EIO
and EROFS, and one that is killed there. After each the file is whole: all as it was, or all as it should be; which of
the two is what the exit status says. After an error nothing else is left but what the message names. A disk that is
full and a file system that is read-only are tried with real ones, where mounting is allowed.

usage: tests/reserve_faults_test.py RAMPART
Ends with 77 if strace cannot trace here.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
FAST_FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # fsync of a disk takes most of the time
CALLS = ("openat", "write", "writev", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "fchmod",
         "fchown", "mkdir", "close", "ftruncate")
ERRORS = ("ENOSPC", "EIO", "EROFS")
KILLED = (-9, 137)

EXTLINUX = "default l0\nlabel l0\n\tlinux /Image\n\tappend root=/dev/mmcblk0p2 ro\n"
BOARD = """/dts-v1/;

/ {
	#address-cells = <2>;
	#size-cells = <2>;

	memory@40000000 {
		device_type = "memory";
		reg = <0x0 0x40000000 0x0 0x40000000>;
	};

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
	};
};
"""


def run(words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


def write_side(log):
    """(call, which one of its name) of those that change files, in order. Pipes to programs are left out: a program
    that is not told of the end of its input waits until its time is up."""
    counts, found, files = {}, [], set()
    for line in log.splitlines():
        match = re.match(r"(\w+)\((.*)\) += (-?\d+)", line)
        if not match or match[1] not in CALLS:
            continue
        name, words, result = match.groups()
        counts[name] = counts.get(name, 0) + 1
        descriptor = words.split(",")[0]
        if name == "openat":
            if not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_DIRECTORY", words):
                continue
            files.add(result)
        elif name in ("rename", "renameat", "renameat2", "unlink", "mkdir"):
            pass
        elif descriptor not in files:
            continue
        if name == "close":
            files.remove(descriptor)
        found.append((name, counts[name]))
    return found


class Faults(unittest.TestCase):
    rampart: str

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(dir=FAST_FOLDER)
        self.addCleanup(self.directory.cleanup)
        self.folder = pathlib.Path(self.directory.name)

    def command(self, file, change):
        return [self.rampart, "reserve", change[0], file, *change[1:], "--apply"]

    def fresh(self, name, content):
        for each in self.folder.iterdir():
            each.unlink()
        file = self.folder / name
        file.write_bytes(content)
        return file

    def expected(self, name, content, change):
        file = self.fresh(name, content)
        answer = run(self.command(file, change))
        self.assertEqual(answer.returncode, 0, answer.stderr + answer.stdout)
        return file.read_bytes()

    def check_after(self, file, answer, old, new, fault):
        now = file.read_bytes()
        self.assertIn(now, (old, new), f"{fault}: neither the old file nor the new one")
        if answer.returncode in KILLED:
            return
        others = sorted(each.name for each in self.folder.iterdir() if each != file)
        if answer.returncode == 0:
            self.assertEqual(now, new, fault)
            self.assertEqual(others, [file.name + ".orig"], fault)
            self.assertEqual((self.folder / others[0]).read_bytes(), old, fault)
        elif now == new:
            self.assertTrue("has its new content" in answer.stderr or "cannot write" in answer.stderr or
                            "reads back" in answer.stderr or "cannot read" in answer.stderr, f"{fault}: {answer.stderr}")
        else:
            self.assertIn("rampart: ", answer.stderr, fault)
            # What could not be removed, because removing was what failed, stays; nothing else does.
            if not fault.startswith("unlink"):
                self.assertEqual(others, [], f"{fault}: {answer.stderr}")

    def try_all(self, name, old, change):
        new = self.expected(name, old, change)
        self.assertNotEqual(new, old)
        file = self.fresh(name, old)
        log = self.folder.parent / (self.folder.name + ".strace")
        self.addCleanup(log.unlink)
        run(["strace", "-o", log, "-e", "trace=" + ",".join(CALLS), *self.command(file, change)])
        calls = write_side(log.read_text())
        self.assertGreater(len(calls), 8)
        for call, which in calls:
            for fault in (*[f"error={error}" for error in ERRORS], "signal=KILL"):
                file = self.fresh(name, old)
                answer = run(["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                              f"inject={call}:{fault}:when={which}", *self.command(file, change)])
                self.check_after(file, answer, old, new, f"{call} {which} {fault}")
        print(f"{name}: {len(calls)} calls, {len(calls) * (len(ERRORS) + 1)} faults", flush=True)

    def test_a_boot_file(self):
        self.try_all("extlinux.conf", EXTLINUX.encode(), ["resize", "cma", "--size", "64M"])

    def test_a_source(self):
        self.try_all("board.dts", BOARD.encode(),
                     ["add", "--name", "a_mem", "--base", "0x50000000", "--size", "1M", "--no-map"])

    def test_a_blob(self):
        blob = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb"], input=BOARD.encode(), stdout=subprocess.PIPE,
                              check=True).stdout
        self.try_all("board.dtb", blob, ["add", "--name", "a_mem", "--base", "0x50000000", "--size", "1M", "--no-map"])

    def on_a_file_system(self, options, content, change, prepare):
        """Runs a change on a tmpfs of its own; skipped where mounting is not allowed."""
        place = self.folder / "mounted"
        place.mkdir()
        if run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]).returncode:
            self.skipTest("mounting is not allowed here")
        try:
            file = place / "extlinux.conf"
            file.write_bytes(content)
            prepare(place)
            answer = run(self.command(file, change))
            self.assertEqual(answer.returncode, 2)
            self.assertEqual(file.read_bytes(), content)
            return answer.stderr, sorted(each.name for each in place.iterdir())
        finally:
            run(["umount", place])
            place.rmdir()

    def test_a_full_disk(self):
        def fill(place):
            try:
                with open(place / "filler", "wb", buffering=0) as filler:
                    while filler.write(b"x" * 4096) == 4096:
                        pass
            except OSError:
                pass

        message, left = self.on_a_file_system("size=64k", EXTLINUX.encode(), ["resize", "cma", "--size", "64M"], fill)
        self.assertIn("no space left on device", message)
        self.assertEqual(left, ["extlinux.conf", "filler"])

    def test_a_read_only_file_system(self):
        message, left = self.on_a_file_system(
            "size=64k", EXTLINUX.encode(), ["resize", "cma", "--size", "64M"],
            lambda place: run(["mount", "-o", "remount,ro", place]))
        self.assertIn("read-only file system", message)
        self.assertEqual(left, ["extlinux.conf"])


def main():
    Faults.rampart = sys.argv.pop()
    if shutil.which("strace") is None or run(["strace", "-o", "/dev/null", "true"]).returncode:
        print("skipped: strace cannot trace here")
        return SKIPPED
    return 0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
