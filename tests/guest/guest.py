"""Boots a kernel in QEMU with a device tree and a script of ours, and brings back the files that the script left.

    run = boot(kernel, tree, files={"bin/rampart": Path(...)}, script="rampart status --json > /out/status.json")
    run.outputs["status.json"]

The guest is an initramfs with busybox and the given files. Its script runs as root with /proc, /sys, /dev and debugfs
mounted; what it writes under /out comes back over the serial console. Only Python's standard library is used.
"""

import base64
import binascii
import gzip
import io
import shutil
import subprocess
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
STATIC = TOP / "build/static-aarch64/rampart"
CROSS = "aarch64-linux-gnu-gcc"
BEGIN, END = "@@ outputs of the guest", "@@ end of outputs"

INIT = f"""#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t debugfs debugfs /sys/kernel/debug
mount -t tmpfs tmpfs /tmp
mkdir -p /out
sh /script > /out/script.log 2>&1
echo $? > /out/script.status
dmesg -n 1
echo "{BEGIN}"
tar -c -C /out . | gzip -1 | base64
echo "{END}"
poweroff -f
"""


def missing_for_guest(*kernels: str, programs: tuple[Path, ...] = (STATIC,)) -> str | None:
    """What a test that boots these kernels with our static programs cannot do without."""
    for program in ("qemu-system-aarch64", "dtc", CROSS):
        if shutil.which(program) is None:
            return f"no {program} (tools/packages.sh test installs it)"
    sources = [path for folder in ("src", "include", "data/devices") for path in (TOP / folder).rglob("*")
               if path.is_file() and not path.name.endswith(("_test.cc", "_fuzz.cc"))]
    newest = max(sources, key=lambda path: path.stat().st_mtime)
    for program in programs:
        name = program.relative_to(TOP)
        if not program.exists():
            return f"no {name} (tools/static-deps/build-rampart.sh aarch64 builds it)"
        if newest.stat().st_mtime > program.stat().st_mtime:
            return (f"{name} is older than {newest.relative_to(TOP)} "
                    "(tools/static-deps/build-rampart.sh aarch64 builds it)")
    for kernel in kernels:
        if cached_kernel(kernel) is None:
            return f"no kernel {kernel} for arm64 (tools/kernels/build.sh builds it)"
    return None


