namespace Telos.Generators.KernelLayout;

/// <summary>An inline array; equal ones are one C# type, so that one can be assigned to the other.</summary>
internal sealed record ArrayModel(string Name, string ElementKeyword, int Length)
{
    public bool IsBytes => ElementKeyword == "byte";
}
