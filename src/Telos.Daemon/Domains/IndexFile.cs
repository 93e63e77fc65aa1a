using Telos.Core.Domains.Indexes;
using Telos.Linux;
using Telos.Linux.Memory;

namespace Telos.Daemon.Domains;

/// <summary>An index file, mapped.</summary>
public static class IndexFile
{
    /// <exception cref="DomainStoreException">There is none, or it is not one that can be used: which and why.</exception>
    public static DomainIndex Open(string path)
    {
        try
        {
            IndexStatus status = DomainIndex.TryOpen(MappedFile.Open(path).Memory, out DomainIndex? index);
            return status == IndexStatus.Ok
                ? index!
                : throw new DomainStoreException($"{path}: {Cause(status)}: run telos domains compile");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or LinuxException)
        {
            string cause = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message;
            throw new DomainStoreException($"{path}: {cause}: run telos domains compile", error);
        }
    }

    private static string Cause(IndexStatus status) => status switch
    {
        IndexStatus.TooShort or IndexStatus.LengthDiffers => "the index was cut off or written to",
        IndexStatus.NotAnIndex => "it is no index of domains",
        IndexStatus.OtherConfusables => "its brands are folded by another table of confusables",
        IndexStatus.OtherVersion => "the index is of another version of telos",
        _ => $"the index is damaged ({status})",
    };
}
