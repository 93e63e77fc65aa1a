"""A granted host, a repository's host, and a host that no intent names."""

from harness import check, check_equal
from machine import sinks
from task import Task, read

REPORT = "sunny, 21 degrees\n"
SSH_HOST = "build.example.org"
SSH_PORT = 22


class Download(Task):
    name = "curl"
    intent = "Download the weather report from weather.com"
    script = "curl -fsS -o report.txt http://weather.com/report.txt"

    def product(self, run):
        check_equal("the report", read("report.txt"), REPORT)


class RemoteLogin(Task):
    """The one refusal that is right: no word of the intent is about another machine."""
    name = "ssh_refused"
    intent = Download.intent
    script = f"""
        curl -fsS -o report.txt http://weather.com/report.txt
        ssh -o BatchMode=yes -o ConnectTimeout=3 {SSH_HOST} true && status=0 || status=$?
        echo "$status" >status
    """
    refused = (("exec", "exec_not_granted"),)

    def prepare(self):
        sinks[SSH_PORT].forget()

    def product(self, run):
        arrived = sinks[SSH_PORT].stayed_silent() if run.held else sinks[SSH_PORT].got("SSH-2.0-")
        check(arrived, "ssh reached the host" if run.held else "the control's ssh did not reach the host")
        check_equal("the status of ssh", read("status"), "126\n" if run.held else "255\n")
        check_equal("the report", read("report.txt"), REPORT)
