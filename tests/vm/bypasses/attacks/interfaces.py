"""Rows 82 and 83: the kernel's own interfaces, and its clock."""
import glob
import os

from cast import act, attack


def _module(name):
    return glob.glob(f"/lib/modules/*/kernel/**/{name}.ko", recursive=True)[0]


@attack
def module_inserted(cast):
    _inserted(cast, "interfaces.insert_module")


@attack
def module_inserted_from_a_file(cast):
    _inserted(cast, "interfaces.insert_module_file")


def _inserted(cast, name):
    cast.outside("processes.run", "/usr/sbin/modprobe", "-r", "cls_bpf")
    act(cast.start(), name, _module("cls_bpf"))
    cast.outside("processes.run", "/usr/sbin/modprobe", "-r", "cls_bpf")


@attack
def module_removed(cast):
    cast.outside("processes.run", "/usr/sbin/modprobe", "cls_bpf")
    act(cast.start(), "interfaces.remove_module", "cls_bpf")


@attack
def module_loaded_on_demand(cast):
    """A protocol that needs one: the kernel starts modprobe itself."""
    cast.outside("processes.run", "/usr/sbin/modprobe", "-r", "sctp")
    act(cast.start(), "network.create", 2, 1, 132)
    cast.outside("processes.run", "/usr/sbin/modprobe", "-r", "sctp")


@attack
def kernel_replaced(cast):
    act(cast.start(), "interfaces.load_kernel")


@attack
def machine_restarted_by_key(cast):
    act(cast.start(), "interfaces.forbid_reboot_by_key")


@attack
def memory_of_the_machine(cast):
    act(cast.start(), "interfaces.open_memory_device")


@attack
def memory_of_the_machine_by_own_node(cast):
    path = cast.path("mem")
    actor = cast.start()
    act(actor, "attributes.make_device", path, 0o020000, 1, 1)
    act(actor, "interfaces.open_memory_device", path)


@attack
def core_of_the_kernel(cast):
    act(cast.start(), "interfaces.open_memory_device", "/proc/kcore")


@attack
def counters_of_the_processor(cast):
    act(cast.start(), "interfaces.count_instructions")


@attack
def counters_of_the_machine(cast):
    act(cast.start(), "interfaces.sample_machine")


@attack
def ports_of_the_machine(cast):
    act(cast.start(), "interfaces.open_ports")


@attack
def privilege_of_ports(cast):
    act(cast.start(), "interfaces.raise_privilege_of_ports")


@attack
def key_of_the_system_pressed(cast):
    """h prints the help, and nothing else."""
    act(cast.start(), "files.write", "/proc/sysrq-trigger", "h")


@attack
def program_for_core_dumps(cast):
    _setting(cast, "/proc/sys/kernel/core_pattern", "|/usr/bin/true")


@attack
def program_for_modules(cast):
    _setting(cast, "/proc/sys/kernel/modprobe", "/tmp/owned")


@attack
def program_for_power_off(cast):
    _setting(cast, "/proc/sys/kernel/poweroff_cmd", "/tmp/owned")


def _setting(cast, path, text):
    with open(path) as file:
        before = file.read()
    try:
        act(cast.start(), "files.write", path, text)
    finally:
        with open(path, "w") as file:
            file.write(before or "\n")


@attack
def format_of_programs(cast):
    """binfmt_misc names an interpreter by a file's first bytes."""
    if not os.path.exists("/proc/sys/fs/binfmt_misc/register"):
        cast.outside("processes.run", "/usr/sbin/modprobe", "binfmt_misc")
        cast.outside("kernel.mount", "binfmt_misc", "/proc/sys/fs/binfmt_misc")
    act(cast.start(), "files.write", "/proc/sys/fs/binfmt_misc/register", ":flow:M::FLOW::/usr/bin/true:")
    with open("/proc/sys/fs/binfmt_misc/flow", "w") as file:
        file.write("-1")


@attack
def swap_in_a_write_area(cast):
    """Other processes' pages go into a file of the agent's."""
    path = f"{cast.disk('/tmp/swapping')}/swap"
    cast.outside("processes.run", "/usr/bin/dd", "if=/dev/zero", f"of={path}", "bs=64k", "count=16")
    os.chmod(path, 0o600)
    cast.outside("processes.run", "/usr/sbin/mkswap", path)
    act(cast.start(), "interfaces.swap_to", path)


@attack
def accounting_into_a_write_area(cast):
    """The kernel writes what everybody runs into a file of the agent's."""
    directory = cast.disk("/tmp/accounting")
    act(cast.start(), "interfaces.account", cast.write(f"{directory}/account", ""))


@attack
def name_of_the_machine(cast):
    act(cast.start(), "interfaces.name_host", "owned")


@attack
def clock_set(cast):
    act(cast.start(), "interfaces.set_clock")


@attack
def clock_set_by_day(cast):
    act(cast.start(), "interfaces.set_clock_of_day")


@attack
def clock_adjusted(cast):
    act(cast.start(), "interfaces.adjust_clock")


@attack
def clock_adjusted_by_number(cast):
    act(cast.start(), "interfaces.adjust_clock_by_number")


@attack
def clock_stepped(cast):
    act(cast.start(), "interfaces.step_clock")


@attack
def zone_set(cast):
    act(cast.start(), "interfaces.set_zone")


@attack
def core_limit_raised(cast):
    """A core is written outside every gate."""
    act(cast.start(), "interfaces.allow_core_files")


@attack
def device_of_characters(cast):
    """Like a disk's generic one: it may be read by whoever opens it, and has no label."""
    act(cast.start(), "interfaces.open_to_read", "/dev/cpu_dma_latency")
