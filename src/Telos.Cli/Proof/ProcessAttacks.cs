using Telos.Daemon;
using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>Lineage, tamper and kernel gate: other processes, the cgroup, namespaces, mounts, the gates' own maps.</summary>
internal static class ProcessAttacks
{
    // include/uapi/linux/sched.h
    private const int CLONE_NEWNS = 0x20000;
    private const int CLONE_NEWUSER = 0x10000000;
    private const int CLONE_NEWNET = 0x40000000;

    public static Attack[] All { get; } =
    [
        new("escapes.user_namespace", 75, _ => TaskAttempt.Unshare(CLONE_NEWUSER)),
        new("escapes.mount_namespace", 75, _ => TaskAttempt.Unshare(CLONE_NEWNS)),
        new("escapes.network_namespace", 76, _ => TaskAttempt.Unshare(CLONE_NEWNET)),
        new("escapes.namespace_entered", 75, on => TaskAttempt.EnterNamespace(on.OfBystander("ns/net"))),
        new("escapes.namespaces_entered_by_pidfd", 75, on => TaskAttempt.EnterNamespaceOf(on.Bystander, CLONE_NEWNET)),
        new("escapes.root_changed", 75, on => TaskAttempt.ChangeRoot(on.Area)),
        new("escapes.cgroup_left", 77, on => TaskAttempt.JoinCgroup(on.Cgroup)),
        new("escapes.cgroup_made_for_a_child", 77, on => TaskAttempt.StartInCgroup(on.Cgroup)),
        new("processes.memory_read", 62, on => TaskAttempt.ReadMemory(on.Bystander, (nint)on.Memory)),
        new("processes.memory_written", 62, on => TaskAttempt.WriteMemory(on.Bystander, (nint)on.Memory)),
        new("processes.memory_file_opened", 62, on => FileAttempt.ReadAndWrite(on.OfBystander("mem"))),
        new("processes.environment_read", 62, on => FileAttempt.Read(on.OfBystander("environ"))),
        new("processes.working_directory_told", 62, on => FileAttempt.ReadLink(on.OfBystander("cwd"))),
        new("processes.process_seized", 62, on => TaskAttempt.Trace(on.Bystander)),
        new("processes.daemon_traced", 81, on => TaskAttempt.Trace(on.Daemon)),
        new("processes.descriptor_taken", 63, on => TaskAttempt.TakeDescriptor(on.Bystander)),
        new("processes.descriptor_opened_anew", 63, on => FileAttempt.ReadLink(on.OfBystander("fd/0"))),
        new("processes.resources_compared", 64, on => TaskAttempt.Compare(on.Bystander)),
        new("processes.faults_handled", 64, _ => KernelAttempt.HandleFaults()),
        new("processes.priority_of_a_bystander", 78, on => TaskAttempt.SetPriority(on.Bystander)),
        new("processes.scheduler_of_a_bystander", 78, on => TaskAttempt.SetScheduler(on.Bystander)),
        new("processes.daemon_stopped", 78, on => TaskAttempt.Signal(on.Daemon)),
        new("processes.daemon_stopped_by_pidfd", 78, on => TaskAttempt.SignalByDescriptor(on.Daemon)),
        new("sharing.shared_memory_of_system_v", 65, _ => KernelAttempt.MakeSegment()),
        new("sharing.queue_of_system_v", 66, _ => KernelAttempt.MakeQueue()),
        new("sharing.key_in_the_user_keyring", 67, _ => KernelAttempt.StoreKey()),
        new("tamper.bpf_map_listed", 79, _ => KernelAttempt.ListMaps()),
        new("tamper.bpf_map_made", 79, _ => KernelAttempt.MakeMap()),
        new("tamper.bpf_pin_opened", 79, on => KernelAttempt.OpenPin(on.Pin)),
        new("tamper.directory_among_the_pins", 80, _ => FileAttempt.MakeDirectory($"{TelosPaths.BpfMount}/telos-prove")),
        new("tamper.mount_over_a_directory", 80, on => MountAttempt.MountAndUnmount(on.InOutside("links"))),
        new("tamper.bind_over_a_directory", 80, on => MountAttempt.BindAndUnmount(on.Area, on.InOutside("links"))),
        new("tamper.tree_cloned_over_a_directory", 80, on => MountAttempt.CloneTree(on.Outside)),
        new("tamper.mount_taken_away", 80, on => MountAttempt.UnmountAndMount(on.InOutside("mounted"))),
        new("interfaces.module_inserted", 82, _ => KernelAttempt.InsertModule()),
        new("interfaces.module_removed", 82, _ => KernelAttempt.RemoveModule()),
        new("interfaces.kernel_replaced", 82, _ => KernelAttempt.LoadKernel()),
        new("interfaces.machine_restarted_by_key", 82, _ => KernelAttempt.Restart()),
        new("interfaces.counters_of_the_processor", 82, _ => KernelAttempt.CountEvents()),
        new("interfaces.swap_in_a_write_area", 82, _ => KernelAttempt.Swap()),
        new("interfaces.name_of_the_machine", 82, _ => KernelAttempt.NameMachine()),
        new("interfaces.clock_adjusted", 83, _ => KernelAttempt.AdjustClock()),
    ];
}
