"""MicroPythons to read: real ones behind a pseudo-terminal, and a stand-in for faults that no real one can be made to
have.

    with Board.microbit() as board: board.type("x = 1"); run(["rampart", "mpy", "status", "--port", board.port])
"""
import contextlib
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import threading
import time
import tty

TOP = pathlib.Path(__file__).resolve().parent.parent
MICROBIT = pathlib.Path("/usr/share/firmware-microbit-micropython/firmware.hex")


def let_signals_act():
    """As at a terminal: what a shell starts in the background has some of them ignored, and so have its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in signal.SIGHUP, signal.SIGTERM:
        signal.signal(number, signal.SIG_DFL)


class Unavailable(Exception):
    """What a counterpart needs and this machine lacks."""


def tool(name):
    """What a script of tools/micropython prints."""
    made = subprocess.run([TOP / "tools/micropython" / name], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Unavailable(f"{name}: {made.stderr.strip()}")
    return made.stdout.strip()


class Board:
    """A program whose standard input and output are a serial line."""

    def __init__(self, program, port, line):
        self.program = program
        self.port = port  # for rampart
        self._line = line  # the same, for a person at its prompt

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._line)
        self.program.kill()
        self.program.communicate()

    @classmethod
    def of_program(cls, command):
        """The program has the master, as a board has the other end of the line."""
        master, slave = pty.openpty()
        tty.setraw(slave)
        program = subprocess.Popen(command, stdin=master, stdout=master, stderr=subprocess.DEVNULL)
        os.close(master)
        board = cls(program, os.ttyname(slave), slave)
        board.wait_for(">>> ")
        return board

    @classmethod
    def minimal(cls):
        """MicroPython 1.25, its `minimal` port: raw-paste, blocks of 32 bytes."""
        return cls.of_program([tool("build.sh")])

    @classmethod
    def webassembly(cls):
        """MicroPython 1.27: a heap that grows on demand."""
        node = shutil.which("node") or shutil.which("nodejs")
        if node is None:
            raise Unavailable("no node (expected Debian's package nodejs)")
        folder = tool("fetch_webassembly.sh")
        return cls.of_program([node, str(TOP / "tools/micropython/webassembly.mjs"), folder])

    @staticmethod
    def microbit_command(serial):
        """An emulated micro:bit with its line where QEMU's `-serial` says."""
        if not MICROBIT.exists():
            raise Unavailable("no firmware (expected Debian's package firmware-microbit-micropython)")
        if shutil.which("qemu-system-arm") is None:
            raise Unavailable("no qemu-system-arm")
        return ["qemu-system-arm", "-M", "microbit", "-nographic", "-monitor", "none", "-serial", serial,
                "-device", f"loader,file={MICROBIT}"]

    @classmethod
    def microbit(cls):
        """MicroPython 1.9.2 on an emulated micro:bit: no raw-paste, 10 KB of heap."""
        program = subprocess.Popen(cls.microbit_command("pty"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        for text in program.stdout:
            if found := re.search(r"/dev/pts/\d+", text):
                port = found.group()
                break
        else:
            raise Unavailable("qemu-system-arm: no machine microbit")
        line = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        tty.setraw(line)
        board = cls(program, port, line)
        board.wake()
        return board

    def send(self, data):
        os.write(self._line, data)

    def read(self, seconds=0.2):
        """What comes until nothing does for so long."""
        data = b""
        while piece := self._piece(seconds):
            data += piece
        return data.decode(errors="replace")

    def wake(self):
        """To its prompt. QEMU looks only now and then whether somebody has opened the terminal."""
        for _ in range(20):
            self.send(b"\r")
            if self.read(1).endswith(">>> "):
                return
        raise AssertionError("no prompt")

    def wait_for(self, text, seconds=20):
        """What comes up to the text, which must come."""
        end = time.monotonic() + seconds
        data = b""
        while text.encode() not in data:
            if time.monotonic() > end:
                raise AssertionError(f"no {text!r} in {data!r}")
            data += self._piece(0.3)
        return data.decode(errors="replace")

    def _piece(self, seconds):
        readable, _, _ = select.select([self._line], [], [], seconds)
        return os.read(self._line, 65536) if readable else b""

    def type(self, statement):
        """At the prompt for people; what it answers. All lines are of one length, that of
        our longest program: the prompt keeps the last eight, and some its longest line."""
        self.read(0.05)
        line = statement.ljust(132).encode() + b"\r"
        for at in range(0, len(line), 32):  # an emulated line knows no speed, and the micro:bit holds 64 bytes
            self.send(line[at:at + 32])
            time.sleep(0.005)
        return self.wait_for(">>> ").split("\r\n", 1)[1].removesuffix(">>> ").strip()

    def fill_history(self):
        """So that typing lines takes no more heap."""
        for i in range(10):
            self.type(f"{i}")

    def use_raw_repl(self):
        """By hand, once: from 1.27 on it binds a name of its own, for which the table of names may have to grow."""
        for data, answer in (b"\x01", "\r\n>"), (b"1\x04", "OK\x04\x04>"), (b"\x02", ">>> "):
            self.send(data)
            self.wait_for(answer)
        if "True" in self.type("'__file__' in globals()"):
            self.type("del __file__")

    def stop(self):
        """Halts the program, as a board without power is silent."""
        self.program.send_signal(signal.SIGSTOP)


class StandIn:
    """A port whose other end answers as a function of what it got says: `answer(data)` is called with every piece, and
    returns what to send, or nothing."""

    def __init__(self, answer, first=b""):
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self.heard = b""
        self._answer = answer
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(first,))
        self._thread.start()

    def _serve(self, first):
        os.set_blocking(self._master, False)
        pending = first
        while not self._ends.is_set():
            readable, writable, _ = select.select([self._master], [self._master] if pending else [], [], 0.02)
            if readable:
                data = os.read(self._master, 4096)
                self.heard += data
                pending += self._answer(data) or b""
            if writable and pending:
                try:
                    pending = pending[os.write(self._master, pending[:512]):]
                except BlockingIOError:
                    time.sleep(0.01)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join()
        with contextlib.suppress(BlockingIOError):  # what was sent last
            while data := os.read(self._master, 4096):
                self.heard += data
        os.close(self._slave)
        os.close(self._master)
