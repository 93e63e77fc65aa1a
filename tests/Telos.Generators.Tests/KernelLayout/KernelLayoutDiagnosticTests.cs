using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Telos.Generators.KernelLayout;
using Xunit;

namespace Telos.Generators.Tests.KernelLayout;

public class KernelLayoutDiagnosticTests
{
    // Each expectation is "rule line:column message", counted as an editor shows it.
    [Theory]
    [InlineData("typedef int telos_number;",
        "TELOS001 1:1 'typedef' is outside the kernel ABI's C subset: "
        + "expected an enum, a struct, a map or a _Static_assert")]
    [InlineData("\nunion telos_either {\n\t__u32 a;\n};", "TELOS001 2:1 'union'")]
    [InlineData("struct telos_a {\n\tint number;\n};",
        "TELOS001 2:2 'int' is outside the kernel ABI's C subset: expected a type of fixed size")]
    [InlineData("struct telos_a {\n\t__u32 *pointer;\n};", "TELOS001 2:8 '*'")]
    [InlineData("struct telos_a {\n\t__u32 flag : 1;\n};", "TELOS001 2:13 ':'")]
    [InlineData("struct telos_a {\n\t__u32 table[2][2];\n};", "TELOS001 2:16 '['")]
    [InlineData("struct telos_a {\n\t__u32 tail[];\n};", "TELOS001 2:13 ']'")]
    [InlineData("struct telos_a {\n\t__u32 a;\n} __attribute__((packed));", "TELOS001 3:3 '__attribute__'")]
    [InlineData("struct telos_a {\n\t__u32 a;\n", "TELOS001 3:1 'end of file'")]
    [InlineData("enum telos_gate {\n\tTELOS_GATE_NONE = -1,\n};", "TELOS001 2:20 '-'")]
    [InlineData("enum telos_gate {\n\tTELOS_GATE_NONE = 010,\n};", "TELOS001 2:20 '010'")]
    [InlineData("enum telos_gate {\n\tTELOS_GATE_NONE = 4294967296,\n};", "TELOS001 2:20 '4294967296'")]
    [InlineData("#define TELOS_SHIFT (1 << 3)", "TELOS001 1:1 '#define TELOS_SHIFT (1 << 3)'")]
    [InlineData("#define TELOS_MIN(a) a", "TELOS001 1:1 '#define TELOS_MIN(a) a'")]
    [InlineData("#define TELOS_EMPTY", "TELOS001 1:1 '#define TELOS_EMPTY'")]
    [InlineData("#include <linux/types.h>", "TELOS001 1:1 '#include <linux/types.h>'")]
    [InlineData("#ifdef CONFIG_64BIT\n#endif", "TELOS001 1:1 '#ifdef CONFIG_64BIT'", "TELOS001 2:1 '#endif'")]
    [InlineData("#ifdef __bpf__\n", "TELOS001 1:1 '#ifdef __bpf__'")]
    [InlineData("_Static_assert(1 == 1, \"always\");", "TELOS001 1:16 '1'")]
    [InlineData("struct telos_a {\n\t__u8 none[0];\n};\n" + AssertA + "0, \"\");",
        "TELOS001 2:12 '0'", "TELOS001 1:8 'telos_a'")]
    public void Construct_OutsideTheSubset_IsRefused(string header, params string[] expected) =>
        AssertRefused(header, expected);

    [Theory]
    [InlineData("struct telos_a {\n\tstruct telos_b b;\n};\n" + AssertA + "1, \"\");",
        "TELOS002 2:9 'struct telos_b' is not declared above its use")]
    [InlineData("struct telos_a {\n\tenum telos_b b;\n};\n" + AssertA + "4, \"\");",
        "TELOS002 2:7 'enum telos_b'")]
    [InlineData("struct telos_a {\n\t__u8 a[TELOS_LENGTH];\n};\n" + AssertA + "1, \"\");",
        "TELOS002 2:9 'TELOS_LENGTH'")]
    [InlineData(AssertA + "4, \"\");", "TELOS002 1:30 'struct telos_a'")]
    public void Name_ThatIsNotDeclared_IsRefused(string header, params string[] expected) =>
        AssertRefused(header, expected);

