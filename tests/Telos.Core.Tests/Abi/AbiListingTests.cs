using Telos.Core.Abi;
using Xunit;

namespace Telos.Core.Tests.Abi;

/// <summary>
/// The ABI against its approved listing. Pinned maps outlive the daemon, so a layout that changes under one
/// version number lets a new daemon misread an old map.
/// </summary>
public class AbiListingTests
{
    private const string Folder = "tests/Telos.Core.Tests/Abi";

    [Fact]
    public void Abi_IsTheOneApprovedForItsVersion()
    {
        string listing = $"{Folder}/abi-v{KernelAbi.TELOS_ABI_VERSION}.txt";
        string path = RepositoryFile.PathOf(listing);
        Assert.True(File.Exists(path), $"add {listing}, the listing of the ABI's new version");
        string[] faults = [.. Differences(File.ReadAllLines(path), Listing(), listing)];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Difference_OfAMovedField_NamesItAndAsksForANewVersion()
    {
        string fault = Assert.Single(
            Differences(["field telos_a.b 4 8"], ["field telos_a.b 8 8"], "abi-v1.txt"));
        Assert.StartsWith("field telos_a.b was 4 8 and is 8 8: ", fault, StringComparison.Ordinal);
        Assert.Contains("raise TELOS_ABI_VERSION and add ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_OfARemovedField_NamesItAndAsksForANewVersion()
    {
        string fault = Assert.Single(Differences(["field telos_a.b 4 8"], [], "abi-v1.txt"));
        Assert.StartsWith("field telos_a.b was 4 8 and is gone: ", fault, StringComparison.Ordinal);
        Assert.Contains("raise TELOS_ABI_VERSION and add ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_OfANewMap_AsksOnlyForItsLine()
    {
        string fault = Assert.Single(Differences([], ["map telos_a Hash 4 8 16"], "abi-v1.txt"));
        Assert.Equal("not approved yet, add to abi-v1.txt: map telos_a Hash 4 8 16", fault);
    }

    private static IEnumerable<string> Listing()
    {
        foreach (StructShape shape in AbiLayout.Structs)
        {
            yield return $"struct {shape.Name} {shape.Size}";
            foreach (FieldShape field in shape.Fields)
                yield return $"field {shape.Name}.{field.Name} {field.Offset} {field.Size}";
        }
        foreach (ConstantShape constant in AbiLayout.Enums.SelectMany(shape => shape.Constants))
            yield return $"constant {constant.Name} {constant.Value}";
        foreach (MapDescriptor map in KernelMaps.All)
            yield return $"map {map.Name} {(uint)map.Type} {map.KeySize} {map.ValueSize} {map.MaxEntries}";
    }

    private static IEnumerable<string> Differences(
        IEnumerable<string> approved, IEnumerable<string> actual, string listing)
    {
        Dictionary<string, string> shapes = actual.ToDictionary(NameIn, ShapeIn);
        foreach (string line in approved)
        {
            string name = NameIn(line);
            string now = shapes.Remove(name, out string? shape) ? shape : "gone";
            if (now != ShapeIn(line))
                yield return $"{name} was {ShapeIn(line)} and is {now}: {Remedy}";
        }
        foreach ((string name, string shape) in shapes)
            yield return $"not approved yet, add to {listing}: {name} {shape}";
    }

    private static string Remedy =>
        "pinned maps outlive the daemon, so raise TELOS_ABI_VERSION and add "
        + $"{Folder}/abi-v{KernelAbi.TELOS_ABI_VERSION + 1}.txt";

    // "field telos_a.b 4 8": two words name it, the rest is its shape.
    private static string NameIn(string line) => string.Join(' ', line.Split(' ')[..2]);

    private static string ShapeIn(string line) => string.Join(' ', line.Split(' ')[2..]);
}
