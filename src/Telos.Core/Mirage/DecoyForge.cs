using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telos.Core.Mirage;

/// <summary>
/// Makes decoys: each of the right format, with prefixes and checksums that hold, out of random bits, so that no two are alike
/// and none opens anything.
/// </summary>
public static class DecoyForge
{
    private const string Upper32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string CryptLetters = "./" + Base62;
    private const string HexLetters = "0123456789abcdef";

    // GitHub and npm: 30 letters and six of CRC-32 in base 62 (github.blog, "Behind GitHub's new authentication token formats").
    private const int ChecksummedLetters = 30;
    private const int ChecksumLetters = 6;
    private const uint Crc32Reversed = 0xEDB88320;

    public static Decoy Make(DecoyKind kind) => kind switch
    {
        DecoyKind.Aws => Aws(),
        DecoyKind.Ssh => Ssh(),
        DecoyKind.Env => Env(),
        DecoyKind.Kube => Kube(),
        DecoyKind.Cookies => Cookies(),
        DecoyKind.Npm => Npm(),
        DecoyKind.Pypi => Pypi(),
        DecoyKind.Dump => Dump(),
        _ => Shadow(),
    };

    /// <summary>What follows the prefix of a token with a checksum.</summary>
    internal static string Checksum(string letters)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in Encoding.ASCII.GetBytes(letters))
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Crc32Reversed : crc >> 1;
            }
        }

        crc = ~crc;
        char[] digits = new char[ChecksumLetters];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Base62[(int)(crc % Base62.Length)];
            crc /= (uint)Base62.Length;
        }

        return new string(digits);
    }

    private static Decoy Aws()
    {
        string id = "AKIA" + Random(Upper32, 16);
        string secret = Random(Base64, 40);
        return new Decoy(
            DecoyKind.Aws,
            $"[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\nregion = eu-central-1\n",
            [id, secret]);
    }

    private static Decoy Ssh()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = key.ExportECPrivateKeyPem();
        // The line in the middle has the private number.
        return new Decoy(DecoyKind.Ssh, pem + "\n", [pem.Split('\n')[1]]);
    }

    private static Decoy Env()
    {
        string password = Random(Base62, 24);
        string secret = Random(HexLetters, 64);
        string token = "ghp_" + Checksummed();
        return new Decoy(
            DecoyKind.Env,
            $"APP_ENV=production\nDATABASE_URL=postgres://app:{password}@db.internal:5432/app\nSECRET_KEY={secret}\n"
            + $"GITHUB_TOKEN={token}\nLOG_LEVEL=info\n",
            [password, secret, token]);
    }

    private static Decoy Kube()
    {
        string header = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);
        string claims = Base64Url.EncodeToString(
            """{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:prod:deployer"}"""u8);
        string signature = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(256));
        return new Decoy(
            DecoyKind.Kube,
            $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: prod
              cluster:
                server: https://10.32.0.1:6443
            contexts:
            - name: prod
              context:
                cluster: prod
                user: deployer
            current-context: prod
            users:
            - name: deployer
              user:
                token: {header}.{claims}.{signature}

            """,
            [signature]);
    }

    private static Decoy Cookies()
    {
        string session = Random(Base62, 48);
        string refresh = Random(HexLetters, 40);
        string end = DateTimeOffset.UtcNow.AddDays(90).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Decoy(
            DecoyKind.Cookies,
            "# Netscape HTTP Cookie File\n"
            + $".mail.example.com\tTRUE\t/\tTRUE\t{end}\tsession_id\t{session}\n"
            + $".accounts.example.com\tTRUE\t/\tTRUE\t{end}\trefresh\t{refresh}\n",
            [session, refresh]);
    }

    private static Decoy Npm()
    {
        string token = "npm_" + Checksummed();
        return new Decoy(DecoyKind.Npm, $"//packages.example.com/:_authToken={token}\nalways-auth=true\n", [token]);
    }

    // A macaroon that begins as those of the index do (pypi.org/help, API tokens).
    private static Decoy Pypi()
    {
        string body = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(120));
        string token = "pypi-AgEIcHlwaS5vcmc" + body;
        return new Decoy(DecoyKind.Pypi, $"[pypi]\nusername = __token__\npassword = {token}\n", [body]);
    }

    private static Decoy Dump()
    {
        string[] names = ["admin", "billing", "ada", "grace"];
        string[] hashes = [.. names.Select(_ => "$2b$12$" + Random(CryptLetters, 53))];
        string rows = string.Join(",\n", names.Select((name, i) => $"({i + 1},'{name}@example.com','{hashes[i]}')"));
        return new Decoy(
            DecoyKind.Dump,
            "-- PostgreSQL database dump\nCREATE TABLE users (id integer PRIMARY KEY, email text, password_hash text);\n"
            + $"INSERT INTO users VALUES\n{rows};\n",
            [.. hashes.Select(hash => hash["$2b$12$".Length..])]);
    }

    // shadow(5) with yescrypt (crypt(5)).
    private static Decoy Shadow()
    {
        string[] names = ["root", "deploy"];
        string[] hashes = [.. names.Select(_ => Random(CryptLetters, 43))];
        string lines = string.Concat(names.Select((name, i) =>
            $"{name}:$y$j9T${Random(CryptLetters, 22)}${hashes[i]}:19800:0:99999:7:::\n"));
        return new Decoy(DecoyKind.Shadow, lines, [.. hashes]);
    }

    private static string Checksummed()
    {
        string letters = Random(Base62, ChecksummedLetters);
        return letters + Checksum(letters);
    }

    private static string Random(string letters, int count) => RandomNumberGenerator.GetString(letters, count);
}
