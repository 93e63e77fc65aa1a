using System.Runtime.InteropServices;

namespace Telos.Daemon;

/// <summary>Waits for whoever ends the daemon: a signal, which leaves the gates in force, or root over control.sock.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly ManualResetEventSlim _asked = new();
    private readonly PosixSignalRegistration[] _signals;
    private bool _removesGates;

    /// <param name="reload">What SIGHUP is for.</param>
    public StopRequest(Action reload) => _signals =
    [
        On(PosixSignal.SIGTERM, () => Ask(removeGates: false)),
        On(PosixSignal.SIGINT, () => Ask(removeGates: false)),
        On(PosixSignal.SIGHUP, reload),
    ];

    /// <summary>By any thread.</summary>
    public void Ask(bool removeGates)
    {
        _removesGates = removeGates;
        _asked.Set();
    }

    /// <summary>True: the gates are to be taken out.</summary>
    public bool Wait()
    {
        _asked.Wait();
        return _removesGates;
    }

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _asked.Dispose();
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action act) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            act();
        });
}
