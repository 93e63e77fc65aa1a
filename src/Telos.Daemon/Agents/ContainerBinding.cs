using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Policy;

namespace Telos.Daemon.Agents;

/// <summary>
/// Binds the words of a policy to a container: names of programs and paths to the files of its own root, whatever the machine
/// has under these names. Hosts are this machine's to resolve.
/// </summary>
internal sealed class ContainerBinding(ContainerRoot root, Ceiling ceiling)
{
    /// <param name="command">What is started first, by its path in the container or by a name that is looked up there.</param>
    /// <exception cref="DaemonException">There is no such program.</exception>
    public BoundPolicy Bind(CompiledPolicy policy, string command)
    {
        BoundPolicy bound = new();
        foreach (ProgramGrant program in policy.Programs)
        {
            BindProgram(program, bound);
        }

        foreach (PathGrant path in policy.Paths)
        {
            BindPath(path, bound);
        }

        PolicyBinding.BindHosts(policy, bound);
        BindLaunch(command, bound);
        return bound;
    }

    private void BindProgram(ProgramGrant program, BoundPolicy bound)
    {
        uint arguments = program.Arguments is string set ? ArgumentRules.Named(set).Id : 0;
        bool found = false;
        foreach (string path in ProgramPath.Candidates(program.Program))
        {
            if (root.Resolve(path) is OpenFile file && file.MappedWritable == 0)
            {
                found = true;
                bound.Programs.Add(new BoundProgram(
                    file, BoundProgram.FlagsOf(path, program.Jit), arguments, path, program.UntilNs ?? ulong.MaxValue));
            }
        }

        if (!found && program.StartedBy is null)
        {
            bound.Missing.Add($"program {program.Program}: not in the container, so not granted");
        }
    }

    // The words were judged by the machine's names. In the container they count for its own files alone: what is mounted into
    // it has the machine's labels, and what links lead to another name was not judged.
    private void BindPath(PathGrant path, BoundPolicy bound)
    {
        string fault = "";
        if (!path.Path.StartsWith('/'))
        {
            fault = "the container has neither workspace nor home";
        }
        else if ((path.Access & ~(PathAccess.Read | PathAccess.Write)) != 0)
        {
            fault = "in a container paths are read and written";
        }
        else if (root.ResolveOnRoot(path.Path, out string real) is not OpenFile file)
        {
            fault = "not among the container's own files";
        }
        else if ((path.Access & PathAccess.Write) != 0 && !MachineAreas.Of(ceiling).IsWritable(real))
        {
            fault = $"a link leads it to {real}, out of the write areas";
        }
        else
        {
            bound.Paths.Add(new BoundPath(file, (uint)path.Access, path.UntilNs ?? ulong.MaxValue, real));
        }

        if (fault.Length > 0)
        {
            bound.Missing.Add($"path {path.Path}: {fault}, so not granted");
        }
    }

    // Arguments of what is launched, and for a script its interpreter's, are its starter's to choose, as with telos run.
    private void BindLaunch(string command, BoundPolicy bound)
    {
        string? path = ProgramPath.Candidates(command).FirstOrDefault(place => AddLaunch(place, bound))
            ?? throw new DaemonException($"the container has no program {command}");
        if (root.HeaderOf(path).Interpreter is string interpreter)
        {
            AddLaunch(interpreter, bound);
        }
    }

    private bool AddLaunch(string path, BoundPolicy bound)
    {
        if (root.Resolve(path) is not OpenFile file)
        {
            return false;
        }

        bound.Launch.Add(new BoundProgram(file, BoundProgram.FlagsOf(path, ProgramTable.IsJit(path)), Arguments: 0, path));
        return true;
    }
}
