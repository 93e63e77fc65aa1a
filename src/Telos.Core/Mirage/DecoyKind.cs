namespace Telos.Core.Mirage;

/// <summary>What a decoy looks like.</summary>
public enum DecoyKind
{
    /// <summary>An access key of a cloud, as ~/.aws/credentials has it.</summary>
    Aws,

    /// <summary>A private key (SEC 1, in PEM).</summary>
    Ssh,

    /// <summary>Settings of an application, with passwords and tokens.</summary>
    Env,

    /// <summary>A cluster and a token for it.</summary>
    Kube,

    /// <summary>Cookies of sessions (Netscape's format).</summary>
    Cookies,

    /// <summary>A token for publishing packages.</summary>
    Npm,

    /// <summary>The same, of Python's index.</summary>
    Pypi,

    /// <summary>A database's users with their password hashes.</summary>
    Dump,

    /// <summary>shadow(5).</summary>
    Shadow,
}
