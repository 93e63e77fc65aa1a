using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class LabelMatchTests
{
    [Theory]
    [InlineData("/etc/shadow", "/etc/shadow")]
    [InlineData("/srv/payroll", "/srv/payroll/2026/may.csv")]
    [InlineData("~/.ssh", "~/.ssh/id_rsa")]
    [InlineData("~/.ssh", "/root/.ssh/id_rsa")]
    [InlineData("~/.ssh", "/home/alice/.ssh")]
    [InlineData("/root/.ssh", "~/.ssh/id_rsa")]
    [InlineData("/home/alice/secret", "~/secret")]
    [InlineData("/etc/shadow", "/etc/shad*")]
    [InlineData("/etc/shadow", "/etc/s?adow")]
    [InlineData("/etc/shadow", "/etc/[s]hadow")]
    [InlineData("/etc/shadow", "/etc/{shadow,passwd}")]
    [InlineData("/etc/shadow", "/etc/*")]
    [InlineData("/etc/shadow", "/*/shadow")]
    [InlineData("/etc/shadow", "/**")]
    [InlineData("~/.ssh", "/home/*/.ssh/id_rsa")]
    [InlineData("~/.ssh", "~/.s*/id_rsa")]
    public void Covers_SubtreesHomesAndGlobs_AreCovered(string label, string path) =>
        Assert.True(LabelMatch.Covers(label, path));

    [Theory]
    [InlineData("/etc/shadow", "/etc/shadow-")]
    [InlineData("/etc/shadow", "/etc/shadowed")]
    [InlineData("/etc/shadow", "/etc")]
    [InlineData("/srv/payroll", "/srv/payroll2/x")]
    [InlineData("~/.ssh", "/srv/.ssh")]
    [InlineData("~/.ssh", "/home/.ssh")]
    [InlineData("~/.ssh", "/home/alice/work/.ssh")]
    [InlineData("/etc/shadow", "/etc/*.conf")]
    [InlineData("/etc/shadow", "/etc/Shadow")]
    [InlineData("~/.ssh", "~/*")]
    [InlineData("/root/.ssh", "/home/alice/.ssh")]
    public void Covers_NeighboursAndParents_AreNot(string label, string path) =>
        Assert.False(LabelMatch.Covers(label, path));

    [Fact]
    public void Find_SeveralLabels_TheOneThatForbidsWinsWhateverTheOrder()
    {
        var open = new LabelRule("/srv", Taint.Critical, Grantable: true);
        var closed = new LabelRule("/srv/keys", Taint.Low, Grantable: false);
        Assert.Same(closed, LabelMatch.Find([open, closed], "/srv/keys/a"));
        Assert.Same(closed, LabelMatch.Find([closed, open], "/srv/keys/a"));
        Assert.Same(open, LabelMatch.Find([closed, open], "/srv/a"));
        Assert.Null(LabelMatch.Find([closed, open], "/var"));
    }
}
