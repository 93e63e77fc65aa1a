using System.Net;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// Binds the words of a policy to this machine: program names to files, hosts to addresses, paths to identities.
/// What is not there is not granted, and is told.
/// </summary>
internal sealed class PolicyBinding(FileIdentities identities, Ceiling ceiling)
{
    private const ushort DnsPort = 53;

    public BoundPolicy Bind(CompiledPolicy policy, uint uid, string? workspace = null)
    {
        BoundPolicy bound = new();
        BindPrograms(policy.Programs, bound);
        foreach (ProgramGrant program in policy.Programs)
        {
            BindScripts(program, uid, workspace, bound);
        }

        BindInterpreters(
            bound, policy.Paths.Any(path => path.Path == WorkspaceRule.Path && (path.Access & PathAccess.Execute) != 0));
        foreach (PathGrant path in policy.Paths)
        {
            BindPath(path, uid, workspace, bound);
        }

        BindHosts(policy, bound);
        return bound;
    }

    /// <summary>
    /// Adds what <c>telos run</c> itself is about to execute: the program, and for a script its interpreter. With
    /// <c>#!/usr/bin/env NAME</c> the interpreter is only started by a second exec, so it is granted like a program
    /// that the intent names.
    /// </summary>
    /// <exception cref="DaemonException">There is no such file.</exception>
    public void BindLaunch(string command, BoundPolicy bound)
    {
        if (identities.Resolve(command) is not OpenFile file)
        {
            throw new DaemonException($"{command}: no such program");
        }

        bound.Launch.Add(Unasked(command, file));
        (string? interpreter, string? argument) = ScriptHeader.Read(command);
        if (interpreter is null || identities.Resolve(interpreter) is not OpenFile first)
        {
            return;
        }

        bound.Launch.Add(Unasked(interpreter, first));
        if (IsEnv(interpreter) && argument is not null && ProgramPath.Find(argument) is string named
            && identities.Resolve(named) is OpenFile second)
        {
            Bound(command, Unasked(named, second), bound);
        }
    }

    // All at once: the kernel is asked for what is open as often as files are resolved.
    private void BindPrograms(IReadOnlyList<ProgramGrant> programs, BoundPolicy bound)
    {
        string[][] paths = [.. programs.Select(program => PathsOf(program).ToArray())];
        OpenFile?[] files = identities.Resolve([.. paths.SelectMany(known => known)]);
        HashSet<FileId> startedByOthers = [];
        int next = 0;
        for (int i = 0; i < programs.Count; i++)
        {
            OpenFile?[] found = files[next..(next + paths[i].Length)];
            next += found.Length;
            BindProgram(programs[i], paths[i], found, bound);
            if (programs[i] is { StartedBy: not null, Arguments: null })
            {
                startedByOthers.UnionWith(found.OfType<OpenFile>().Select(file => file.File));
            }
        }

        Free(startedByOthers, bound);
    }

    // Git's sh is dash: who names dash with a script may not take git's helpers away, which are scripts of others.
    private static void Free(HashSet<FileId> startedByOthers, BoundPolicy bound)
    {
        for (int i = 0; i < bound.Programs.Count; i++)
        {
            BoundProgram program = bound.Programs[i];
            if (ArgumentRules.HoldsToScripts(program.Arguments) && startedByOthers.Contains(program.File.File))
            {
                bound.Programs[i] = program with { Arguments = 0 };
            }
        }
    }

    private static IEnumerable<string> PathsOf(ProgramGrant program) =>
        program.StartedBy is null && program.Program.StartsWith('/')
            ? ProgramPath.Find(program.Program) is string path ? [path] : []
            : ProgramPath.FindAll(program.Program);