    [Theory]
    [InlineData(StructA + AssertA + "12, \"\");",
        "TELOS003 4:42 struct telos_a has 8 bytes, but its _Static_assert says 12")]
    [InlineData(StructA, "TELOS004 1:8 struct telos_a has no _Static_assert on its size")]
    [InlineData("struct telos_a {\n\t__u16 a;\n\t__u64 b;\n};\n" + AssertA + "16, \"\");",
        "TELOS005 3:8 struct telos_a has 6 bytes of padding before 'b'; write them as a field")]
    [InlineData("struct telos_a {\n\t__u32 a;\n\tchar b[3];\n};\n" + AssertA + "8, \"\");",
        "TELOS005 1:8 struct telos_a has 1 bytes of padding at its end; write them as a field")]
    public void Layout_ThatIsNotStated_IsRefused(string header, params string[] expected) =>
        AssertRefused(header, expected);

    [Theory]
    [InlineData("HASH_MAP(1, __u32) telos_m __weak SEC(\".maps\");", "TELOS001 1:18")]
    [InlineData("HASH_MAP(, __u32, __u32) telos_m __weak SEC(\".maps\");", "TELOS001 1:10")]
    [InlineData("ARRAY_MAP(1) telos_m __weak SEC(\".maps\");", "TELOS001 1:12")]
    [InlineData("COUNTERS_MAP(1, __u32) telos_m __weak SEC(\".maps\");", "TELOS001 1:15")]
    [InlineData("STORAGE_MAP(BPF_MAP_TYPE_HASH, __u32) telos_m __weak SEC(\".maps\");", "TELOS010 1:39")]
    public void MapShape_ThatIsNotWhole_IsRefused(string header, params string[] expected) =>
        AssertRefused(header, expected);

    [Theory]
    [InlineData("enum telos_gate {\n\tTELOS_GATE_NONE,\n\tTELOS_GATE_EXEC = 1,\n};",
        "TELOS006 2:2 'TELOS_GATE_NONE' needs an explicit value")]
    [InlineData("enum telos_gate {\n\tTELOS_DOOR_NONE = 0,\n};",
        "TELOS007 2:2 'TELOS_DOOR_NONE' must begin with 'TELOS_GATE_'")]
    [InlineData("enum telos_gate {\n\tTELOS_GATE_ = 0,\n};", "TELOS007 2:2 'TELOS_GATE_'")]
    [InlineData("enum gate {\n\tGATE_NONE = 0,\n};", "TELOS007 1:6 'gate' must begin with 'telos_'")]
    [InlineData("#define  LIMIT 3", "TELOS007 1:10 'LIMIT' must begin with 'TELOS_'")]
    [InlineData("#define TELOS_A 1\n#define TELOS_A 1", "TELOS011 2:9 'TELOS_A' is declared twice")]
    [InlineData("struct telos_a {\n\t__u32 size_b;\n\t__u32 size_b;\n};\n" + AssertA + "8, \"\");",
        "TELOS011 3:8 'size_b'")]
    [InlineData(Ring + " telos_m __weak SEC(\".maps\");\n" + Ring + " telos_m __weak SEC(\".maps\");",
        "TELOS011 2:75 'telos_m'")]
    [InlineData(Ring + " events __weak SEC(\".maps\");", "TELOS007 1:75 'events'")]
    public void Name_OrValueOfAConstant_KeepsTheRules(string header, params string[] expected) =>
        AssertRefused(header, expected);

    [Theory]
    [InlineData("",
        "TELOS008 1:6 event kind 'telos_event_kind': "
        + "no struct telos_event_header has a field of type enum telos_event_kind")]
    [InlineData("struct telos_event_header {\n\tenum telos_event_kind kind;\n};\n"
        + "_Static_assert(sizeof(struct telos_event_header) == 4, \"\");\n",
        "TELOS008 2:2 event kind 'TELOS_EVENT_KIND_EXEC': "
        + "no struct telos_event_exec begins with 'struct telos_event_header header'")]
    [InlineData("struct telos_event_header {\n\tenum telos_event_kind kind;\n};\n"
        + "_Static_assert(sizeof(struct telos_event_header) == 4, \"\");\n"
        + "struct telos_event_exec {\n\t__u32 first;\n\tstruct telos_event_header header;\n};\n"
        + "_Static_assert(sizeof(struct telos_event_exec) == 8, \"\");\n",
        "TELOS008 2:2 event kind 'TELOS_EVENT_KIND_EXEC'")]
    public void EventKind_WithoutItsStruct_IsRefused(string structs, params string[] expected) =>
        AssertRefused("enum telos_event_kind {\n\tTELOS_EVENT_KIND_EXEC = 1,\n};\n" + structs, expected);

