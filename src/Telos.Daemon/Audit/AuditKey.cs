using System.Security.Cryptography;
using System.Text;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Audit;

/// <summary>
/// The key that signs the head of the audit log: ECDSA over P-256 with SHA-256 (FIPS 186-5). Whoever is root may sign; the
/// public half, kept elsewhere, shows whether it was this machine's key.
/// </summary>
internal sealed class AuditKey : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ECDsa _key;

    private AuditKey(ECDsa key) => _key = key;

    /// <summary>The one in the file; when there is none, a new one, whose public half is written beside it.</summary>
    /// <exception cref="DaemonException">It is no key, or cannot be read or written.</exception>
    public static AuditKey LoadOrCreate(string path, string publicPath)
    {
        try
        {
            if (File.Exists(path))
            {
                return Load(path);
            }

            ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WholeFile.Replace(publicPath, Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"), OwnerOnly);
            WholeFile.Replace(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), OwnerOnly);
            return new AuditKey(key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException
            or LinuxException)
        {
            throw new DaemonException($"{path}: the key of the audit log cannot be made: {error.Message}", error);
        }
    }

    /// <exception cref="DaemonException">It is no key, or cannot be read.</exception>
    public static AuditKey Load(string path)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new AuditKey(key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            key.Dispose();
            throw new DaemonException($"{path} is not a key of the audit log: {error.Message}", error);
        }
    }

    public AuditMark Sign(string name, long id, byte[] hash, string time) =>
        new(name, id, hash, time, _key.SignData(AuditMark.Text(name, id, hash, time), HashAlgorithmName.SHA256));

    public bool Verify(AuditMark mark) => _key.VerifyData(mark.Text(), mark.Signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}