    // What another program starts is granted where it is; what the words name is told when it is not there.
    private static void BindProgram(ProgramGrant program, string[] paths, OpenFile?[] files, BoundPolicy bound)
    {
        uint arguments = program.Arguments is string set ? ArgumentRules.Named(set).Id : 0;
        ulong until = program.UntilNs ?? ulong.MaxValue;
        bool found = false;
        for (int i = 0; i < paths.Length; i++)
        {
            string known = paths[i];
            if (files[i] is OpenFile file)
            {
                found = true;
                if (file.MappedWritable != 0)
                {
                    bound.Missing.Add($"program {known}: somebody has it mapped to write, so not granted");
                    continue;
                }

                bound.Programs.Add(new BoundProgram(
                    file, BoundProgram.FlagsOf(known, program.Jit), arguments, known, until));
            }
        }

        if (!found && program.StartedBy is null)
        {
            bound.Missing.Add($"program {program.Program}: not installed here, so not granted");
        }
    }

    // Whoever names a file in the workspace may write it in three ways.
    private static void BindScripts(ProgramGrant program, uint uid, string? workspace, BoundPolicy bound)
    {
        foreach (string script in program.Scripts ?? [])
        {
            string plain = script.StartsWith("./", StringComparison.Ordinal) ? script[2..] : script;
            bool isPlaced = plain.StartsWith('/') || plain.StartsWith('~') || plain.StartsWith('-');
            string[] spellings = isPlaced ? [UserHomes.Expand(plain, uid)]
                : [plain, "./" + plain, .. workspace is null ? Array.Empty<string>() : [Path.Combine(workspace, plain)]];
            uint arguments = ArgumentRules.Named(program.Arguments!).Id;
            bound.Scripts.AddRange(spellings.Select(spelling => new BoundScript(arguments, spelling)));
        }
    }

    private void BindPath(PathGrant path, uint uid, string? workspace, BoundPolicy bound)
    {
        if (path.Path == WorkspaceRule.Path)
        {
            if (Workspace.Resolve(workspace, uid, ceiling, identities, out string place) is OpenFile directory)
            {
                bound.Paths.Add(new BoundPath(directory, (uint)path.Access, path.UntilNs ?? ulong.MaxValue, place));
            }
            else
            {
                bound.Missing.Add($"workspace: {place}; {PolicyText.Name(path.Access)} is not granted");
            }

            return;
        }

        string expanded = UserHomes.Expand(path.Path, uid);
        bool isSocket = path.Access == PathAccess.Connect;
        string fault = isSocket ? "no unix socket has that name itself" : "does not exist";
        string real = expanded;
        OpenFile? file = isSocket
            ? UnixSocketPath.Resolve(expanded, identities)
            : ResolvePath(expanded, path.Access, ref fault, out real);
        if (file is OpenFile granted)
        {
            bound.Paths.Add(new BoundPath(granted, (uint)path.Access, path.UntilNs ?? ulong.MaxValue, real));
        }
        else
        {
            bound.Missing.Add($"path {path.Path}: {fault}, so not granted");
        }
    }

    // The words were judged by name. An earlier agent may have put a link there that leads out of the write areas.
    private OpenFile? ResolvePath(string path, PathAccess access, ref string fault, out string real)
    {
        real = path;
        if (OpenPath.TryOpenPath(path, out SafeFileHandle? handle) != Errno.None)
        {
            return null;
        }

        using (handle)
        {
            string link = OpenPath.LinkTo(handle!);
            real = new FileInfo(link).LinkTarget ?? "";
            if ((access & PathAccess.Write) != 0 && !MachineAreas.Of(ceiling).IsWritable(real))
            {
                fault = "a link leads it out of the write areas";
                return null;
            }

            return identities.Resolve(link);
        }
    }

    // What a person launches and what a script's first line asks for gets its arguments from them. For the JIT a name
    // alone is no reason: an agent may have written a file that is called node.
    private BoundProgram Unasked(string path, in OpenFile file) => new(
        file,
        MachineAreas.Of(ceiling).IsWritable(path) ? 0 : BoundProgram.FlagsOf(path, ProgramTable.IsJit(path)),
        Arguments: 0,
        path);

