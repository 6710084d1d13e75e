#!/usr/bin/env python3
"""`mpy status` on real MicroPythons: what it reads is right, and the board is afterwards as it was before.

usage: tests/mpy_board_test.py RAMPART
"""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from answer_schemas import AnswerSchemas
from mpy_board import Board, Unavailable, let_signals_act

SKIPPED = 77
TOP = pathlib.Path(__file__).resolve().parent.parent
RAMPART = ""
VALIDATOR = AnswerSchemas(TOP).validator("mpy-status")


def status(port, *words, timeout=30):
    return subprocess.run([RAMPART, "mpy", "status", "--port", port, *words], capture_output=True, text=True,
                          timeout=timeout, check=False)


class OnABoard:
    """The same for every counterpart."""
    start = None  # makes the board
    block = 16
    doubt = 0  # bytes of blocks that an old number on the stack may keep alive

    def setUp(self):
        try:
            self.board = type(self).start()
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason)) from reason
        self.addCleanup(self.board.__exit__)

    def reading(self, *words):
        answer = status(self.board.port, "--json", *words)
        self.assertEqual(answer.returncode, 0, answer.stderr + answer.stdout)
        document = json.loads(answer.stdout)
        VALIDATOR.validate(document)
        return document

    def heap(self, *words):
        return self.reading(*words)["dumps"][-1]

    def used_after_collection(self):
        """By the board's own word: what it cannot do without. One collection may take an old number for a pointer."""
        answers = [self.board.type("import gc; gc.collect(); gc.mem_alloc()") for _ in range(4)]
        return min(int(re.findall(r"\d+", answer)[-1]) for answer in answers)

    def needed(self):
        """The same by our reading."""
        return min(self.heap("--collect")["used"] for _ in range(3))

    def test_the_numbers_are_those_of_the_board(self):
        document = self.reading()
        heap = document["dumps"][-1]
        self.assertEqual(heap["total"], heap["used"] + heap["free"])
        self.assertEqual(heap["block"], self.block)
        self.assertFalse(heap["block_assumed"])
        self.assertEqual(sum(area["used"] for area in heap["areas"]), heap["used"])
        banner = self.board.type("import sys; print(sys.implementation)")
        self.assertIn(self.version.replace(".", ", "), banner)
        self.assertIn(self.version, document["board"]["version"])
        self.assertEqual(document["board"]["name"], self.name)
        self.assertEqual([finding["rule"] for finding in document["findings"] if finding["severity"] == "error"], [])

    def test_an_allocation_changes_the_numbers_by_its_size(self):
        self.board.fill_history()
        self.board.type("kept = None")
        before = self.needed()
        self.board.type("kept = bytearray(4096)")
        held = self.needed()
        self.board.type("kept = None")
        # The array's blocks, and those of its head: four words, a block for any port.
        self.assertAlmostEqual(held - before, 4096 + self.block, delta=self.doubt)
        self.assertAlmostEqual(self.needed(), before, delta=self.doubt)

    def test_the_board_is_as_it_was(self):
        self.board.fill_history()
        self.board.type("kept = [1, 2, 3]")
        self.board.use_raw_repl()
        used = self.used_after_collection()
        names = self.board.type("sorted(globals().keys())")
        for words in [], ["--collect"], ["--no-map"]:
            self.reading(*words)
            self.assertEqual(self.board.type("sorted(globals().keys())"), names)
            self.assertLessEqual(self.used_after_collection(), used + self.doubt)  # an old number may have gone
        self.assertEqual(self.board.type("kept"), "[1, 2, 3]")

    def test_after_a_collection_nothing_of_the_reading_stays(self):
        costs = [self.reading("--collect")["cost"] for _ in range(4)]
        self.assertEqual(costs[-1]["before"], costs[1]["before"])
        cost = costs[-1]
        self.assertEqual(cost["stays"], 0)
        self.assertGreater(cost["left"], 0)
        self.assertLess(cost["left"], 8192)

    def test_what_a_reading_leaves_is_what_it_says(self):
        """The board's use before it, and what it counts itself, is the use after it: up to a look of ours."""
        first = self.reading()["cost"]
        second = self.reading()["cost"]
        self.assertAlmostEqual(first["before"] + first["left"], second["before"], delta=512)

    def test_the_transcript_is_what_mpy_parse_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            transcript = pathlib.Path(folder) / "session.txt"
            document = self.reading("--transcript", str(transcript))
            parsed = subprocess.run([RAMPART, "mpy", "parse", "--json", str(transcript)], capture_output=True, text=True,
                                    check=False)
            self.assertEqual(parsed.returncode, 0, parsed.stderr)
            again = json.loads(parsed.stdout)
            for key in ["board", "dumps", "mem_alloc", "mem_free", "idf_heaps"]:
                self.assertEqual(again[key], document[key], key)

    def test_a_raw_repl_that_somebody_left_open_is_no_obstacle(self):
        self.board.send(b"\x01")
        self.board.wait_for("raw REPL; CTRL-B to exit\r\n>")
        self.heap()
        self.assertEqual(self.board.type("1 + 1"), "2")

    def test_a_watch_reads_again_and_leaves_the_board_free(self):
        answer = status(self.board.port, "--watch", "0.2", "--count", "3")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        lines = answer.stdout.splitlines()
        self.assertEqual(len(lines), 3, answer.stdout)
        for line in lines:
            self.assertRegex(line, r"^ +\d+\.\d s +total +\d+ +used +\d+ +free +\d+ +largest free +\d+")
        self.assertEqual(self.board.type("1 + 1"), "2")

    def test_ctrl_c_ends_a_watch_and_leaves_the_board_free(self):
        watch = subprocess.Popen([RAMPART, "mpy", "status", "--port", self.board.port, "--watch", "0.05"],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        watch.stdout.readline()
        time.sleep(0.13)
        watch.send_signal(signal.SIGINT)
        _, error = watch.communicate(timeout=10)
        self.assertEqual((watch.returncode, error), (0, ""))
        self.assertEqual(self.board.type("1 + 1"), "2")


class Minimal(OnABoard, unittest.TestCase):
    start = Board.minimal
    name, version = "minimal", "1.25"
    block = 32
    doubt = 64

    def test_a_raw_paste_that_somebody_left_open_is_left_by_an_interrupt_alone(self):
        self.board.send(b"\x01\x05A\x01print(")
        self.board.read()
        refused = status(self.board.port)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("no answer to Ctrl-A", refused.stderr)
        self.heap("--interrupt")
        self.assertEqual(self.board.type("1 + 1"), "2")

    def test_paste_mode_is_told_and_left_by_an_interrupt_alone(self):
        self.board.send(b"\x05x = 5\r")
        self.board.wait_for("=== ")
        refused = status(self.board.port)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("the board is in paste mode", refused.stderr)
        self.board.send(b"x = 6")
        self.assertEqual(self.board.read(), "x = 6")  # the paste goes on where it was
        self.heap("--interrupt")
        self.assertIn("NameError", self.board.type("x"))

    def test_a_small_free_heap_is_read_too(self):
        self.board.type("kept = bytearray(18000)")
        heap = self.heap("--collect")
        self.assertLess(heap["free"], 8000)
        self.assertEqual(heap["total"], heap["used"] + heap["free"])


class Webassembly(OnABoard, unittest.TestCase):
    start = Board.webassembly
    name, version = "JS", "1.27"

    def test_the_heap_may_grow_and_does(self):
        before = self.heap()
        self.assertGreater(before["max_new_split"], 1 << 20)
        self.assertEqual(before["reachable"], before["free"] + before["max_new_split"])
        self.board.type("kept = bytearray(1000000)")
        after = self.heap()
        self.assertGreaterEqual(after["total"] - before["total"], 1000000)
        self.assertEqual(len(after["areas"]), 2)


class Microbit(OnABoard, unittest.TestCase):
    start = Board.microbit
    name, version = "micro:bit v1.0.1", "1.9"

    def start_program(self):
        self.board.read()
        self.board.send(b"\x05")  # paste mode: a program of several lines
        self.board.wait_for("=== ")
        self.board.send(b"while True:\r    print('on')\r    sleep(100)\r\x04")

    def test_a_running_program_is_left_alone_without_leave_to_interrupt(self):
        self.board.type("from microbit import sleep")
        self.start_program()
        self.board.wait_for("on\r\non\r\n")
        began = time.monotonic()
        refused = status(self.board.port)
        self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(refused.returncode, 2)
        self.assertRegex(refused.stderr, r"^rampart: /dev/pts/\d+: no answer but \"(on|.|�)*\" to Ctrl-A .*--interrupt stops")
        self.assertIn("on\r\non\r\n", self.board.wait_for("on\r\non\r\n"))  # it goes on
        self.heap("--interrupt")
        self.assertEqual(self.board.type("1 + 1"), "2")

    def test_a_busy_program_that_prints_nothing_is_no_board(self):
        self.board.send(b"while True: pass\r\r")
        self.board.wait_for("... \r\n")
        refused = status(self.board.port)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("no answer to Ctrl-A", refused.stderr)
        self.heap("--interrupt")

    def test_what_was_sent_to_a_busy_program_leaves_the_prompt_for_people(self):
        self.board.type("from microbit import sleep")
        self.board.send(b"sleep(6000)\r")
        time.sleep(0.3)
        self.assertEqual(status(self.board.port).returncode, 2)
        self.board.read(4)
        self.assertEqual(self.board.type("1 + 1"), "2")


class OverANetwork(unittest.TestCase):
    def test_a_board_behind_a_connection_is_read(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            place = f"localhost:{free.getsockname()[1]}"
        try:
            command = Board.microbit_command(f"tcp:{place},server=on,wait=off")
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason)) from reason
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as program:
            try:
                for words in [], ["--collect"]:
                    answer = self.read(place, *words)
                    self.assertEqual(answer.returncode, 0, answer.stderr)
                    self.assertTrue(answer.stdout.startswith("micro:bit v1.0.1 with nRF51822"), answer.stdout)
                    self.assertIn(f"\nread at {place}; it left ", answer.stdout)
            finally:
                program.kill()

    @staticmethod
    def read(place, *words):
        """Once it has started, which is when it answers."""
        for _ in range(20):
            answer = subprocess.run([RAMPART, "mpy", "status", "--tcp", place, "--timeout", "3", *words],
                                    capture_output=True, text=True, check=False)
            if answer.returncode == 0:
                break
            time.sleep(0.3)
        return answer


def main():
    global RAMPART
    RAMPART = os.path.abspath(sys.argv.pop(1))
    let_signals_act()
    program = unittest.main(exit=False, verbosity=2 if "-v" in sys.argv else 1)
    result = program.result
    for _, reason in result.skipped:
        print(f"skipped: {reason}")
    if result.testsRun and len(result.skipped) == result.testsRun and result.wasSuccessful():
        return SKIPPED
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
