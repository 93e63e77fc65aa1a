using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>
/// A directory of code or a device that an agent brings along, or a decoy, held open so that its number stays its own
/// (overlayfs).
/// </summary>
internal sealed record LentPlace(FileId File, Label Label, SafeFileHandle Handle);