def cached_kernel(kernel: str) -> Path | None:
    """The arm64 kernel that tools/kernels/build.sh has built: a version, or a version and a variant."""
    version, *variant = kernel.split()
    found = subprocess.run([TOP / "tools/kernels/build.sh", "--cached", version, "arm64", *variant],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


def debian_kernel(suite: str) -> Path | None:
    """The package of Debian's arm64 kernel for virtual machines, unpacked."""
    def tool(*arguments: str) -> str:
        found = subprocess.run([TOP / "tools/debian.sh", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True)
        return found.stdout.strip() if found.returncode == 0 else ""
    package = tool("needs", suite, "arm64", "linux-image-cloud-arm64").split("\n")[0]
    folder = tool("package", suite, "arm64", package) if package else ""
    return Path(folder) if folder else None


def machine_tree(folder: Path) -> Path:
    """The tree of QEMU's own machine, without reservations: all of its memory is Linux's."""
    blob = folder / "virt.dtb"
    subprocess.run(["qemu-system-aarch64", "-M", f"virt,dumpdtb={blob}", "-cpu", "cortex-a53", "-m", "256M",
                    "-nodefaults", "-display", "none"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # QEMU dumps a blob of 1 MiB and doubles it when it loads it: past the 2 MiB that Linux takes.
    packed = folder / "packed.dtb"
    subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dtb", "-o", packed, blob], check=True)
    return packed


def cross_compiled(source: str) -> bytes:
    """A static program of ours for the guest."""
    target = TOP / "build/guest" / Path(source).stem
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([CROSS, "-Os", "-static", "-s", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", target,
                    HERE / source], check=True)
    return target.read_bytes()


class GuestError(Exception):
    """The guest did not do what it was told; the message ends with its last words."""


@dataclass(frozen=True)
class GuestRun:
    outputs: dict[str, bytes]  # By path below /out.
    console: str
    seconds: float

    def text(self, name: str) -> str:
        return self.outputs[name].decode()


def cpio_entry(name: str, mode: int, content: bytes = b"", number: int = 0, device: tuple[int, int] = (0, 0)) -> bytes:
    """One member of an archive of cpio's `newc` form, which the kernel unpacks."""
    path = name.encode() + b"\0"
    fields = [number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(path), 0]
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + path
    return header + b"\0" * (-len(header) % 4) + content + b"\0" * (-len(content) % 4)


def initramfs(files: dict[str, Path | bytes], script: str) -> bytes:
    """A gzipped root file system of `files` (mode 0755) and the script."""
    members = {"init": INIT.encode(), "script": script.encode(), "bin/busybox": busybox()}
    members |= {name: content if isinstance(content, bytes) else content.read_bytes() for name, content in files.items()}
    folders = {"proc", "sys", "dev", "tmp", "out"}
    for name in members:
        folders |= {str(parent) for parent in Path(name).parents if str(parent) != "."}
    entries = [cpio_entry(folder, 0o040755, number=1) for folder in sorted(folders)]
    entries.append(cpio_entry("dev/console", 0o020600, number=2, device=(5, 1)))
    entries += [cpio_entry(name, 0o100755, content, number=3 + at) for at, (name, content) in enumerate(members.items())]
    return gzip.compress(b"".join(entries) + cpio_entry("TRAILER!!!", 0), compresslevel=1)


def busybox() -> bytes:
    """Debian's static busybox for arm64, fetched once."""
    found = subprocess.run(
        [TOP / "tools/debian.sh", "package", "bookworm", "arm64", "busybox-static"],
        stdout=subprocess.PIPE, text=True, check=True)
    return (Path(found.stdout.strip()) / "bin/busybox").read_bytes()


def boot(kernel: Path, tree: Path, files: dict[str, Path | bytes], script: str, cmdline: str = "",
         memory: str = "512M", limit: float = 120, devices: tuple[str, ...] = ()) -> GuestRun:
    """Boots `kernel` with the device tree `tree` (.dtb or .dts) on QEMU's arm64 `virt` machine, with more `devices` as
    QEMU's command line names them.

    Raises GuestError if the guest panics, hangs past `limit` seconds, or sends anything but whole outputs.
    """
    with tempfile.TemporaryDirectory(prefix="rampart-guest-") as folder:
        work = Path(folder)
        blob = tree
        if tree.suffix == ".dts":
            blob = work / "board.dtb"
            subprocess.run(["dtc", "-I", "dts", "-O", "dtb", "-o", blob, tree], check=True)
        (work / "initrd").write_bytes(initramfs(files, script))
        command = [
            "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", memory, "-nodefaults", "-display", "none",
            "-serial", "stdio", "-no-reboot", "-kernel", kernel, "-dtb", blob, "-initrd", work / "initrd",
            "-append", f"console=ttyAMA0 panic=-1 rdinit=/init {cmdline}".strip(), *devices]
        started = time.monotonic()
        with open(work / "console", "wb") as console:
            try:
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, timeout=limit)
                ending = "the guest ended without its outputs"
            except subprocess.TimeoutExpired:
                ending = f"the guest was still running after {limit} s"
        seconds = time.monotonic() - started
        text = (work / "console").read_bytes().decode(errors="replace").replace("\r\n", "\n")
    return GuestRun(outputs_on(text, ending), text, seconds)


def outputs_on(console: str, ending: str) -> dict[str, bytes]:
    """The files between the markers on the console."""
    before, begin, rest = console.partition(f"{BEGIN}\n")
    block, end, _ = rest.partition(f"{END}\n")
    if not begin or not end:
        raise GuestError(f"{ending}; its last lines:\n" + "\n".join(before.splitlines()[-25:]))
    try:
        archive = gzip.decompress(base64.b64decode("".join(block.split()), validate=True))
    except (binascii.Error, OSError, EOFError) as error:
        raise GuestError(f"the guest's outputs arrived damaged: {error}") from error
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name.removeprefix("./"): tar.extractfile(member).read() for member in tar if member.isfile()}
