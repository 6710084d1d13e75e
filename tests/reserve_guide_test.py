#!/usr/bin/env python3
"""The five changes that the vendor's guide of the QCS6490 shows, as a person types them, on a board with its memory plan.

usage: tests/reserve_guide_test.py RAMPART
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from answer_schemas import AnswerSchemas

SKIPPED = 77
TOP = pathlib.Path(__file__).resolve().parent.parent
BOARD = pathlib.Path(__file__).resolve().parent / "data/reserve/qcs6490.dts"
CMA = """
		my_cma: my_cma {
			compatible = "shared-dma-pool";
			size = <0x0 0x1400000>;
			alignment = <0x0 0x400000>;
			alloc-ranges = <0x0 0x0 0x1 0x0>;
			reusable;
		};
"""
CARVE_OUT = """
		my_carveout_mem: my_carveout_mem@d0800000 {
			reg = <0x0 0xd0800000 0x0 0x100000>;
			no-map;
		};
"""
POOL = """
		my_pool: my_pool@90000000 {
			compatible = "shared-dma-pool";
			reg = <0x0 0x90000000 0x0 0x8000000>;
			no-map;
		};
"""


class Guide(unittest.TestCase):
    rampart: str

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.board = pathlib.Path(self.directory.name) / "board.dts"
        shutil.copyfile(BOARD, self.board)

    def reserve(self, action, *words, status=0):
        answer = subprocess.run([self.rampart, "reserve", action, str(self.board), *words, "--json", "--apply"],
                                capture_output=True, text=True, check=False)
        self.assertEqual(answer.returncode, status, answer.stderr + answer.stdout)
        if status == 2:
            return answer.stderr
        document = json.loads(answer.stdout)
        AnswerSchemas(TOP).validator("reserve").validate(document)
        return document

    def added(self):
        """The lines that are new, which is all that changed."""
        old, new = BOARD.read_text().split("\n"), self.board.read_text().split("\n")
        start = next(i for i, (a, b) in enumerate(zip(old, new)) if a != b)
        count = len(new) - len(old)
        self.assertEqual(old, new[:start] + new[start + count:])
        return "\n".join(["", *new[start:start + count], ""])

    def undo(self, name):
        self.reserve("remove", name)
        self.assertEqual(self.board.read_bytes(), BOARD.read_bytes())

    def test_a_carve_out(self):
        answer = self.reserve("add", "--name", "my_carveout_mem", "--base", "0xd0800000", "--size", "0x100000", "--no-map")
        self.assertIn(CARVE_OUT.strip(), self.added())
        change, = answer["effects"][0]["changes"]
        self.assertEqual((change["change"], change["after"]["base"]), ("appeared", "0xd0800000"))
        self.undo("my_carveout_mem")

    def test_a_pool_below_4_gib(self):
        answer = self.reserve("add", "--name", "my_cma", "--size", "0x1400000", "--alignment", "0x400000", "--below", "4G",
                              "--reusable")
        self.assertIn(CMA.strip(), self.added())
        total = answer["effects"][0]["cma_total"]
        self.assertEqual(total["after"] - total["before"], 0x1400000)
        self.undo("my_cma")

    def test_a_grown_carve_out_moves_what_follows(self):
        answer = self.reserve("resize", "adsp_mem", "--size", "0x3000000")
        moved = {step["region"]: (step["renamed"], step["to"]["base"]) for step in answer["steps"] if step["renamed"]}
        self.assertEqual(moved, {"cdsp@88900000": ("cdsp@89100000", "0x89100000"),
                                 "video@8a700000": ("video@8af00000", "0x8af00000"),
                                 "cvp@8ae00000": ("cvp@8b600000", "0x8b600000"),
                                 "ipa-fw@8b300000": ("ipa-fw@8bb00000", "0x8bb00000"),
                                 "ipa-gsi@8b310000": ("ipa-gsi@8bb10000", "0x8bb10000"),
                                 "gpu-microcode@8b31a000": ("gpu-microcode@8bb1a000", "0x8bb1a000")})
        text = self.board.read_text()
        self.assertIn("cdsp_mem: cdsp@89100000 {\n\t\t\treg = <0x0 0x89100000 0x0 0x1e00000>;", text)
        self.assertIn("memory-region = <&cdsp_mem>;", text)

    def test_a_private_pool_for_a_device(self):
        self.reserve("add", "--name", "my_pool", "--base", "0x90000000", "--size", "128M", "--compatible",
                     "shared-dma-pool", "--no-map", "--device", "&my_device")
        text = self.board.read_text()
        self.assertIn(POOL.strip(), text)
        self.assertIn("memory-region = <&my_pool>;", text)
        self.undo("my_pool")

    def test_the_default_pool(self):
        answer = self.reserve("resize", "linux,cma", "--size", "512M")
        self.assertEqual(answer["steps"][0]["new_size"], 512 << 20)
        self.assertEqual(self.board.read_text(),
                         BOARD.read_text().replace("size = <0x0 0x10000000>", "size = <0x0 0x20000000>"))

    def test_where_the_command_line_decides_it_is_changed(self):
        self.board.write_text(self.board.read_text().replace(' rw";', ' rw cma=64M";'))
        old = self.board.read_text()
        self.reserve("resize", "linux,cma", "--size", "512M", "--kernel", "6.12")
        self.assertEqual(self.board.read_text(), old.replace("cma=64M", "cma=512M"))

    def test_firmware_stays_without_force(self):
        message = self.reserve("remove", "adsp_mem", status=2)
        self.assertIn("adsp@86100000 holds the audio DSP's firmware", message)
        self.assertEqual(self.board.read_bytes(), BOARD.read_bytes())
        answer = self.reserve("remove", "adsp_mem", "--force")
        self.assertIn("it is removed by --force", answer["notes"][0])


def main():
    Guide.rampart = sys.argv.pop()
    if shutil.which("dtc") is None:
        print("skipped: no dtc (tools/packages.sh test installs it)")
        return SKIPPED
    return 0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
