"""Runtimes that compile while they run."""
import io
import json
import os
import tarfile

from harness import check, check_equal, command
from task import WORKSPACE, Task, read, write

PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
"""
# What the project needs comes with the SDK: there is nowhere to fetch anything from.
SOURCES = "<configuration><packageSources><clear/></packageSources></configuration>\n"


class Node(Task):
    """npm also asks for a newer npm, at a host that no intent names: off, as refusing that would be right."""
    name = "npm"
    intent = "Install the node packages of the project with npm from their tarballs and run its npm test"
    script = """
        npm install --offline --no-audit --no-fund --no-update-notifier --loglevel=error
        npm test --silent --no-update-notifier
    """

    def prepare(self):
        self.pack("polite", {"index.js": "module.exports = name => `dear ${name}`;\n"})
        self.pack("letter", {
            "index.js": "module.exports = name => `${require('polite')(name)}, hello from ${require('./made')}`;\n",
            "make.js": "require('fs').writeFileSync('made.js', 'module.exports = \"letter\";\\n');\n"},
            dependencies={"polite": "1.0.0"}, scripts={"postinstall": "node make.js"})
        write("package.json", json.dumps({
            "name": "project", "version": "1.0.0", "scripts": {"test": "node test.js >result"},
            "dependencies": {"polite": "file:polite-1.0.0.tgz", "letter": "file:letter-1.0.0.tgz"}}))
        write("test.js", "console.log(require('letter')('Ada'));\n")

    @staticmethod
    def pack(name, files, **fields):
        files["package.json"] = json.dumps({"name": name, "version": "1.0.0", "main": "index.js", **fields})
        with tarfile.open(f"{WORKSPACE}/{name}-1.0.0.tgz", "w:gz") as archive:
            for path, text in files.items():
                member = tarfile.TarInfo(f"package/{path}")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))

    def product(self, run):
        check_equal("the test's answer", read("result"), "dear Ada, hello from letter\n")


class DotNet(Task):
    """dotnet asks whether it may install workloads by making a file below its own directory. path_mknod is asked before the
    permission bits are (may_o_create, fs/namei.c), so that Telos records what would have been EACCES."""
    name = "dotnet"
    intent = "Build the .NET project with dotnet and run it"
    script = "dotnet run --verbosity quiet >result"
    barred = r"write [a-z0-9]{8}\.[a-z0-9]{3}"

    def prepare(self):
        done = command("touch", f"{os.path.dirname(os.path.realpath('/usr/bin/dotnet'))}/metadata/probe", user="1000")
        check("Permission denied" in done.stderr, "an ordinary user may write into dotnet's directory:", done.stderr)
        write("hello.csproj", PROJECT)
        write("nuget.config", SOURCES)
        write("Program.cs", "Console.WriteLine(string.Join(' ', from n in Enumerable.Range(1, 3) select n * n));\n")

    def product(self, run):
        check_equal("the program's answer", read("result"), "1 4 9\n")


class Java(Task):
    name = "java"
    intent = "Compile Hello.java with javac and run it with java"
    script = """
        javac -J-XX:TieredStopAtLevel=1 Hello.java
        java -XX:TieredStopAtLevel=1 Hello Ada >result
    """

    def prepare(self):
        write("Hello.java", "public class Hello {\n    public static void main(String[] names) {\n"
              "        System.out.println(String.join(\" \", java.util.List.of(\"hello\", names[0])));\n    }\n}\n")

    def product(self, run):
        check_equal("the program's answer", read("result"), "hello Ada\n")
