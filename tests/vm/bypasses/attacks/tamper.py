"""Rows 79 to 81: what keeps the gates in place."""
import glob
import os

from cast import act, attack


@attack
def daemon_binary_overwritten(cast):
    """In the control a copy of it."""
    path = os.path.realpath("/usr/local/bin/telos") if cast.held else cast.copy("/usr/bin/true", "/srv/telos-copy")
    act(cast.start(), "files.append", path)


@attack
def daemon_binary_renamed(cast):
    path = os.path.realpath("/usr/local/bin/telos") if cast.held else cast.copy("/usr/bin/true", "/srv/telos-copy")
    act(cast.start(), "files.rename", path, f"{path}.old")
    os.rename(f"{path}.old", path)


@attack
def policy_overwritten(cast):
    path = "/etc/telos/policy.yaml" if cast.held else cast.write("/etc/telos-copy.yaml", "a: b\n")
    act(cast.start(), "files.append", path)


@attack
def policy_made_immutable(cast):
    path = "/etc/telos/policy.yaml" if cast.held else cast.write("/etc/telos-copy.yaml", "a: b\n")
    act(cast.start(), "attributes.make_immutable", path)
    cast.outside("attributes.make_mutable", path)


@attack
def directory_of_the_policy_renamed(cast):
    directory = "/etc/telos" if cast.held else "/etc/telos-other"
    os.makedirs(directory, exist_ok=True)
    act(cast.start(), "files.rename", directory, f"{directory}-away")
    os.rename(f"{directory}-away", directory)


@attack
def bpf_map_listed(cast):
    cast.pinned_map()
    act(cast.start(), "interfaces.list_maps")


@attack
def bpf_map_made(cast):
    act(cast.start(), "kernel.bpf_create_map")


@attack
def bpf_pin_opened(cast):
    path = glob.glob("/sys/fs/bpf/telos/*/maps/telos_agents")[0] if cast.held else cast.pinned_map()
    act(cast.start(), "kernel.bpf_open_pin", path)


@attack
def bpf_pin_unlinked(cast):
    path = glob.glob("/sys/fs/bpf/telos/*/links/*")[0] if cast.held else cast.pinned_map()
    act(cast.start(), "files.unlink", path)


@attack
def bpf_pin_renamed(cast):
    path = glob.glob("/sys/fs/bpf/telos/*/links/*")[0] if cast.held else cast.pinned_map()
    act(cast.start(), "files.rename", path, path + "x")


@attack
def directory_among_the_pins(cast):
    path = f"/sys/fs/bpf/directory-{os.getpid()}"
    act(cast.start(), "files.mkdir", path)
    os.rmdir(path)


@attack
def link_among_the_pins(cast):
    path = f"/sys/fs/bpf/link-{os.getpid()}"
    act(cast.start(), "files.symlink", "/", path)
    os.unlink(path)


@attack
def mode_of_the_pins(cast):
    act(cast.start(), "files.chmod", "/sys/fs/bpf", 0o777)
    os.chmod("/sys/fs/bpf", 0o700)


@attack
def mount_over_a_directory(cast):
    act(cast.start(), "kernel.mount", "tmpfs", cast.mount_point())


@attack
def bind_over_a_directory(cast):
    act(cast.start(), "kernel.bind", "/srv/plain", cast.mount_point())


@attack
def tree_cloned_over_a_directory(cast):
    act(cast.start(), "kernel.clone_mount", "/srv/plain", cast.mount_point())


@attack
def mount_in_steps(cast):
    act(cast.start(), "interfaces.mount_by_steps", "tmpfs", cast.mount_point())


@attack
def mount_taken_away(cast):
    act(cast.start(), "kernel.unmount", cast.mount_point("tmpfs"))


@attack
def mount_made_read_only(cast):
    act(cast.start(), "interfaces.remount_read_only", cast.mount_point("tmpfs"))


@attack
def mount_made_read_only_by_attribute(cast):
    """mount_setattr(2) asks no security module."""
    act(cast.start(), "interfaces.mount_read_only", cast.mount_point("tmpfs"))


@attack
def mount_reconfigured(cast):
    act(cast.start(), "interfaces.reconfigure", cast.mount_point("tmpfs"))


@attack
def propagation_changed(cast):
    act(cast.start(), "interfaces.make_private", cast.mount_point("tmpfs"))


@attack
def filesystem_frozen(cast):
    """FIFREEZE: whoever writes there waits, the daemon's log too."""
    directory = cast.disk("/srv/frozen")
    act(cast.start(), "attributes.freeze", directory)
    cast.outside("attributes.thaw", directory)
