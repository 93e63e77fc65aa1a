using System.Net.Sockets;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Attempts;

namespace Telos.Cli.Proof;

/// <summary>What a process of telos prove does when it is told to: an attack by its name, or a step towards one.</summary>
internal static class ProofSteps
{
    public const string Done = nameof(Errno.None);

    /// <summary>Hands a connection to whoever waits for a visitor.</summary>
    public const string Visit = "+visit";

    /// <summary>Connects to what is granted, and keeps the connections.</summary>
    public const string Connect = "+connect";

    /// <summary>Reads a secret.</summary>
    public const string Taint = "+taint";

    /// <summary>Writes to the program that is granted.</summary>
    public const string Append = "+append";

    /// <returns>An error in the kernel's spelling, or <see cref="Done"/>.</returns>
    public static string Perform(string step, ProofStage stage)
    {
        try
        {
            return Do(step, stage).ToString();
        }
        catch (SocketException error)
        {
            return ((Errno)error.NativeErrorCode).ToString();
        }
        catch (UnauthorizedAccessException)
        {
            return nameof(Errno.EACCES);
        }
    }

    private static Errno Do(string step, ProofStage stage)
    {
        switch (step)
        {
            case Visit:
                return PassedSocket.HandOver(stage.InArea("visited"), stage.Tcp);
            case Connect:
                stage.Kept = new KeptConnection(stage.GrantedTcp, stage.GrantedUdp);
                return Errno.None;
            case Append:
                File.AppendAllText(stage.Granted, "\n");
                return Errno.None;
            case Taint:
                return FileAttempt.Read(TelosPaths.CanaryTainting);
            default:
                return AttackTable.Find(step) is Attack attack ? attack.Act(stage) : Errno.EINVAL;
        }
    }
}
