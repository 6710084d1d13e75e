#!/usr/bin/env python3
"""`mpy status` on what no real MicroPython can be made to do: each fault is told in time, and the port given back.

usage: tests/mpy_faults_test.py RAMPART
"""
import contextlib
import fcntl
import os
import pathlib
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
import tty
import unittest

from mpy_board import StandIn, let_signals_act

RAMPART = ""
PROMPT = b"\r\nraw REPL; CTRL-B to exit\r\n>"


def status(*words, timeout=30):
    return subprocess.run([RAMPART, "mpy", "status", *words], capture_output=True, text=True, timeout=timeout,
                          check=False)


ASK = b"\x05A\x01"  # for raw-paste


def at_prompt(asked, ran=b""):
    """A board that gets to its raw prompt, answers so when it is asked for raw-paste, and so when a program ends."""
    def answer(data):
        if data.endswith(ASK):
            return asked
        if data.endswith(b"\x01"):
            return PROMPT
        return ran if data.endswith(b"\x04") else b""
    return answer


class Faults(unittest.TestCase):
    def refused(self, answer, expected, *words, first=b"", seconds=5.0):
        """The error of a stand-in, in time; the port is as before and can be opened again at once."""
        with StandIn(answer, first) as board:
            line = os.open(board.port, os.O_RDWR | os.O_NOCTTY)
            self.addCleanup(os.close, line)
            before = termios.tcgetattr(line)
            before[3] |= termios.ECHO  # as somebody may have left it
            termios.tcsetattr(line, termios.TCSANOW, before)
            for _ in range(2):
                began = time.monotonic()
                result = status("--port", board.port, *words)
                self.assertLess(time.monotonic() - began, seconds)
                self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
                self.assertTrue(result.stderr.startswith(f"rampart: {board.port}: "), result.stderr)
                self.assertIn(expected, result.stderr)
                self.assertEqual(termios.tcgetattr(line), before)
            os.close(os.open(board.port, os.O_RDWR | os.O_NOCTTY))
        return board.heard

    def test_silence(self):
        heard = self.refused(lambda data: b"", "no answer to Ctrl-A")
        self.assertEqual(heard, b"\x01\x02" * 2)  # no Ctrl-C, no Ctrl-D, no Enter

    def test_silence_that_may_be_interrupted(self):
        heard = self.refused(lambda data: b"", "no answer to Ctrl-C and Ctrl-A", "--interrupt", "--timeout", "1")
        self.assertEqual(heard, b"\r\x03\x03\r\x01\x02" * 2)

    def test_an_echo(self):
        heard = self.refused(lambda data: data, "what is sent comes back: the board is in paste mode")
        self.assertEqual(heard, b"\x01" * 2)

    def test_garbage(self):
        self.refused(lambda data: b"\x80\xfe\x00\x9e\xf8\x86" * 9, "is it another --baud?", "--timeout", "1")

    def test_a_shell(self):
        self.refused(lambda data: b"^A\r\nlogin: ", 'no answer but "^A��login: " to Ctrl-A', "--timeout", "1")

    def test_a_program_that_prints_without_pause(self):
        self.refused(lambda data: b"t=21.5\r\n" * 30000, "no answer but", "--timeout", "1", seconds=6)

    def test_a_board_that_starts_again_and_again(self):
        again = b"ESP-ROM:esp32s3-20210327\r\nrst:0xc (SW_CPU_RESET)\r\nabort() was called\r\n"
        self.refused(lambda data: again, "the board starts anew and does not come to its prompt", "--timeout", "4",
                     seconds=8)

    def test_a_reset_in_the_middle(self):
        heard = self.refused(at_prompt(b"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13\r\n"),
                             "the board reset while it was read")
        self.assertEqual(heard, b"\x01\x05A\x01\x02" * 2)

    def test_a_banner_in_the_middle(self):
        self.refused(at_prompt(b"MPY: soft reboot\r\nMicroPython v1.28.0 on 2026-04-06; X with Y\r\n>>> "),
                     "the board reset while it was read")

    def test_half_an_answer(self):
        self.refused(at_prompt(b"R\x00", b"OKGC: total: 6"),
                     'of 12 bytes so far the last that came is "', "--timeout", "1")

    def test_an_answer_without_end(self):
        self.refused(at_prompt(b"R\x00", b"OK" + b"x" * 1000000),
                     "the answer did not end in time", "--timeout", "1")

    def test_a_long_answer_may_come_slowly(self):
        """The map of a large heap takes longer than the limit where nobody gave one."""
        dump = b"GC: total: 64000, used: 1600, free: 62400\r\n No. of 1-blocks: 1, 2-blocks: 1, max blk sz: 9\r\n"
        dump += b"GC memory layout; from 20000000:\r\n"
        dump += b"".join(b"%05x: %s\r\n" % (row * 1024, (b"h" if row == 0 else b"=") * 64) for row in range(62))

        def serve(connection):
            program = b""
            while data := connection.recv(4096):
                program += data
                if program.endswith(ASK):
                    connection.sendall(b"R\x00")
                elif program == b"\x01":
                    connection.sendall(PROMPT)
                elif program.endswith(b"\x02"):
                    connection.sendall(b"\r\nMicroPython v1.9.2 on 2017-09-01; X with Y\r\n>>> ")
                elif program.endswith(b"\x04"):
                    connection.sendall(b"OK")
                    if b"mem_info" in program:
                        for at in range(0, len(dump), 200):
                            connection.sendall(dump[at:at + 200])
                            time.sleep(0.5)
                    connection.sendall(b"1600\r\n62400\r\n\x04\x04>" if b"mem_info" in program else b"1600\x04\x04>")
                else:
                    continue
                program = b""

        with socket.create_server(("127.0.0.1", 0)) as server:
            def serve_both():
                for _ in range(2):
                    connection, _ = server.accept()
                    with connection, contextlib.suppress(ConnectionError):  # who gives up hangs up
                        serve(connection)
            thread = threading.Thread(target=serve_both, daemon=True)
            thread.start()
            place = f"127.0.0.1:{server.getsockname()[1]}"
            refused = status("--tcp", place, "--timeout", "2")
            self.assertEqual(refused.returncode, 2)
            self.assertIn("the answer did not end in time", refused.stderr)
            read = status("--tcp", place)
            self.assertEqual(read.returncode, 0, read.stderr)
            self.assertIn("area at 0x20000000", read.stdout)

    def test_a_window_of_nothing(self):
        self.refused(at_prompt(b"R\x01\x00\x00"), "a window of raw-paste")

    def test_a_board_that_takes_nothing(self):
        master, slave = pty.openpty()
        tty.setraw(slave)
        self.addCleanup(os.close, master)
        self.addCleanup(os.close, slave)
        # Nobody reads: what is written stays, and goes nowhere.
        result = status("--port", os.ttyname(slave), "--timeout", "1")
        self.assertEqual(result.returncode, 2)
        self.assertIn("no answer to Ctrl-A", result.stderr)

    def test_a_cable_that_is_pulled(self):
        master, slave = pty.openpty()
        tty.setraw(slave)
        port = os.ttyname(slave)
        run = subprocess.Popen([RAMPART, "mpy", "status", "--port", port], stderr=subprocess.PIPE, text=True)
        self.assertEqual(os.read(master, 10), b"\x01")
        os.close(slave)
        os.close(master)
        _, error = run.communicate(timeout=8)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(error, f"rampart: {port}: the other end is gone (expected a board; was its cable pulled?)\n")

    def test_a_signal_gives_the_port_back(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with StandIn(lambda data: b"") as board:
                line = os.open(board.port, os.O_RDWR | os.O_NOCTTY)
                self.addCleanup(os.close, line)
                before = termios.tcgetattr(line)
                run = subprocess.Popen([RAMPART, "mpy", "status", "--port", board.port, "--timeout", "60"],
                                       stderr=subprocess.PIPE, text=True)
                while not board.heard:
                    time.sleep(0.01)
                run.send_signal(number)
                _, error = run.communicate(timeout=20)
                self.assertEqual((run.returncode, error), (2, "rampart: mpy status: stopped (expected to be left to read "
                                                              "the board)\n"))
                self.assertEqual(termios.tcgetattr(line), before)

    def test_a_port_that_another_program_uses(self):
        with StandIn(lambda data: PROMPT) as board:
            line = os.open(board.port, os.O_RDWR | os.O_NOCTTY)
            self.addCleanup(os.close, line)
            fcntl.flock(line, fcntl.LOCK_EX)  # as mpremote has it
            result = status("--port", board.port)
            self.assertEqual(result.returncode, 2)
            self.assertIn("another program uses it", result.stderr)
            fcntl.flock(line, fcntl.LOCK_UN)
            fcntl.ioctl(line, termios.TIOCEXCL)  # as a terminal program has it
            self.assertIn("another program uses it", status("--port", board.port).stderr)
            self.assertEqual(board.heard, b"")

    def test_what_is_no_board(self):
        with tempfile.NamedTemporaryFile() as file:
            self.assertIn("is no terminal device", status("--port", file.name).stderr)
        self.assertIn("is no terminal device", status("--port", "/dev/null").stderr)
        self.assertIn("no such device", status("--port", "/dev/ttyACM99").stderr)
        self.assertIn("no board is named", status().stderr)
        self.assertIn("both given", status("--port", "/dev/ttyACM0", "--tcp", "localhost:1").stderr)
        self.assertIn("--count without --watch", status("--port", "/dev/ttyACM0", "--count", "3").stderr)

    def test_places_of_a_network(self):
        for place in "board", ":80", "board:", "board:0", "board:65536", "board:x", "-f:80", "":
            result = status("--tcp", place)
            self.assertEqual(result.returncode, 2)
            self.assertIn("expected --port DEVICE" if not place else "expected HOST:PORT", result.stderr)
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        refused = status("--tcp", f"localhost:{port}")
        self.assertRegex(refused.stderr, rf"^rampart: localhost:{port}: cannot connect: connection refused")
        self.assertIn("no such host", status("--tcp", "board.invalid:80").stderr)

    def test_a_connection_that_is_closed(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            def serve():
                connection, _ = server.accept()
                connection.recv(10)
                connection.close()
            thread = threading.Thread(target=serve)
            thread.start()
            result = status("--tcp", f"127.0.0.1:{server.getsockname()[1]}")
            thread.join()
        self.assertEqual(result.returncode, 2)
        self.assertIn("the other end is gone", result.stderr)


if __name__ == "__main__":
    RAMPART = os.path.abspath(sys.argv.pop(1))
    let_signals_act()
    unittest.main()
