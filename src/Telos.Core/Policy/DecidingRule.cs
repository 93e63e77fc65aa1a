using Telos.Core.Audit;

namespace Telos.Core.Policy;

/// <summary>The rule of the ceiling that a refusal comes from, whatever the intent said.</summary>
/// <param name="Key">As in policy.yaml: filesystem.labels, network.denied_hosts, execution.denied_programs.</param>
/// <param name="Entry">As it stands there.</param>
/// <param name="Meaning">What it says of the entry; empty for a list that says all by its name.</param>
public sealed record DecidingRule(string Key, string Entry, string Meaning)
{
    /// <summary>Null when no rule speaks of it: then a grant alone was missing.</summary>
    public static DecidingRule? Find(AuditRecord refusal, Ceiling ceiling)
    {
        string subject = refusal.Subject;
        int slash = subject.IndexOf('/', StringComparison.Ordinal);
        switch (refusal.Gate)
        {
            case "file" when slash >= 0 && LabelMatch.Find(ceiling.Labels, subject[slash..]) is { } label:
                string lifted = label.Grantable ? "an intent that names it may read it" : "no intent opens it";
                string level = label.Level.ToString().ToUpperInvariant();
                return new DecidingRule("filesystem.labels", label.Path, $"{level}; {lifted}");
            case "dns" when ceiling.DeniedHosts.FirstOrDefault(name => HostJudge.Covers(name, subject)) is string host:
                return new DecidingRule("network.denied_hosts", host, "");
            case "exec" when slash >= 0 && ceiling.DeniedPrograms.Contains(Path.GetFileName(subject)):
                return new DecidingRule("execution.denied_programs", Path.GetFileName(subject), "");
            default:
                return null;
        }
    }

    public override string ToString() => Meaning.Length == 0 ? $"{Key} {Entry}" : $"{Key} {Entry} ({Meaning})";

    /// <summary>"policy.yaml:12", or that it is built in.</summary>
    /// <param name="yaml">The file's text; null: there is none.</param>
    public string Place(string? yaml, string fileName) =>
        yaml is not null && CeilingFile.LineOf(yaml, Entry) is long line ? $"{fileName}:{line}" : "built in, or of its profile";
}
