namespace Telos.Core.Setup;

internal enum TomlKind
{
    /// <summary>[name]</summary>
    Table,

    /// <summary>[[name]]</summary>
    TableArray,

    /// <summary>A key with a string.</summary>
    Text,

    /// <summary>A key with an array.</summary>
    Array,

    /// <summary>A key with {...}; its members follow as items of their own.</summary>
    InlineTable,

    /// <summary>A key with a number, a date, true or false.</summary>
    Scalar,
}