    [Theory]
    [InlineData("__uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 1); " + KeyAndValue,
        "TELOS009 1:23 map 'telos_m' is of unknown type 'BPF_MAP_TYPE_QUEUE'")]
    [InlineData("__uint(max_entries, 1); " + KeyAndValue, "TELOS010 map 'telos_m': it has no type")]
    [InlineData("__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __type(key, __u32);",
        "TELOS010 map 'telos_m': it needs a key and a value")]
    [InlineData("__uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); " + KeyAndValue,
        "TELOS010 map 'telos_m': it has neither key nor value")]
    [InlineData("__uint(type, BPF_MAP_TYPE_HASH); " + KeyAndValue,
        "TELOS010 map 'telos_m': it needs max_entries")]
    [InlineData("__uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); "
        + "__uint(max_entries, 1); " + KeyAndValue, "TELOS010 map 'telos_m': its entries are not counted")]
    [InlineData("__uint(type, BPF_MAP_TYPE_TASK_STORAGE); " + KeyAndValue,
        "TELOS010 map 'telos_m': it needs BPF_F_NO_PREALLOC")]
    [InlineData("__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(map_flags, 1); "
        + KeyAndValue,
        "TELOS010 map 'telos_m': '1' is not a flag that is known for it")]
    [InlineData("__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(map_flags, BPF_F_MMAPABLE); "
        + KeyAndValue,
        "TELOS010 map 'telos_m': 'BPF_F_MMAPABLE' is not a flag that is known for it")]
    [InlineData("__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __uint(pinning, 1); " + KeyAndValue,
        "TELOS010 map 'telos_m': 'pinning' is not a setting that is known")]
    public void Map_ThatTheKernelWouldRefuse_IsRefused(string settings, params string[] expected) =>
        AssertRefused("struct { " + settings + " } telos_m __weak SEC(\".maps\");", expected);

    [Fact]
    public void Header_WithTwoFaults_ReportsBothAndEmitsNothing()
    {
        const string Header = "struct telos_a {\n\tint number;\n};\n\n#define TELOS_OK 1\n\nextern int x;\n";
        AssertRefused(Header, "TELOS001 2:2 'int'", "TELOS001 7:1 'extern'");
    }

    [Fact]
    public void Rules_EachHaveATest()
    {
        IEnumerable<string> rules = typeof(KernelLayoutGenerator).Assembly
            .GetType("Telos.Generators.KernelLayout.Rules", throwOnError: true)!
            .GetFields()
            .Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id);
        IEnumerable<string> tested = typeof(KernelLayoutDiagnosticTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>())
            .SelectMany(row => row.Data.OfType<string>())
            .Select(text => text.Split(' ')[0])
            .Where(word => word.StartsWith("TELOS0", StringComparison.Ordinal));
        Assert.Equal(rules, tested.Distinct().Order(StringComparer.Ordinal));
    }

    private const string AssertA = "_Static_assert(sizeof(struct telos_a) == ";
    private const string StructA = "struct telos_a {\n\t__u64 a;\n};\n";
    private const string Ring = "struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); }";
    private const string KeyAndValue = "__type(key, __u32); __type(value, __u32);";

    private static void AssertRefused(string header, params string[] expected)
    {
        GeneratorRunResult result = GeneratorRun.Of(header);
        Assert.Empty(result.GeneratedSources);
        string[] actual = [.. result.Diagnostics.Select(Text)];
        Assert.Equal(expected.Length, actual.Length);
        foreach ((string want, string got) in expected.Zip(actual))
        {
            // An expectation without a place leaves it out.
            string[] words = got.Split(' ', 3);
            bool placed = char.IsDigit(want.Split(' ')[1][0]);
            Assert.StartsWith(want, placed ? got : words[0] + " " + words[2], StringComparison.Ordinal);
        }
    }

    private static string Text(Diagnostic diagnostic)
    {
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        FileLinePositionSpan at = diagnostic.Location.GetLineSpan();
        Assert.Equal("/repo/bpf/common_maps.h", at.Path);
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        LinePosition start = at.StartLinePosition;
        return $"{diagnostic.Id} {start.Line + 1}:{start.Character + 1} {message}";
    }
}
