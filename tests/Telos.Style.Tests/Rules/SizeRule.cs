namespace Telos.Style.Tests.Rules;

/// <summary>Long files and long lines of code.</summary>
internal static class SizeRule
{
    public const int FileLinesMax = 600;
    public const int LineColumnsMax = 130;
    private const int TabColumns = 8;

    public static IEnumerable<Finding> CheckFile(SourceFile file)
    {
        if ((file.IsCSharp || file.IsC) && !file.IsTest && file.Lines.Length > FileLinesMax)
        {
            yield return new Finding(file.Path, FileLinesMax + 1, $"{file.Lines.Length} lines, at most {FileLinesMax}");
        }
    }

    public static IEnumerable<Finding> CheckLines(SourceFile file)
    {
        if (!file.IsCSharp && !file.IsC)
        {
            yield break;
        }

        for (int i = 0; i < file.Lines.Length; i++)
        {
            int columns = Columns(file.Lines[i]);
            if (columns > LineColumnsMax)
            {
                yield return new Finding(file.Path, i + 1, $"{columns} columns, at most {LineColumnsMax}");
            }
        }
    }

    private static int Columns(string line)
    {
        int columns = 0;
        foreach (char letter in line)
        {
            columns += letter == '\t' ? TabColumns - (columns % TabColumns) : 1;
        }

        return columns;
    }
}
