using System.Security.Cryptography;
using System.Text;

namespace Telos.Daemon.Hyperion;

/// <summary>What a program has to show to have addresses blocked.</summary>
internal sealed class BlockToken
{
    private const int LengthMin = 16;
    private const int LengthMax = 256;
    private const string Scheme = "Bearer ";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly byte[] _bytes;

    private BlockToken(byte[] bytes) => _bytes = bytes;

    /// <exception cref="DaemonException">The file is not there, not its owner's alone, or holds no token.</exception>
    public static BlockToken Read(string path)
    {
        string text;
        UnixFileMode mode;
        try
        {
            mode = File.GetUnixFileMode(path);
            text = File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DaemonException(
                $"{path} cannot be read: {error.Message} (hyperion.token_file; make one: openssl rand -hex 32)", error);
        }

        if ((mode & Others) != 0)
        {
            throw new DaemonException($"{path} holds a token and others may read or write it: chmod 600 {path}");
        }

        return text.Length is >= LengthMin and <= LengthMax && text.All(letter => letter is > ' ' and <= '~')
            ? new BlockToken(Encoding.ASCII.GetBytes(text))
            : throw new DaemonException(
                $"{path} holds no token of {LengthMin} to {LengthMax} letters without spaces: openssl rand -hex 32");
    }

    /// <summary>Takes as long for any token of the same length.</summary>
    /// <param name="authorization">The header's value.</param>
    public bool IsShownBy(ReadOnlySpan<byte> authorization) =>
        authorization.Length > Scheme.Length
        && Ascii.EqualsIgnoreCase(authorization[..Scheme.Length], Scheme)
        && CryptographicOperations.FixedTimeEquals(authorization[Scheme.Length..], _bytes);
}
