namespace Telos.Core.Exec;

/// <summary>What a program can be made to do, as far as a grant must know it.</summary>
[Flags]
public enum ProgramTraits
{
    None = 0,

    /// <summary>Runs command lines.</summary>
    Shell = 1 << 0,

    /// <summary>Runs code in a language of its own.</summary>
    Interpreter = 1 << 1,

    /// <summary>Brings bytes in from the network.</summary>
    Fetch = 1 << 2,

    /// <summary>Takes bytes out to the network.</summary>
    Upload = 1 << 3,

    /// <summary>Moves any bytes over any port, listens, or hands a connection to a program.</summary>
    RawNetwork = 1 << 4,

    /// <summary>Changes the user or the privileges it runs with.</summary>
    Escalate = 1 << 5,

    /// <summary>Arranges for something to run later, outside the agent.</summary>
    Persist = 1 << 6,

    /// <summary>Reads or steers other processes.</summary>
    Debug = 1 << 7,

    /// <summary>Starts other programs that its arguments or files name.</summary>
    StartsOthers = 1 << 8,

    /// <summary>Talks to "user@host".</summary>
    Remote = 1 << 9,

    /// <summary>Takes a host and then a port as separate arguments.</summary>
    HostThenPort = 1 << 10,

    /// <summary>The name is an everyday English word, so the word alone does not name the program.</summary>
    EnglishWord = 1 << 11,

    /// <summary>Makes programs, or brings them in, that are run afterwards.</summary>
    Builds = 1 << 12,

    /// <summary>Runs machine code that it has written to memory, by the very way in which it works.</summary>
    Jit = 1 << 13,

    /// <summary>Whoever works on files and text puts it between other programs.</summary>
    Filter = 1 << 14,

    /// <summary>Prints what there is of something, line by line: files, processes, columns.</summary>
    Lister = 1 << 15,

    /// <summary>Changes the machine itself: its users, disks, firewall, kernel, containers.</summary>
    System = 1 << 16,

    /// <summary>Opens whatever lies in the directories that it is given.</summary>
    TreeReader = 1 << 17,

    Network = Fetch | Upload | RawNetwork | Remote,
}
