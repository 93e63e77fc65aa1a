using System.Collections.Immutable;
using Telos.Core.Intent;
using static Telos.Core.Exec.ProgramRows;
using static Telos.Core.Exec.ProgramTraits;

namespace Telos.Core.Exec;

/// <summary>
/// Compilers, build tools and package managers. What one starts is taken from its manual and from what it executes on
/// Debian; an absolute path may hold one star for a version.
/// </summary>
internal static class BuildRows
{
    // "Utilities in Makefiles" of the GNU Coding Standards, and what POSIX recipes use beside them. Those whose names
    // are verbs stand as paths, so that "install the package" does not name them.
    private const string Recipes =
        "sh awk basename cat chmod cmp cp cut date diff dirname echo env expr false find grep gzip head ln ls"
        + " mkdir mkfifo mktemp mv nproc printf pwd rm rmdir sed seq sleep sort tail tar tee touch tr true uname"
        + " uniq wc xargs /usr/bin/install /usr/bin/test"
        + " gcc g++ ar as ld ranlib strip m4 bison flex pkg-config";

    private const string Assembled =
        "as ld /usr/lib/gcc/x86_64-linux-gnu/*/collect2 /usr/libexec/gcc/x86_64-linux-gnu/*/collect2"
        + " /usr/lib/gcc/x86_64-linux-gnu/*/lto1 /usr/libexec/gcc/x86_64-linux-gnu/*/lto1"
        + " /usr/lib/gcc/x86_64-linux-gnu/*/lto-wrapper /usr/libexec/gcc/x86_64-linux-gnu/*/lto-wrapper ";

    private const string Launched = "sh basename cat dirname expr ls sed tr uname xargs java";

