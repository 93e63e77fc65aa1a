using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class KeptBindingsTests : IDisposable
{
    // Longer than nothing is looked at again.
    private static readonly TimeSpan s_unseen = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly KernelGates _gates = new();
    private readonly TempDirectory _temp = new();
    private readonly KeptBindings _bindings;

    public KeptBindingsTests() => _bindings = new KeptBindings(_gates.Identities);

    public void Dispose()
    {
        _temp.Dispose();
        _gates.Dispose();
    }

    [Fact]
    public void Bind_WhenNothingChanged_IsTheSameAsBefore()
    {
        CompiledPolicy policy = Compile($"read {_temp.Write("a", "")} with cat");
        BoundPolicy first = Bind(policy);
        Assert.Same(first, Bind(policy));
        Thread.Sleep(s_unseen);
        Assert.Same(first, Bind(policy));
        Assert.NotEmpty(first.Programs);
    }

    [Fact]
    public void Bind_ForSomebodyElse_OrByAnotherCeiling_IsAnother()
    {
        CompiledPolicy policy = Compile("show the date");
        BoundPolicy first = Bind(policy);
        Assert.NotSame(first, _bindings.Bind(policy, uid: 1, workspace: null, Ceiling.Default));
        Assert.NotSame(first, _bindings.Bind(policy, uid: 0, _temp.Path, Ceiling.Default));
        Assert.NotSame(first, _bindings.Bind(policy, uid: 0, workspace: null, Ceiling.Default with { MaySend = true }));
    }

    [Fact]
    public void Bind_AfterAProgramChanged_IsAnother()
    {
        string program = _temp.Write("tool", "#!/bin/sh\n");
        CompiledPolicy policy = Of([new ProgramGrant(program, "named in the intent")], []);
        AssertAnotherAfter(policy, () => File.AppendAllText(program, "x"));
        AssertAnotherAfter(policy, () => File.Move(_temp.Write("other", "#!/bin/sh\n"), program, overwrite: true));
        AssertAnotherAfter(policy, () => File.Delete(program));
        Assert.NotEmpty(Bind(policy).Missing);
    }

    [Fact]
    public void Bind_AfterAPathLeadsElsewhere_IsAnother()
    {
        string target = _temp.Write("target", "");
        string link = _temp.File("link");
        File.CreateSymbolicLink(link, target);
        CompiledPolicy policy = Of([], [new PathGrant(link, PathAccess.Read, "named in the intent")]);
        AssertAnotherAfter(policy, () =>
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, _temp.Write("elsewhere", ""));
        });

        // The same file, in another place.
        Directory.CreateDirectory(_temp.File("below"));
        AssertAnotherAfter(policy, () =>
        {
            File.Move(_temp.File("elsewhere"), _temp.File("below/elsewhere"));
            File.Delete(link);
            File.CreateSymbolicLink(link, _temp.File("below/elsewhere"));
        });
    }

    [Fact]
    public void Bind_AfterAFileWasWritten_IsTheSame()
    {
        string path = _temp.Write("notes", "");
        CompiledPolicy policy = Of([], [new PathGrant(path, PathAccess.Read, "named in the intent")]);
        BoundPolicy first = Bind(policy);
        File.AppendAllText(path, "more");
        Thread.Sleep(s_unseen);
        Assert.Same(first, Bind(policy));
    }

    private static CompiledPolicy Compile(string goal) =>
        PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(1), Ceiling.Default);

    private static CompiledPolicy Of(ProgramGrant[] programs, PathGrant[] paths) =>
        Compile("show the date") with { Programs = [.. programs], Paths = [.. paths] };

    private BoundPolicy Bind(CompiledPolicy policy) => _bindings.Bind(policy, uid: 0, workspace: null, Ceiling.Default);

    private void AssertAnotherAfter(CompiledPolicy policy, Action change)
    {
        BoundPolicy before = Bind(policy);
        Thread.Sleep(s_unseen);
        Assert.Same(before, Bind(policy));
        change();
        Assert.True(SpinWait.SpinUntil(() => !ReferenceEquals(before, Bind(policy)), s_patience));
    }
}
