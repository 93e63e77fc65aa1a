using System.Text;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Core.Tests.Domains;

internal static class DomainLists
{
    public static DomainIndex Compile(params string[] lines)
    {
        using MemoryStream list = new(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        return DomainList.Compile(list, HashKey.Random());
    }
}
