"""Rows 62 to 64, 78 and 81: other processes, and the daemon among them."""
import os
import signal
import time

from cast import act, attack, effect
from machine import daemon_pid


def _bystander(cast, name, *arguments):
    """Some process of the same user that is no agent."""
    actor, victim = cast.start(), cast.bystander()
    return act(actor, name, victim.pid, *arguments)


@attack
def memory_read(cast):
    _bystander(cast, "processes.read_memory")


@attack
def memory_written(cast):
    _bystander(cast, "processes.write_memory")


@attack
def memory_file_opened(cast):
    _bystander(cast, "processes.open_memory")


@attack
def memory_file_opened_to_read(cast):
    _bystander(cast, "bystanders.open_about", "mem")


@attack
def environment_read(cast):
    effect(_bystander(cast, "processes.read_environment") > 0, "nothing was read")


@attack
def map_of_memory_read(cast):
    effect(_bystander(cast, "bystanders.read_about", "maps") > 0, "nothing was read")


@attack
def auxiliary_vector_read(cast):
    effect(_bystander(cast, "bystanders.read_about", "auxv") > 0, "nothing was read")


@attack
def process_traced(cast):
    _bystander(cast, "processes.trace")


@attack
def process_seized(cast):
    _bystander(cast, "bystanders.seize")


@attack
def descriptor_taken(cast):
    _bystander(cast, "processes.take_descriptor", 0)


@attack
def descriptor_opened_anew(cast):
    actor, victim = cast.start(), cast.bystander()
    number = victim.can("sharing.open_file", "file", cast.file("of-another"))
    act(actor, "bystanders.open_of", victim.pid, number)


@attack
def root_directory_entered(cast):
    effect(_bystander(cast, "bystanders.read_below_root_of", "/etc/hostname") != "", "nothing was read")


@attack
def working_directory_told(cast):
    _bystander(cast, "bystanders.read_link", "cwd")


@attack
def resources_compared(cast):
    _bystander(cast, "bystanders.compare")


@attack
def memory_advised(cast):
    victim = cast.bystander()
    address = cast.outside("bystanders.address_in", victim.pid)
    act(cast.start(), "bystanders.advise", victim.pid, address)


@attack
def robust_list_told(cast):
    _bystander(cast, "bystanders.robust_list")


@attack
def faults_handled(cast):
    act(cast.start(), "interfaces.fault_handler")


@attack
def faults_handled_by_device(cast):
    if not cast.held and not os.path.exists("/dev/userfaultfd"):
        effect(False, "no such device")
    os.chmod("/dev/userfaultfd", 0o666)
    act(cast.start(), "interfaces.fault_handler_of_device")


@attack
def own_code_written(cast):
    """/proc/self/mem writes where no mapping may be written."""
    act(cast.start(), "interfaces.write_own_code")


@attack
def code_written_into_a_traced_child(cast):
    """What the memory gate refuses to map, a debugger writes into a child."""
    act(cast.start(), "bystanders.write_into_traced_child")


@attack
def limits_of_a_bystander(cast):
    _bystander(cast, "bystanders.limit_files")


@attack
def priority_of_a_bystander(cast):
    _bystander(cast, "bystanders.lower_priority")


@attack
def processors_of_a_bystander(cast):
    _bystander(cast, "bystanders.bind_to_processor")


@attack
def scheduler_of_a_bystander(cast):
    _bystander(cast, "bystanders.schedule_idly")


@attack
def scheduler_of_a_bystander_by_attributes(cast):
    _bystander(cast, "bystanders.schedule_idly_by_attributes")


@attack
def disk_share_of_a_bystander(cast):
    _bystander(cast, "bystanders.starve_of_disk")


@attack
def memory_of_a_bystander_moved(cast):
    _bystander(cast, "bystanders.move_memory")


@attack
def score_of_a_bystander(cast):
    _bystander(cast, "bystanders.score_out_of_memory")


def _daemon(cast, name, *arguments):
    """The daemon, or in the control some process of root's."""
    victim = daemon_pid() if cast.held else cast.bystander(user="root").pid
    actor = cast.start()
    act(actor, name, victim, *arguments)
    return victim


def _stopped(cast, name):
    victim = _daemon(cast, name)
    time.sleep(0.1)
    with open(f"/proc/{victim}/stat") as stat:
        state = stat.read().rpartition(")")[2].split()[0]
    os.kill(victim, signal.SIGCONT)
    effect(state == "T", f"it is {state}")


@attack
def daemon_stopped(cast):
    _stopped(cast, "bystanders.stop")


@attack
def daemon_stopped_by_pidfd(cast):
    _stopped(cast, "bystanders.stop_by_pidfd")


@attack
def daemon_stopped_by_thread(cast):
    _stopped(cast, "bystanders.stop_thread")


@attack
def daemon_stopped_by_queued_signal(cast):
    _stopped(cast, "bystanders.queue_signal")


@attack
def daemon_stopped_by_signal_queued_for_a_thread(cast):
    _stopped(cast, "bystanders.queue_thread_signal")


@attack
def daemon_stopped_by_a_pipe_that_is_ready(cast):
    """F_SETOWN, F_SETSIG: the kernel sends it on the agent's behalf."""
    _stopped(cast, "bystanders.stop_by_owner")


@attack
def daemon_out_of_descriptors(cast):
    _daemon(cast, "bystanders.limit_files")


@attack
def daemon_never_scheduled(cast):
    _daemon(cast, "bystanders.schedule_idly")


@attack
def daemon_chosen_when_memory_ends(cast):
    _daemon(cast, "bystanders.score_out_of_memory")


@attack
def daemon_traced(cast):
    _daemon(cast, "bystanders.seize")


@attack
def daemon_memory_written(cast):
    _daemon(cast, "processes.open_memory")


@attack
def daemon_descriptor_taken(cast):
    _daemon(cast, "processes.take_descriptor", 0)


@attack
def daemon_waits_for_the_agent(cast):
    """A fanotify permission mark: whoever opens a file there waits until the agent answers."""
    act(cast.start(), "interfaces.watch_opens", "/srv")
