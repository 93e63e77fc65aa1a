using Telos.Core.Containers;
using Xunit;

namespace Telos.Core.Tests.Containers;

public sealed class ContainerCommandTests
{
    private static readonly ContainerDeclaration s_declaration = new("list files", "90s");

    private static readonly string[] s_podman =
    [
        "podman", "--runtime", "/run/oci", "--cgroup-manager", "cgroupfs", "run", "--cgroup-parent", "/telos.slice/.",
        "--cgroups", "no-conmon", "--annotation", "telos.intent=list files", "--annotation", "telos.ttl=90s",
    ];

    [Theory]
    [InlineData("podman run image", "image")]
    [InlineData("podman container run --rm -it image sh -c ls", "--rm -it image sh -c ls")]
    [InlineData("podman run -dv/data:/data -eA=B --name one image", "-dv/data:/data -eA=B --name one image")]
    [InlineData("podman run --mount type=bind,src=/data,target=/data image --privileged",
        "--mount type=bind,src=/data,target=/data image --privileged")]
    [InlineData("podman run --annotation other=1 -- image --pid=host", "--annotation other=1 -- image --pid=host")]
    public void Complete_OfPodman_PutsWhatMakesTheAgentBeforeTheUsersOwn(string line, string own)
    {
        string[] words = line.Split(' ');
        ContainerCommandStatus status = ContainerCommand.TryRead(words, out ContainerCommand? command, out string fault);
        Assert.Equal(ContainerCommandStatus.Ok, status);
        Assert.Equal("", fault);
        string[] complete = command!.CompletePodman("/run/oci", s_declaration);
        Assert.Equal(own, string.Join(' ', complete[^own.Split(' ').Length..]));
        Assert.Equal(s_podman, complete[..^own.Split(' ').Length]);
    }

    [Theory]
    [InlineData("cgroupfs /run/telos\n", "/telos.slice")]
    [InlineData("systemd /run/telos\n", "telos.slice")]
    public void CompleteDocker_NamesItsRuntimeAndMountsTheDeclaration(string answer, string parent)
    {
        string[] line = ["/usr/bin/docker", "--debug", "container", "run", "-i", "image"];
        Assert.Equal(ContainerCommandStatus.Ok, ContainerCommand.TryRead(line, out ContainerCommand? command, out _));
        Assert.Equal(["--debug", "info", "--format", DockerMachine.Format], command!.DockerQuestion);
        DockerMachine? machine = DockerMachine.TryRead(answer, out string fault);
        Assert.Equal("", fault);
        Assert.Equal(
            [
                "/usr/bin/docker", "--debug", "run", "--runtime", "telos", "--cgroup-parent", parent, "--mount",
                "type=bind,source=/run/telos/containers/1,target=/run/.telos-declaration,readonly", "-i", "image",
            ],
            command.CompleteDocker(machine!, "/run/telos/containers/1"));
    }

    [Theory]
    [InlineData("cgroupfs \n", "no runtime telos")]
    [InlineData("none /run/telos\n", "rootless")]
    [InlineData("", "no cgroups")]
    public void TryRead_OfADockerThatCannot_SaysWhy(string answer, string said)
    {
        Assert.Null(DockerMachine.TryRead(answer, out string fault));
        Assert.Contains(said, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls run image")]
    [InlineData("podman ps")]
    [InlineData("podman --log-level debug info")]
    [InlineData("podman exec one run")]
    [InlineData("podman")]
    [InlineData("buildah run image")]
    public void TryRead_OfAnythingElse_StartsNoContainer(string line) => Assert.Equal(
        ContainerCommandStatus.StartsNoContainer, ContainerCommand.TryRead(line.Split(' '), out _, out _));

    [Theory]
    [InlineData("podman run --privileged image", "--privileged")]
    [InlineData("podman run --runtime=crun image", "--runtime")]
    [InlineData("podman --runtime crun run image", "--runtime")]
    [InlineData("podman --remote run image", "--remote")]
    [InlineData("podman run --rm --cgroup-parent /x image", "--cgroup-parent")]
    [InlineData("podman run --cgroups=disabled image", "--cgroups")]
    [InlineData("podman run --cgroupns host image", "--cgroupns")]
    [InlineData("podman run --pid=host image", "--pid")]
    [InlineData("podman run --userns=auto image", "--userns")]
    [InlineData("podman run --init image", "--init")]
    [InlineData("podman run --annotation telos.intent=other image", "--annotation telos.intent=other")]
    [InlineData("podman run --annotation=telos.ttl=9h image", "--annotation telos.ttl=9h")]
    [InlineData("podman run -v /run/telos:/x image", "/run/telos")]
    [InlineData("podman run -v/run:/x image", "/run/telos")]
    [InlineData("podman run -itv /run/../run/telos/agent.sock:/x image", "/run/telos")]
    [InlineData("podman run --volume=/:/host image", "/etc/telos")]
    [InlineData("podman run --mount type=bind,source=/sys/fs/cgroup,target=/x image", "/sys")]
    [InlineData("podman run --mount type=bind,src=/proc,dst=/x image", "/proc")]
    [InlineData("podman run --rm", "no image")]
    [InlineData("podman run --new-option --privileged image", "write --new-option=VALUE")]
    [InlineData("docker -H tcp://elsewhere run image", "-H")]
    [InlineData("docker run --mount type=bind,source=/run/telos/containers/1,target=/x image", "/run/telos")]
    public void TryRead_OptionThatNoAgentsContainerMayHave_SaysWhich(string line, string said)
    {
        string[] words = line.Split(' ');
        ContainerCommandStatus status = ContainerCommand.TryRead(words, out ContainerCommand? command, out string fault);
        Assert.Equal(ContainerCommandStatus.Conflict, status);
        Assert.Null(command);
        Assert.Contains(said, fault, StringComparison.Ordinal);
    }
}
