using System.Globalization;
using System.Text;
using System.Text.Json;
using Telos.Core.Audit;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;
using Telos.Core.Domains.Lists;
using Telos.Daemon;
using Telos.Daemon.Domains;

namespace Telos.Cli;

/// <summary>What the verbs of <c>telos domains</c> do and say.</summary>
internal static class DomainsWork
{
    private const int GuessedBytes = 1 << 14;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>A list that can be read twice: standard input is kept in memory.</summary>
    public static Stream OpenList(string path)
    {
        try
        {
            if (path != "-")
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            }

            using Stream input = Console.OpenStandardInput();
            MemoryStream kept = new();
            input.CopyTo(kept);
            kept.Position = 0;
            return kept;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.Failed, $"{path}: {error.Message}");
        }
    }

    public static ListFormat Guess(Stream list)
    {
        byte[] beginning = new byte[GuessedBytes];
        int length = list.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        list.Position = 0;
        return ListSniffer.Guess(beginning.AsSpan(0, length));
    }

    public static int Import(string database, Stream list, ImportOptions options)
    {
        using DomainStore store = Open(database);
        return Import(store, list, options);
    }

    public static void ImportAgain(string database, string file)
    {
        using Stream list = OpenList(file);
        string name = Path.GetFileName(file);
        using DomainStore store = Open(database);
        ImportOptions options = store.Sources().FirstOrDefault(source => source.List.Source == name)?.List
            ?? Unsaid(name, Guess(list));
        if (Import(store, list, options) != ExitCode.Ok)
        {
            throw new VerbException(ExitCode.Failed, $"{file}: no line of it is a name");
        }
    }

    /// <summary>What a list is of which only the format is known: a table says itself what its names are.</summary>
    public static ImportOptions Unsaid(string source, ListFormat format) => new()
    {
        Source = source, Format = format, Flags = format == ListFormat.Csv ? DomainFlags.None : DomainFlags.Blocked,
    };

    public static int Remove(string database, string source)
    {
        using DomainStore store = Open(database);
        return store.Remove(source)
            ? ExitCode.Ok
            : throw new VerbException(ExitCode.Failed, $"no list is called {source} (telos domains stat names them)");
    }

    public static int Compile(string database, string index)
    {
        using DomainStore store = Open(database);
        long names = IndexCompiler.Compile(store, index, Now);
        DomainIndex compiled = IndexFile.Open(index);
        Console.WriteLine(TerminalText.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{index}: {names} names, {compiled.BrandCount} brands, {compiled.Bytes / 1e6:0.0} MB")));
        return ExitCode.Ok;
    }

    public static int List(string database, string? below, string? source, int limit, bool json)
    {
        byte[] suffix = below is null ? [0] : Wire(below);
        using DomainStore store = Open(database);
        Dictionary<ushort, string> sources = store.Sources().ToDictionary(each => each.Id, each => each.List.Source);
        if (source is not null && !sources.ContainsValue(source))
        {
            throw new VerbException(ExitCode.Failed, $"no list is called {source} (telos domains stat names them)");
        }

        long listed = 0;
        store.ForEach(Now, source, (name, record) =>
        {
            if (IsBelow(name, suffix))
            {
                listed++;
                string said = sources[record.SourceId];
                Console.WriteLine(json ? Json(name, record, said) : Line(name, record, said));
            }

            return limit == 0 || listed < limit;
        });
        return ExitCode.Ok;
    }

    public static int Stat(string database, string index, bool json)
    {
        using DomainStore store = Open(database);
        IReadOnlyList<StoredSource> sources = store.Sources();
        DomainIndex? compiled = null;
        string trouble = "";
        try
        {
            compiled = IndexFile.Open(index);
        }
        catch (DomainStoreException error)
        {
            trouble = error.Message;
        }

        if (json)
        {
            WriteStat(sources, compiled, trouble);
            return ExitCode.Ok;
        }

        foreach (StoredSource source in sources)
        {
            string end = source.List.Life is TimeSpan life ? $", until {Day(source.Imported + (long)life.TotalSeconds)}" : "";
            Console.WriteLine(TerminalText.Escape(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.List.Source}: {source.Names} names, {source.BadLines} bad lines, {Lower(source.List.Format)}, "
                + $"licence {(source.List.Licence.Length == 0 ? "unknown" : source.List.Licence)}, "
                + $"imported {Day(source.Imported)}{end}")));
        }

        Console.WriteLine(TerminalText.Escape(compiled is null
            ? trouble
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{index}: {compiled.Count} names, {compiled.BrandCount} brands, {compiled.Bytes / 1e6:0.0} MB, "
                + $"compiled {Day(compiled.Created)}, suffix list of {compiled.Suffixes.Version}")));
        return ExitCode.Ok;
    }

    private static int Import(DomainStore store, Stream list, ImportOptions options)
    {
        ImportReport report = store.Import(list, options, Now);
        foreach ((int line, DomainLineStatus status) in report.FirstBad)
        {
            Console.Error.WriteLine(TerminalText.Escape($"{options.Source}:{line}: left out: {DomainFault.Of(status)}"));
        }

        if (report.BadLines > report.FirstBad.Count)
        {
            Console.Error.WriteLine($"and {report.BadLines - report.FirstBad.Count} lines more");
        }

        Console.WriteLine(TerminalText.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Source}: {report.Names} names as {Lower(options.Format)}, {report.OtherRules} other rules, "
            + $"{report.BadLines} bad lines")));
        return report.Names == 0 && report.BadLines > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static DomainStore Open(string database)
    {
        string? directory = Path.GetDirectoryName(database);
        if (!string.IsNullOrEmpty(directory) && !Directory.Exists(directory))
        {
            try
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new DaemonException($"{directory} cannot be made: {error.Message}", error);
            }
        }

        return DomainStore.Open(database);
    }

    private static byte[] Wire(string name)
    {
        byte[] wire = new byte[DomainLine.NameLengthMax];
        DomainLineStatus status = DomainText.Parse(Encoding.UTF8.GetBytes(name), wire, out int length);
        return status == DomainLineStatus.Name
            ? wire[..length]
            : throw new VerbException(ExitCode.Usage, $"{name} is no domain name: {DomainFault.Of(status)}");
    }

    private static bool IsBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        int offset = 0;
        while (name.Length - offset > suffix.Length)
        {
            offset += name[offset] + 1;
        }

        return name[offset..].SequenceEqual(suffix);
    }

    private static string Line(ReadOnlySpan<byte> name, in DomainRecord record, string source) =>
        TerminalText.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{NameText.Of(name)}  {DomainWords.Of(record.Category)}  {DomainWords.Of(record.Flags)}  "
            + $"{record.Reputation}  {source}"));

    private static string Json(ReadOnlySpan<byte> name, in DomainRecord record, string source)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, NameText.Of(name));
            json.WriteString("category"u8, DomainWords.Of(record.Category));
            json.WriteString("flags"u8, DomainWords.Of(record.Flags));
            json.WriteNumber("reputation"u8, record.Reputation);
            json.WriteString("source"u8, source);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void WriteStat(IReadOnlyList<StoredSource> sources, DomainIndex? compiled, string trouble)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("sources"u8);
            foreach (StoredSource source in sources)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, source.List.Source);
                json.WriteString("format"u8, Lower(source.List.Format));
                json.WriteString("licence"u8, source.List.Licence);
                json.WriteNumber("names"u8, source.Names);
                json.WriteNumber("bad_lines"u8, source.BadLines);
                json.WriteNumber("imported"u8, source.Imported);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (compiled is null)
            {
                json.WriteString("index_error"u8, trouble);
            }
            else
            {
                json.WriteStartObject("index"u8);
                json.WriteNumber("names"u8, compiled.Count);
                json.WriteNumber("brands"u8, compiled.BrandCount);
                json.WriteNumber("bytes"u8, compiled.Bytes);
                json.WriteNumber("created"u8, compiled.Created);
                json.WriteString("suffix_list"u8, compiled.Suffixes.Version);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static string Lower(ListFormat format) => format.ToString().ToLowerInvariant();

    private static string Day(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
