namespace Telos.Generators.KernelLayout;

/// <summary>An inline array; equal ones are one C# type, so that a field can be assigned from another struct's.</summary>
internal sealed record ArrayModel(string Name, string ElementKeyword, int Length)
{
    public bool IsBytes => ElementKeyword == "byte";
}
