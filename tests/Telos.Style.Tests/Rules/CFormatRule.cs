using System.Diagnostics;

namespace Telos.Style.Tests.Rules;

/// <summary>C is formatted as clang-format does it with the root's .clang-format.</summary>
internal static class CFormatRule
{
    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (!file.IsC)
        {
            yield break;
        }

        string[] formatted = Format(file).TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Max(formatted.Length, file.Lines.Length); i++)
        {
            if (i >= formatted.Length || i >= file.Lines.Length || formatted[i] != file.Lines[i])
            {
                yield return new Finding(file.Path, i + 1, "not as clang-format has it");
                yield break;
            }
        }
    }

    private static string Format(SourceFile file)
    {
        ProcessStartInfo start = new("clang-format", [$"--assume-filename={file.Path}", "--style=file"])
        {
            WorkingDirectory = WorkingTree.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(file.Text);
        process.StandardInput.Close();
        process.WaitForExit();
        return output.Result;
    }
}
