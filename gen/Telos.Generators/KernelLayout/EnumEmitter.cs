namespace Telos.Generators.KernelLayout;

internal static class EnumEmitter
{
    public static string Emit(KernelModel model)
    {
        var code = new CodeWriter();
        foreach (EnumModel declared in model.Enums)
        {
            code.Line();
            code.Summary(declared.Comment);
            code.Line($"public enum {declared.Name} : uint");
            code.Open();
            foreach (EnumModel.Constant constant in declared.Constants)
                code.Line($"{constant.Name} = {constant.Value},");
            code.Close();
        }
        return code.ToString();
    }
}
