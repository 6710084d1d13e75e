#!/usr/bin/env python3
"""A real serial driver between rampart and a MicroPython: Linux in QEMU with a 16550 on PCI, its line an emulated
micro:bit's.

    tests/guest/mpy_serial_test.py

The static aarch64 rampart runs in the guest. Ends with 77 and the reason if a kernel, a binary or QEMU is missing.
"""
import json
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

from answer_schemas import AnswerSchemas  # noqa: E402
from guest import STATIC, TOP, boot, cross_compiled, debian_kernel, machine_tree, missing_for_guest  # noqa: E402
from mpy_board import Board, Unavailable  # noqa: E402

SUITE = "trixie"
PORT = "/dev/ttyS0"
SCRIPT = f"""
run() {{
  name=$1
  shift
  "$@" > /out/$name.out 2> /out/$name.err
  echo $? > /out/$name.exit
}}
ln -s {PORT} /dev/board
stty -F {PORT} hupcl crtscts 9600
stty -F {PORT} -a > /out/before.stty
run first rampart mpy status --port {PORT} --json --timeout 30
stty -F {PORT} -a > /out/after.stty
run link rampart mpy status --port /dev/board --no-map --timeout 30
run rate rampart mpy status --port {PORT} --no-map --baud 250000 --timeout 30
hold_port {PORT} 20000 > /out/held &
while ! grep -q held /out/held; do sleep 0.1; done
run locked rampart mpy status --port {PORT}
kill $!
run auto rampart mpy status --port auto
run absent rampart mpy status --port /dev/ttyS3
"""


class Serial(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="rampart-mpy-") as folder:
            line = Path(folder) / "line"
            trace = Path(folder) / "trace"
            board = subprocess.Popen(
                Board.microbit_command(f"unix:{line},server=on,wait=off"),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            try:
                while not line.exists():
                    time.sleep(0.05)
                kernel = next(debian_kernel(SUITE).glob("boot/vmlinuz-*"))
                files = {"bin/rampart": STATIC, "bin/hold_port": cross_compiled("hold_port.c")}
                cls.guest = boot(kernel, machine_tree(Path(folder)), files, SCRIPT, limit=240,
                                 devices=("-chardev", f"socket,id=board,path={line}", "-device",
                                          "pci-serial,chardev=board", "-trace", f"enable=serial_write,file={trace}"))
            finally:
                board.kill()
                board.wait()
            cls.writes = [(int(address, 16), int(value, 16)) for address, value in
                          re.findall(r"addr 0x([0-9a-f]+) val 0x([0-9a-f]+)", trace.read_text())]

    def of(self, name):
        return tuple(self.guest.text(f"{name}.{end}").strip() for end in ("exit", "out", "err"))

    def test_the_board_is_read(self):
        status, answer, error = self.of("first")
        self.assertEqual((status, error), ("0", ""), answer)
        document = json.loads(answer)
        AnswerSchemas(TOP).validator("mpy-status").validate(document)
        self.assertEqual(document["board"]["name"], "micro:bit v1.0.1")
        self.assertEqual(document["dumps"][0]["total"], 10048)

    def test_by_a_link_and_at_a_rate_of_no_table(self):
        for name in "link", "rate":
            status, answer, error = self.of(name)
            self.assertEqual((status, error), ("0", ""), name)
            self.assertIn("MicroPython v1.9.2", answer)

    def test_the_port_hangs_up_at_the_end_as_before(self):
        before, after = (self.guest.text(f"{name}.stty") for name in ("before", "after"))
        self.assertRegex(before, r"(?m)(^| )hupcl")
        self.assertRegex(after, r"(?m)(^| )hupcl")

    def test_no_moment_resets_an_esp_board(self):
        """Bit 0 of the modem control register is DTR, bit 1 RTS, bit 4 keeps both off the line: RTS alone is a reset."""
        lines = [value & 3 for address, value in self.writes if address == 4 and not value & 0x10]
        self.assertIn(3, lines)  # as Linux opens a port
        self.assertIn(0, lines)
        opened = lines[lines.index(3):]
        self.assertNotIn(2, opened)
        self.assertNotIn(1, opened)

    def test_a_locked_port_is_told(self):
        status, _, error = self.of("locked")
        self.assertEqual(status, "2")
        self.assertIn(f"{PORT}: another program uses it", error)

    def test_auto_takes_none_that_is_not_on_usb(self):
        status, _, error = self.of("auto")
        self.assertEqual(status, "2")
        self.assertRegex(error, rf"--port auto: no serial port on USB \(expected .*{PORT}")

    def test_a_port_without_hardware_is_an_error(self):
        status, _, error = self.of("absent")
        self.assertEqual(status, "2")
        self.assertTrue(error.startswith("rampart: /dev/ttyS3: "), error)


def main():
    reason = missing_for_guest()
    try:
        Board.microbit_command("null")
    except Unavailable as lacking:
        reason = str(lacking)
    if reason is None and debian_kernel(SUITE) is None:
        reason = "no kernel of Debian to be had"
    if reason is not None:
        print(f"skipped: {reason}")
        return 77
    return 0 if unittest.main(exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
