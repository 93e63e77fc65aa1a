"""Archives."""
import os

from harness import check, check_equal
from task import WORKSPACE, Task, read, write

LINES = 2000


class Archive(Task):
    name = "tar_gzip"
    intent = "Create a directory, pack the letters into an archive with tar, extract it, compare both with diff, and compress " \
             "one file with gzip"
    script = """
        tar -czf letters.tar.gz letters
        mkdir out
        tar -xzf letters.tar.gz -C out
        diff -r letters out/letters
        gzip -k letters/a/7
        gzip -dc letters/a/7.gz >seven
    """

    def prepare(self):
        for directory in "abcd":
            for number in range(20):
                write(f"letters/{directory}/{number}", f"{directory}{number}\n" * LINES)

    def product(self, run):
        check_equal("the unpacked file", read("out/letters/d/19"), "d19\n" * LINES)
        check_equal("what gzip gave back", read("seven"), "a7\n" * LINES)
        packed = os.path.getsize(f"{WORKSPACE}/letters.tar.gz")
        check(0 < packed < 80 * 3 * LINES // 10, f"nothing was compressed: {packed} bytes")
