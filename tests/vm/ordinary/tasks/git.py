"""A repository on another machine: git's own protocol, as git daemon speaks it."""
import os
import subprocess

from harness import check_equal, command, check
from machine import OTHER4
from task import WORKSPACE, Task

HOST = "git.example.org"
PORT = 9418
STORE = "/srv/git"
FILES = 30


class Repository(Task):
    name = "git"
    intent = f"Clone the repository from {HOST} port {PORT}, edit a file, commit the change and push the commit to {HOST}"
    script = f"""
        git clone -q git://{HOST}/letters.git
        cd letters
        git config user.name Ada
        git config user.email ada@{HOST}
        git checkout -q -b work
        echo changed >>letter.7
        git add -A
        git commit -q -m 'Change the seventh letter'
        git log --stat --max-count=1 >../log
        git push -q origin work
    """

    def prepare(self):
        command("rm", "-rf", STORE)
        for words in (["init", "-q", "--bare", "-b", "main", f"{STORE}/letters.git"],
                      ["clone", "-q", f"{STORE}/letters.git", f"{STORE}/work"]):
            self.git(*words)
        for number in range(FILES):
            with open(f"{STORE}/work/letter.{number}", "w") as file:
                file.write(f"letter {number}\n" * 50)
        self.git("-C", f"{STORE}/work", "add", "-A")
        self.git("-C", f"{STORE}/work", "commit", "-q", "-m", "Write the letters")
        self.git("-C", f"{STORE}/work", "push", "-q", "origin", "HEAD:main")

    @staticmethod
    def git(*words):
        done = command("git", *words, env={
            "HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "Grace", "GIT_COMMITTER_NAME": "Grace",
            "GIT_AUTHOR_EMAIL": f"grace@{HOST}", "GIT_COMMITTER_EMAIL": f"grace@{HOST}"})
        check(done.returncode == 0, f"git {words}:", done.stderr)
        return done.stdout

    def product(self, run):
        log = self.git("-C", f"{STORE}/letters.git", "log", "--format=%an %s", "work")
        check_equal("what the server has", log, "Ada Change the seventh letter\nGrace Write the letters\n")
        letter = self.git("-C", f"{STORE}/letters.git", "show", "work:letter.7")
        check_equal("the file on the server", letter, "letter 7\n" * 50 + "changed\n")
        check(os.path.exists(f"{WORKSPACE}/letters/.git/hooks/pre-commit.sample"), "git left its samples out")


def serve():
    """As its own account would: the store is the server's, and an agent has no part in it."""
    os.makedirs(STORE, exist_ok=True)
    subprocess.Popen(["git", "daemon", f"--base-path={STORE}", f"--listen={OTHER4}", "--export-all", "--reuseaddr",
                      "--enable=receive-pack", STORE], stdin=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin"})
