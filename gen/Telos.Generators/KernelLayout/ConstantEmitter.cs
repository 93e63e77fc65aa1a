namespace Telos.Generators.KernelLayout;

internal static class ConstantEmitter
{
    public static string Emit(KernelModel model)
    {
        var code = new CodeWriter();
        code.Line();
        code.Summary("The header's constants, in the header's spelling.");
        code.Line("public static class KernelAbi");
        code.Open();
        for (int i = 0; i < model.Constants.Count; i++)
        {
            ConstantModel constant = model.Constants[i];
            if (i > 0 && constant.Comment.Length > 0)
                code.Line();
            code.Summary(constant.Comment);
            code.Line($"public const uint {constant.Name} = {constant.Value};");
        }
        code.Close();
        return code.ToString();
    }
}