    // A script's first line names who runs it.
    private void BindInterpreters(BoundPolicy bound, bool builds)
    {
        (BoundProgram Script, string Interpreter)[] scripts =
        [
            .. bound.Programs.Select(program => (program, ScriptHeader.Read(program.Path, program.File).Interpreter))
                .Where(pair => pair.Interpreter is not null)!,
        ];
        OpenFile?[] files = scripts.Length > 0 ? identities.Resolve([.. scripts.Select(pair => pair.Interpreter)]) : [];
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i] is not OpenFile file)
            {
                continue;
            }

            BoundProgram program = Unasked(scripts[i].Interpreter, file) with { UntilNs = scripts[i].Script.UntilNs };
            if (builds)
            {
                bound.Programs.Add(program);
            }
            else
            {
                Bound(scripts[i].Script.Path, program, bound);
            }
        }
    }

    // To that script alone, but for one that the words grant as it is.
    private static void Bound(string script, BoundProgram interpreter, BoundPolicy bound)
    {
        bool isFree = bound.Programs.Any(known => known.Arguments == 0 && known.File.File.Equals(interpreter.File.File));
        if (!isFree && ArgumentRules.ScriptsOf(interpreter.Path) is { } set)
        {
            bound.Programs.Add(interpreter with { Arguments = set.Id });
            bound.Scripts.Add(new BoundScript(set.Id, script));
        }
        else
        {
            bound.Programs.Add(interpreter);
        }
    }

    private static bool IsEnv(string path) => Path.GetFileName(path) == "env";

    /// <summary>The same for whoever is on this machine, in a container or not.</summary>
    public static void BindHosts(CompiledPolicy policy, BoundPolicy bound)
    {
        ulong namedUntil = 0;
        Dictionary<string, IPAddress[]> resolved = [];
        foreach (HostGrant host in policy.Hosts)
        {
            ulong until = host.UntilNs ?? ulong.MaxValue;
            namedUntil = IPAddress.TryParse(host.Host, out _) ? namedUntil : Math.Max(namedUntil, until);
            if (!IPAddress.TryParse(host.Host, out _))
            {
                bound.HostNames.Add(host.Host);
            }

            if (!resolved.TryGetValue(host.Host, out IPAddress[]? addresses))
            {
                addresses = AddressesOf(host.Host, bound);
                resolved.Add(host.Host, addresses);
            }

            foreach (IPAddress address in addresses)
            {
                IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
                bound.HostsAt.TryAdd(plain, []);
                bound.HostsAt[plain].Add(host.Host);
                bound.Destinations.Add(new BoundDestination(Destination(address, host.Port, (byte)host.Transport), until));
            }
        }

        if (namedUntil == 0)
        {
            return;
        }

        // A program that was granted a name has to look it up.
        foreach (IPAddress resolver in HostAddresses.Resolvers())
        {
            bound.Destinations.Add(new BoundDestination(Destination(resolver, DnsPort, (byte)Transport.Udp), namedUntil));
            bound.Destinations.Add(new BoundDestination(Destination(resolver, DnsPort, (byte)Transport.Tcp), namedUntil));
        }
    }

    // A literal was judged with the words, a name's addresses are judged here.
    private static IPAddress[] AddressesOf(string host, BoundPolicy bound)
    {
        IPAddress[] addresses = HostAddresses.Resolve(host);
        if (addresses.Length == 0)
        {
            bound.Missing.Add($"host {host}: its name does not resolve, so it is not granted");
        }

        if (IPAddress.TryParse(host, out _))
        {
            return addresses;
        }

        IPAddress[] ofHostsFile = HostAddresses.OfHostsFile(host);
        List<IPAddress> granted = [];
        foreach (IPAddress address in addresses)
        {
            string objection = HostAddresses.Objection(address, ofHostsFile);
            if (objection.Length == 0)
            {
                granted.Add(address);
            }
            else
            {
                bound.Missing.Add($"host {host}: its name leads to {address}, {objection}, so that is not granted");
            }
        }

        return [.. granted];
    }

    private static NetKey Destination(IPAddress address, ushort port, byte protocol)
    {
        NetKey key = new() { Port = port, Protocol = protocol };
        HostAddresses.WriteMapped(address, key.Address);
        return key;
    }
}
