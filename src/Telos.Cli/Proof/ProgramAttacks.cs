using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>Exec and memory gate: programs that were not granted, and code that is no program.</summary>
internal static class ProgramAttacks
{
    public static Attack[] All { get; } =
    [
        new("exec.copy_in_write_area", 1, on => ProgramAttempt.Start(on.InArea("program"))),
        new("exec.copy_outside_write_areas", 1, on => ProgramAttempt.Start(on.Program)),
        new("exec.symbolic_link_of_granted_name", 2, on => ProgramAttempt.Start(on.InOutside("links/ls"))),
        new("exec.hard_link_by_the_attacker", 3, on => FileAttempt.Link(on.Program, on.InOutside("linked"))),
        new("exec.program_in_memory", 4, _ => ProgramAttempt.StartFromMemory()),
        new("exec.program_without_a_name", 4, on => ProgramAttempt.StartWithoutName(on.Area)),
        new("exec.program_by_descriptor", 5, on => ProgramAttempt.StartByDescriptor(on.Program)),
        new("exec.loader_starts_a_program", 6, _ => ProgramAttempt.StartIfThere("/lib64/ld-linux-x86-64.so.2")),
        new("exec.script_in_write_area", 7, on => ProgramAttempt.Start(on.InArea("script"))),
        new("exec.script_that_was_not_granted", 7, on => ProgramAttempt.Start(on.InOutside("script"))),
        new("exec.granted_program_written_by_another_process", 12, on => ProgramAttempt.Start(on.Granted),
            Before: ProofSteps.Append),
        new("exec.aliases_in_proc", 16, on => ProgramAttempt.Start($"/proc/self/root{on.Program}")),
        new("exec.descendants/orphan", 20, on => ProgramAttempt.Start(on.Program, Lineage.Orphan)),
        new("exec.descendants/daemon", 20, on => ProgramAttempt.Start(on.Program, Lineage.Daemon)),
        new("exec.descendants/thread", 20, on => ProgramAttempt.StartFromThread(on.Program)),
        new("escapes.helper_of_the_agents_own", 74, on => FileAttempt.ChangeMode(on.InArea("program"), SetUserId, Executable)),
        new("memory.file_of_own", 10, on => MemoryAttempt.OwnFile(on.InArea("library"))),
        new("memory.memory_file", 10, _ => MemoryAttempt.MemoryFile()),
        new("memory.text_of_another_program", 10, on => MemoryAttempt.Text(on.Program)),
        new("memory.anonymous_memory/afterwards", 11, _ => MemoryAttempt.WriteThenExecute()),
        new("memory.anonymous_memory/at_once", 11, _ => MemoryAttempt.WriteAndExecute()),
        new("memory.device_of_zeros", 11, _ => MemoryAttempt.Zeros()),
        new("memory.system_v_segment", 11, _ => MemoryAttempt.Segment()),
        new("memory.own_text_through_proc", 11, _ => FileAttempt.ReadAndWrite("/proc/self/mem")),
    ];

    // 04755 and 0755.
    private const int SetUserId = 0x9ED;
    private const int Executable = 0x1ED;
}
