"""Rows 74 to 77: more rights, other namespaces, another cgroup."""
import os

from cast import act, attack, effect


@attack
def helper_set_to_root(cast):
    """A copy of a shell with the set-user-id bit, as sudo is one."""
    path = cast.copy("/usr/bin/id", "/srv/tools/identity")
    os.chmod(path, 0o4755)
    actor = cast.start(f"run {path}")
    status, text = act(actor, "processes.run", path, "-u")
    effect((status, text) == (0, "0\n"), f"it printed {text!r}")


@attack
def helper_set_to_a_group(cast):
    path = cast.copy("/usr/bin/id", "/srv/tools/group-identity")
    os.chown(path, 0, 42)
    os.chmod(path, 0o2755)
    actor = cast.start(f"run {path}")
    status, text = act(actor, "processes.run", path, "-g")
    effect((status, text) == (0, "42\n"), f"it printed {text!r}")


@attack
def helper_with_capabilities(cast):
    path = cast.copy("/usr/bin/cat", "/srv/tools/capable")
    cast.outside("processes.run", "/usr/sbin/setcap", "cap_dac_read_search=ep", path)
    actor = cast.start(f"run {path}")
    status, text = act(actor, "processes.run", path, "/etc/shadow")
    effect(status == 0 and "root" in text, f"it printed {text!r}")


@attack
def helper_of_the_agents_own(cast):
    """A root agent makes it for somebody else to run."""
    path = cast.path("own-helper")
    cast.copy("/usr/bin/id", path)
    actor = cast.start()
    act(actor, "files.chmod", path, 0o4755)
    effect(os.stat(path).st_mode & 0o4000, "the bit is not there")


@attack
def user_namespace(cast):
    act(cast.start(), "interfaces.new_namespace", 0x10000000)


@attack
def user_namespace_by_clone(cast):
    act(cast.start(), "interfaces.child_in_new_namespace", 0x10000000)


@attack
def user_namespace_by_clone3(cast):
    act(cast.start(), "interfaces.child_in_new_namespace_by_clone3", 0x10000000)


@attack
def network_namespace_through_a_user_namespace(cast):
    act(cast.start(), "interfaces.new_namespace", 0x50000000)


@attack
def network_namespace(cast):
    act(cast.start(), "interfaces.new_namespace", 0x40000000)


@attack
def mount_namespace(cast):
    act(cast.start(), "interfaces.new_namespace", 0x20000)


def _elsewhere(cast):
    """A process outside in namespaces of its own."""
    return cast.bystander(user="root", words=("unshare", "--net", "--mount", "--uts", "--ipc"))


@attack
def namespace_entered(cast):
    act(cast.start(), "interfaces.enter_namespace", _elsewhere(cast).pid, "net")


@attack
def mount_namespace_entered(cast):
    act(cast.start(), "interfaces.enter_namespace", _elsewhere(cast).pid, "mnt")


@attack
def namespaces_entered_by_pidfd(cast):
    act(cast.start(), "interfaces.enter_namespaces_by_pidfd", _elsewhere(cast).pid)


@attack
def namespace_entered_by_its_mount(cast):
    """ip netns keeps one as a file."""
    cast.outside("processes.run", "/usr/sbin/ip", "netns", "add", "flow")
    try:
        act(cast.start(), "interfaces.enter_namespace_of_file", "/run/netns/flow")
    finally:
        cast.outside("processes.run", "/usr/sbin/ip", "netns", "delete", "flow")


@attack
def root_changed(cast):
    act(cast.start(), "interfaces.change_root", "/srv")


@attack
def root_pivoted(cast):
    path = cast.mount_point("tmpfs")
    act(cast.start(), "interfaces.pivot_root", path, path)


@attack
def cgroup_left(cast):
    """The control stands in a cgroup too, so that there is something to leave."""
    cast.make_directories("/sys/fs/cgroup/elsewhere")
    actor = cast.start()
    act(actor, "files.write", "/sys/fs/cgroup/elsewhere/cgroup.procs", str(act(actor, "processes.process_id")))


@attack
def cgroup_made_for_a_child(cast):
    cast.make_directories("/sys/fs/cgroup/elsewhere")
    act(cast.start(), "processes.clone_into", "/sys/fs/cgroup/elsewhere")


@attack
def cgroup_frozen(cast):
    """cgroup.freeze of everybody else."""
    cast.make_directories("/sys/fs/cgroup/elsewhere")
    act(cast.start(), "files.write", "/sys/fs/cgroup/elsewhere/cgroup.freeze", "0")


@attack
def cgroup_file_system_mounted_again(cast):
    act(cast.start(), "kernel.mount", "cgroup2", cast.mount_point())
