using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Telos.Core.Domains.Lists;

namespace Telos.Daemon.Domains;

/// <summary>Compiles the database into an index file, which takes the place of the former by rename(2).</summary>
public static class IndexCompiler
{
    private const int WriteBufferBytes = 1 << 18;

    /// <summary>The names of the program's own list are brought up to date first.</summary>
    /// <returns>How many names the index has.</returns>
    /// <exception cref="DomainStoreException">The database cannot be read, or has what fits no index.</exception>
    public static long Compile(DomainStore store, string path, long now)
    {
        using (Stream builtIn = DomainList.Open())
        {
            store.Import(builtIn, BuiltIn, now);
        }

        string temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            long names;
            using (FileStream output = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, WriteBufferBytes))
            using (FileStream scratch = new(
                temporary + ".names", FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.DeleteOnClose))
            {
                names = Write(store, output, scratch, now);
                output.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return names;
        }
        catch (Exception error) when (error is IndexException or IOException or UnauthorizedAccessException)
        {
            throw new DomainStoreException($"{path} cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static ImportOptions BuiltIn => new()
    {
        Source = DomainStore.BuiltIn, Format = ListFormat.Csv, Licence = "MIT AND CC0-1.0",
    };

    private static long Write(DomainStore store, FileStream output, FileStream scratch, long now)
    {
        HashKey key = HashKey.Random();
        DomainIndexWriter writer = new(output, store.CountNames(now), key, scratch);
        store.ForEach(now, source: null, (name, record) =>
        {
            writer.Add(name, record);
            return true;
        });
        foreach (StoredSource source in store.Sources())
        {
            string date = DateTimeOffset.FromUnixTimeSeconds(source.Imported).ToString("yyyy-MM-dd", null);
            writer.AddSource(new DomainSource(source.Id, source.List.Source, source.List.Licence, date, source.Names));
        }

        writer.SetSuffixes(PublicSuffixes.Load(key));
        writer.Complete(now);
        return writer.Count;
    }
}
