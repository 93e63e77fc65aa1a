using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Mirage;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Mirage;

/// <summary>The decoys of one agent: planted, found to be there, and taken away.</summary>
internal sealed class AgentDecoys(uint id, uint uid)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int AgeDaysMin = 20;
    private const int AgeDaysMax = 400;

    private readonly uint _gid = UserAccount.Find(uid.ToString(CultureInfo.InvariantCulture))?.Gid ?? uid;

    public uint Id { get; } = id;

    public uint Uid { get; } = uid;

    public List<PlantedDecoy> Planted { get; init; } = [];

    /// <summary>Mounted over protected files.</summary>
    public List<StandIn> StandIns { get; init; } = [];

    /// <summary>What could not be planted, and why.</summary>
    public IReadOnlyList<string> Unplanted { get; set; } = [];

    /// <summary>What could not be mounted, and why.</summary>
    public IReadOnlyList<string> Unmounted { get; set; } = [];

    public IEnumerable<string> Tokens =>
        [.. Planted.SelectMany(decoy => decoy.Tokens), .. StandIns.SelectMany(standIn => standIn.Tokens)];

    /// <summary>Whom the gates let pass by one. Set again with each intent.</summary>
    public Func<PlantedDecoy, bool> IsWalkable { get; private set; } = _ => false;

    /// <summary>
    /// Those of this kind that there is a place for. What has been planted already stays, and is not planted twice.
    /// </summary>
    /// <returns>Null, or why there is none.</returns>
    public string? Plant(DecoyKind kind, string? home, string? workspace)
    {
        if (Planted.Exists(decoy => decoy.Kind == kind))
        {
            return null;
        }

        string? root = DecoyKinds.IsOfWorkspace(kind) ? workspace : home;
        if (root is null)
        {
            return DecoyKinds.IsOfWorkspace(kind) ? "the agent has no workspace" : "its user has no home";
        }

        Decoy made = DecoyForge.Make(kind);
        DateTime written = DateTime.UtcNow.AddDays(-RandomNumberGenerator.GetInt32(AgeDaysMin, AgeDaysMax));
        Errno error = Errno.ENOENT;
        foreach (string place in DecoyKinds.Places(kind))
        {
            PlantedDecoy decoy = new(kind, root, place, made.Content, [.. made.Tokens], written);
            error = Write(decoy);
            if (error == Errno.None)
            {
                Planted.Add(decoy);
                return null;
            }
        }

        return error == Errno.EEXIST ? $"{root} has files of all names that it could have" : $"{root}: {error}";
    }

    /// <summary>Also where somebody has taken one away.</summary>
    public void PlantAgain()
    {
        foreach (PlantedDecoy decoy in Planted.Where(decoy => !IsThere(decoy)))
        {
            _ = Write(decoy);
        }
    }

    /// <summary>Whether one of them is not there any more, or another file is.</summary>
    public bool IsDisturbed() => !Planted.TrueForAll(IsThere);

    /// <summary>What lies there and is still what was planted goes; what an agent has made of it stays.</summary>
    public void TakeAway()
    {
        foreach (PlantedDecoy decoy in Planted.Where(IsThere))
        {
            _ = PlantedFile.TryDelete(decoy.Root, decoy.Place, Uid);
        }

        foreach (StandIn standIn in StandIns)
        {
            File.Delete(standIn.Source);
        }
    }

    /// <summary>Says anew whom the gates let pass by.</summary>
    /// <returns>Whether that differs for one of them.</returns>
    public bool ChangeWalkable(Func<PlantedDecoy, bool> next)
    {
        Func<PlantedDecoy, bool> before = IsWalkable;
        IsWalkable = next;
        return Planted.Exists(decoy => before(decoy) != next(decoy));
    }

    /// <summary>The decoys and their directories, held open, with their labels.</summary>
    public List<LentPlace> Places(FileIdentities identities, Ceiling ceiling)
    {
        MachineAreas areas = MachineAreas.Of(ceiling);
        List<(SafeFileHandle Handle, Label Label)> held = [];
        foreach (PlantedDecoy decoy in Planted)
        {
            if (Open(decoy) is not SafeFileHandle file)
            {
                continue;
            }

            bool walkable = IsWalkable(decoy);
            held.Add((file, DecoyLabels.Of(areas.IsWritable(decoy.Path), walkable)));
            if (walkable
                && PlantedFile.TryOpenDirectory(decoy.Root, decoy.Place, Uid, out SafeFileHandle? directory) == Errno.None)
            {
                held.Add((directory!, DecoyLabels.Baited));
            }
        }

        foreach (StandIn standIn in StandIns)
        {
            if (OpenPath.TryOpenPath(standIn.Source, out SafeFileHandle? file) == Errno.None)
            {
                held.Add((file!, DecoyLabels.Of(writable: false, walkable: false)));
            }
        }

        List<LentPlace> places = [];
        OpenFile?[] files = identities.Resolve([.. held.Select(each => OpenPath.LinkTo(each.Handle))]);
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i] is OpenFile file)
            {
                places.Add(new LentPlace(file.File, held[i].Label, held[i].Handle));
            }
            else
            {
                held[i].Handle.Dispose();
            }
        }

        return places;
    }

    private Errno Write(PlantedDecoy decoy) => PlantedFile.TryCreate(
        decoy.Root, decoy.Place, (Uid, _gid), OwnerOnly, Encoding.UTF8.GetBytes(decoy.Content), decoy.Written);

    private bool IsThere(PlantedDecoy decoy)
    {
        using SafeFileHandle? file = Open(decoy);
        return file is not null;
    }

    // The file that has the name itself, if it is the user's and says what was planted. What is looked at is what is labelled: a
    // link may lead to a secret, and another content is somebody's own.
    private SafeFileHandle? Open(PlantedDecoy decoy)
    {
        if (PlantedFile.TryOpen(decoy.Root, decoy.Place, Uid, out SafeFileHandle? file) != Errno.None)
        {
            return null;
        }

        Errno error = WholeFile.TryRead(OpenPath.LinkTo(file!), 2 * decoy.Content.Length, out _, out byte[]? content);
        if (error == Errno.None && Encoding.UTF8.GetString(content!) == decoy.Content)
        {
            return file;
        }

        file!.Dispose();
        return null;
    }
}
