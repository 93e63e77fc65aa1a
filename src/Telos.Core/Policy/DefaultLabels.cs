using System.Collections.Immutable;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>Paths that hold secrets on a Debian machine, as their own manuals say. None is
/// grantable.</summary>
public static class DefaultLabels
{
    public static ImmutableArray<LabelRule> Rules { get; } =
    [
        // Password hashes and who may become root: shadow(5), gshadow(5), sudoers(5).
        new("/etc/shadow", Taint.Critical, Grantable: false),
        new("/etc/shadow-", Taint.Critical, Grantable: false),
        new("/etc/gshadow", Taint.Critical, Grantable: false),
        new("/etc/gshadow-", Taint.Critical, Grantable: false),
        new("/etc/sudoers", Taint.High, Grantable: false),
        new("/etc/sudoers.d", Taint.High, Grantable: false),
        new("/etc/security/opasswd", Taint.Critical, Grantable: false),

        // Private keys of the machine and of users: sshd(8), ssh(1), gpg(1).
        new("/etc/ssh/ssh_host_ecdsa_key", Taint.Critical, Grantable: false),
        new("/etc/ssh/ssh_host_ed25519_key", Taint.Critical, Grantable: false),
        new("/etc/ssh/ssh_host_rsa_key", Taint.Critical, Grantable: false),
        new("/etc/ssl/private", Taint.Critical, Grantable: false),
        new("/root/.ssh", Taint.Critical, Grantable: false),
        new("~/.ssh", Taint.Critical, Grantable: false),
        new("~/.gnupg", Taint.Critical, Grantable: false),

        // Tokens and passwords that clients keep for later logins.
        new("~/.aws", Taint.Critical, Grantable: false),
        new("~/.azure", Taint.Critical, Grantable: false),
        new("~/.config/gcloud", Taint.Critical, Grantable: false),
        new("~/.config/gh", Taint.High, Grantable: false),
        new("~/.docker/config.json", Taint.High, Grantable: false),
        new("~/.git-credentials", Taint.High, Grantable: false),
        new("~/.kube", Taint.Critical, Grantable: false),
        new("~/.netrc", Taint.High, Grantable: false),
        new("~/.npmrc", Taint.High, Grantable: false),
        new("~/.pgpass", Taint.High, Grantable: false),
        new("~/.pypirc", Taint.High, Grantable: false),
        new("~/.password-store", Taint.Critical, Grantable: false),
        new("~/.local/share/keyrings", Taint.Critical, Grantable: false),
        new("~/.local/share/kwalletd", Taint.Critical, Grantable: false),
        new("~/.boto", Taint.High, Grantable: false),
        new("~/.cargo/credentials", Taint.High, Grantable: false),
        new("~/.cargo/credentials.toml", Taint.High, Grantable: false),
        new("~/.config/containers/auth.json", Taint.High, Grantable: false),
        new("~/.config/doctl", Taint.High, Grantable: false),
        new("~/.config/hub", Taint.High, Grantable: false),
        new("~/.config/op", Taint.Critical, Grantable: false),
        new("~/.config/rclone", Taint.High, Grantable: false),
        new("~/.fetchmailrc", Taint.High, Grantable: false),
        new("~/.gem/credentials", Taint.High, Grantable: false),
        new("~/.msmtprc", Taint.High, Grantable: false),
        new("~/.my.cnf", Taint.High, Grantable: false),
        new("~/.oci", Taint.Critical, Grantable: false),
        new("~/.s3cfg", Taint.High, Grantable: false),
        new("~/.smbcredentials", Taint.High, Grantable: false),
        new("~/.terraform.d/credentials.tfrc.json", Taint.High, Grantable: false),
        new("~/.vault-token", Taint.High, Grantable: false),

        // Cookies, logins and letters.
        new("~/.config/BraveSoftware", Taint.Critical, Grantable: false),
        new("~/.config/chromium", Taint.Critical, Grantable: false),
        new("~/.config/google-chrome", Taint.Critical, Grantable: false),
        new("~/.config/microsoft-edge", Taint.Critical, Grantable: false),
        new("~/.mozilla", Taint.Critical, Grantable: false),
        new("~/.thunderbird", Taint.Critical, Grantable: false),

        // What people typed, passwords among it: HISTFILE in bash(1), zshparam(1), fish(1), psql(1), mysql(1).
        new("~/.bash_history", Taint.High, Grantable: false),
        new("~/.history", Taint.High, Grantable: false),
        new("~/.local/share/fish/fish_history", Taint.High, Grantable: false),
        new("~/.mysql_history", Taint.High, Grantable: false),
        new("~/.node_repl_history", Taint.High, Grantable: false),
        new("~/.psql_history", Taint.High, Grantable: false),
        new("~/.python_history", Taint.High, Grantable: false),
        new("~/.zsh_history", Taint.High, Grantable: false),

        // Memory of the kernel, hence of everybody: mem(4), proc(5).
        new("/dev/kmem", Taint.Critical, Grantable: false),
        new("/dev/mem", Taint.Critical, Grantable: false),
        new("/proc/kcore", Taint.Critical, Grantable: false),

        // Memory of processes that crashed, which is stored outside every gate: systemd-coredump(8), core(5).
        new("/var/lib/systemd/coredump", Taint.Critical, Grantable: false),
        new("/var/lib/apport/coredump", Taint.Critical, Grantable: false),
        new("/var/crash", Taint.Critical, Grantable: false),
        new("/var/spool/abrt", Taint.Critical, Grantable: false),
    ];
}