    public static readonly ImmutableArray<ProgramRow> All =
    [
        // Whatever the language.
        Row("make", EnglishWord | StartsOthers | Builds, "builds what a Makefile says", [For(Verbs.Build)],
            aliases: "gmake", needs: Recipes),
        Row("ninja", EnglishWord | StartsOthers | Builds, "builds what a build.ninja says",
            [For(Verbs.Build, "ninja")], needs: Recipes),
        Row("cmake", StartsOthers | Builds, "writes build files and builds", [For(Verbs.Build, "cmake")],
            needs: "make ninja"),
        Row("ctest", StartsOthers | Builds, "runs the tests of a cmake build", [For(Verbs.Test, "cmake ctest")],
            needs: "cmake"),
        Row("meson", StartsOthers | Builds, "writes build files and builds", [For(Verbs.Build, "meson")],
            needs: "python3 ninja"),

        // C and C++.
        Row("gcc", StartsOthers | Builds, "compiles C", [For(Verbs.Build, "c")], aliases: "cc",
            needs: Assembled + "/usr/lib/gcc/x86_64-linux-gnu/*/cc1 /usr/libexec/gcc/x86_64-linux-gnu/*/cc1"),
        Row("g++", StartsOthers | Builds, "compiles C++", [For(Verbs.Build, "c++ cpp")], aliases: "c++",
            needs: Assembled + "/usr/lib/gcc/x86_64-linux-gnu/*/cc1plus /usr/libexec/gcc/x86_64-linux-gnu/*/cc1plus"),
        Row("clang", StartsOthers | Builds, "compiles C and C++", [For(Verbs.Build, "clang")], aliases: "clang++",
            needs: "as ld /usr/lib/llvm-*/bin/lld"),
        Row("as", EnglishWord, "assembles"),
        Row("ld", None, "links object files"),
        Row("ar", None, "packs object files into archives"),
        Row("ranlib", None, "indexes archives of object files"),
        Row("strip", EnglishWord, "drops symbols from object files"),
        Row("m4", None, "expands macros"),
        Row("bison", EnglishWord | StartsOthers, "generates parsers", needs: "m4"),
        Row("flex", EnglishWord | StartsOthers, "generates scanners", needs: "m4"),
        Row("pkg-config", None, "tells flags for compiling against libraries", aliases: "pkgconf"),

        // Rust and Go.
        Row("cargo", EnglishWord | Fetch | StartsOthers | Builds, "builds Rust packages",
            [For(Verbs.Build | Verbs.Test | Verbs.Install, "rust cargo crate")], needs: "rustc"),
        Row("rustc", StartsOthers | Builds, "compiles Rust", [For(Verbs.Build, "rust")], needs: "gcc"),
        Row("go", EnglishWord | Fetch | StartsOthers | Builds, "builds Go packages",
            [For(Verbs.Build | Verbs.Test | Verbs.Install, "go golang")],
            needs: "gcc /usr/lib/go-*/bin/go /usr/lib/go-*/bin/gofmt"
                + " /usr/lib/go-*/pkg/tool/linux_amd64/asm /usr/lib/go-*/pkg/tool/linux_amd64/buildid"
                + " /usr/lib/go-*/pkg/tool/linux_amd64/cgo /usr/lib/go-*/pkg/tool/linux_amd64/compile"
                + " /usr/lib/go-*/pkg/tool/linux_amd64/link /usr/lib/go-*/pkg/tool/linux_amd64/vet"),

        // .NET and Java.
        Row("dotnet", Fetch | StartsOthers | Builds | Jit, "builds and runs .NET programs",
            [For(Verbs.Build | Verbs.Test | Verbs.Run | Verbs.Install, ".net dotnet nuget csharp c#")],
            needs: "sh ls /usr/share/dotnet/sdk/*/Roslyn/bincore/csc /usr/share/dotnet/sdk/*/Roslyn/bincore/VBCSCompiler"
                + " /usr/lib/dotnet/sdk/*/Roslyn/bincore/csc /usr/lib/dotnet/sdk/*/Roslyn/bincore/VBCSCompiler"),
        Row("java", StartsOthers | Jit, "runs Java", [For(Verbs.Run, "java jar")],
            needs: "/usr/lib/jvm/*/lib/jspawnhelper"),
        Row("javac", Builds | Jit, "compiles Java", [For(Verbs.Build, "java")]),
        Row("jar", EnglishWord | Jit, "packs Java archives"),
        Row("mvn", Fetch | StartsOthers | Builds, "builds Java projects",
            [For(Verbs.Build | Verbs.Test | Verbs.Install, "maven mvn pom.xml")], aliases: "maven", needs: Launched),
        Row("gradle", Fetch | StartsOthers | Builds, "builds Java projects",
            [For(Verbs.Build | Verbs.Test | Verbs.Install, "gradle")], needs: Launched),

        // Python.
        Row("pytest", Interpreter | StartsOthers | Builds, "runs Python tests",
            [For(Verbs.Test | Verbs.Run, "python pytest")], needs: "python3"),
        Row("pip", Fetch | StartsOthers | Builds, "installs Python packages", [For(Verbs.Install, "python pypi")],
            aliases: "pip3", needs: "python3 cut tr uname /usr/bin/lsb_release /usr/bin/getopt"),

        // JavaScript.
        Row("npm", Fetch | Upload | StartsOthers | Builds, "installs Node packages",
            [For(Verbs.Install, "node npm javascript")], needs: "node sh env"),
        Row("npx", Fetch | StartsOthers | Builds, "runs programs of Node packages", needs: "node sh env"),
        Row("yarn", EnglishWord | Fetch | Upload | StartsOthers | Builds, "installs Node packages",
            [For(Verbs.Install, "yarn")], aliases: "yarnpkg", needs: "node sh env"),
        Row("tsc", Builds, "compiles TypeScript", [For(Verbs.Build, "typescript")], needs: "node env"),

        Row("apt-get", Fetch | StartsOthers | Persist, "installs Debian packages", aliases: "apt"),
    ];
}
