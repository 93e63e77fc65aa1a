using System.Net;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// Binds the words of a policy to this machine: program names to files, hosts to addresses, paths to identities.
/// What is not there is not granted, and is told.
/// </summary>
internal sealed class PolicyBinding(FileIdentities identities)
{
    private const ushort DnsPort = 53;

    /// <summary>Adds the policy's entries; returns a line for each grant that this machine cannot give.</summary>
    public List<string> Bind(CompiledPolicy policy, uint uid, GrantSet grants, ulong expiresNs)
    {
        List<string> missing = [];
        foreach (ProgramGrant program in policy.Programs)
        {
            if (ProgramPath.Find(program.Program) is not string path
                || identities.Resolve(path) is not OpenFile file)
            {
                missing.Add($"program {program.Program}: not installed here, so not granted");
                continue;
            }

            grants.AddProgram(file, expiresNs, flags: 0);
            AddInterpreter(path, grants, expiresNs, flags: 0);
        }

        BindHosts(policy, grants, expiresNs, missing);
        foreach (PathGrant path in policy.Paths)
        {
            if (identities.Resolve(UserHomes.Expand(path.Path, uid)) is OpenFile file)
            {
                grants.AddPath(file, expiresNs, (uint)path.Access);
            }
            else
            {
                missing.Add($"path {path.Path}: does not exist, so not granted");
            }
        }

        return missing;
    }

    /// <summary>
    /// What <c>telos run</c> itself is about to execute, once: the program, and for a script its interpreter. With
    /// <c>#!/usr/bin/env NAME</c> the interpreter is only started by a second exec, so it is granted like a program
    /// that the intent names.
    /// </summary>
    /// <exception cref="DaemonException">There is no such file.</exception>
    public void BindLaunch(string command, GrantSet standing, GrantSet policy, ulong launchUntilNs, ulong expiresNs)
    {
        if (identities.Resolve(command) is not OpenFile file)
        {
            throw new DaemonException($"{command}: no such program");
        }

        standing.AddProgram(file, launchUntilNs, KernelAbi.TELOS_EXEC_LAUNCH);
        string? argument = AddInterpreter(command, standing, launchUntilNs, KernelAbi.TELOS_EXEC_LAUNCH);
        if (argument is not null && ProgramPath.Find(argument) is string named
            && identities.Resolve(named) is OpenFile interpreter)
        {
            policy.AddProgram(interpreter, expiresNs, flags: 0);
        }
    }

    // Returns the program that env(1) is asked to start, when the interpreter is env.
    private string? AddInterpreter(string path, GrantSet grants, ulong expiresNs, uint flags)
    {
        (string? interpreter, string? argument) = ScriptHeader.Read(path);
        if (interpreter is null || identities.Resolve(interpreter) is not OpenFile file)
        {
            return null;
        }

        grants.AddProgram(file, expiresNs, flags);
        return Path.GetFileName(interpreter) == "env" ? argument : null;
    }

    private static void BindHosts(CompiledPolicy policy, GrantSet grants, ulong expiresNs, List<string> missing)
    {
        bool named = false;
        string? unresolved = null;
        foreach (HostGrant host in policy.Hosts)
        {
            IPAddress[] addresses = HostAddresses.Resolve(host.Host);
            named |= !IPAddress.TryParse(host.Host, out _);
            foreach (IPAddress address in addresses)
            {
                grants.AddDestination(Destination(address, host.Port, (byte)host.Transport), expiresNs);
            }

            if (addresses.Length == 0 && host.Host != unresolved)
            {
                unresolved = host.Host;
                missing.Add($"host {host.Host}: its name does not resolve, so it is not granted");
            }
        }

        if (!named)
        {
            return;
        }

        // A program that was granted a name has to look it up.
        foreach (IPAddress resolver in HostAddresses.Resolvers())
        {
            grants.AddDestination(Destination(resolver, DnsPort, (byte)Transport.Udp), expiresNs);
            grants.AddDestination(Destination(resolver, DnsPort, (byte)Transport.Tcp), expiresNs);
        }
    }

    private static NetKey Destination(IPAddress address, ushort port, byte protocol)
    {
        NetKey key = new() { Port = port, Protocol = protocol };
        HostAddresses.WriteMapped(address, key.Address);
        return key;
    }
}
