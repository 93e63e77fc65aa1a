using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// Runs telos once more in a mount namespace of its own, where it becomes the agent. For who is not root that takes a user
/// namespace, which a process with more than one thread cannot make: unshare(1) does. The user is the same there, and has
/// rights over nobody's files but his own (user_namespaces(7)).
/// </summary>
internal static class OwnMountsRun
{
    // Of the machine, and not of PATH: nobody is held yet when it runs.
    private const string Unshare = "/usr/bin/unshare";

    /// <summary>Does not return: this process is unshare, then telos, then the program.</summary>
    /// <param name="arguments">Of the telos that becomes the agent.</param>
    /// <exception cref="VerbException">It cannot be executed.</exception>
    public static int Run(IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        string[] words =
        [
            // What is mounted outside comes in, and nothing goes out.
            "unshare", "--map-current-user", "--mount", "--propagation", "slave", "--",
            Environment.ProcessPath!, .. arguments.Skip(1),
        ];
        Errno error = ProcessImage.Execve(Unshare, words, environment);
        throw new VerbException(ExitCode.CannotExecute, $"{Unshare} (of util-linux): cannot be executed ({error})");
    }
}
