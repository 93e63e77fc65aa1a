namespace Telos.Generators.KernelLayout;

internal sealed record MapSyntax(
    Token Name, string Comment, List<MapSyntax.Setting> Settings, CType? Key, CType? Value)
{
    /// <summary>One <c>__uint(name, value)</c>.</summary>
    internal sealed record Setting(Token Name, Token Value);

    public Setting? Find(string name) => Settings.Find(setting => setting.Name.Text == name);
}
