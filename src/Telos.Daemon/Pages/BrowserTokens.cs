using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Pages;

/// <summary>
/// Says which agent drives a browser that is no process of its: <c>t1.AGENT.END.MAC</c>, with the end in seconds since 1970
/// and HMAC-SHA-256 (RFC 2104) over what stands before it. Whoever has one can raise that agent's taint, and nothing else.
/// </summary>
internal sealed class BrowserTokens
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Version = "t1";

    private readonly byte[] _key;

    private BrowserTokens(byte[] key) => _key = key;

    /// <summary>With the key in the file, so that tokens outlive the daemon; a new one when there is none.</summary>
    /// <exception cref="DaemonException">It is no key, or cannot be read or written.</exception>
    public static BrowserTokens LoadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                WholeFile.Replace(path, RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes), OwnerOnly);
            }

            byte[] key = File.ReadAllBytes(path);
            return key.Length == HMACSHA256.HashSizeInBytes
                ? new BrowserTokens(key)
                : throw new DaemonException(
                    $"{path} holds {key.Length} bytes and a key of browser tokens has {HMACSHA256.HashSizeInBytes}: remove it");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or LinuxException)
        {
            throw new DaemonException($"{path}: the key of browser tokens cannot be used: {error.Message}", error);
        }
    }

    public string Issue(uint agentId, DateTimeOffset end)
    {
        string claim = string.Create(CultureInfo.InvariantCulture, $"{Version}.{agentId}.{end.ToUnixTimeSeconds()}");
        return $"{claim}.{Base64Url.EncodeToString(MacOf(claim))}";
    }

    /// <summary>The agent; null: the token is none of this machine's, or its time is over.</summary>
    public uint? AgentOf(string token, DateTimeOffset now)
    {
        string[] parts = token.Split('.', 5);
        if (parts.Length != 4 || parts[0] != Version
            || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint agentId)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long end))
        {
            return null;
        }

        string claim = token[..token.LastIndexOf('.')];
        byte[] shown = Encoding.UTF8.GetBytes(parts[3]);
        byte[] due = Encoding.UTF8.GetBytes(Base64Url.EncodeToString(MacOf(claim)));
        return CryptographicOperations.FixedTimeEquals(shown, due) && now.ToUnixTimeSeconds() < end ? agentId : null;
    }

    private byte[] MacOf(string claim) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(claim));
}
